/* A small map of where an event lies, drawn from the offline basemap; a click moves the pin. */
DL.locator = (function () {
  'use strict';
  /* On a phone fewer units, so that names keep their size. */
  const NARROW = window.matchMedia('(max-width: 51.99rem)').matches;
  const WIDTH = NARROW ? 350 : 640;
  const HEIGHT = NARROW ? 280 : 360;
  const SVG = 'http://www.w3.org/2000/svg';
  /* How far beyond the view lines are kept; what lies farther is drawn at that edge, unseen. */
  const MARGIN = 400;
  let basemap = null;

  function load() {
    basemap = basemap || fetch('/basemap.json').then((response) => response.json()).then((layers) => {
      const decoded = {};
      for (const [name, layer] of Object.entries(layers)) {
        decoded[name] = { box: layer.box, minZoom: layer.minZoom };
        for (const part of ['land', 'lake', 'coast', 'admin1', 'border', 'river']) {
          decoded[name][part] = DL.geometry.decodeLines(layer[part] || [], layer.scale);
        }
      }
      return decoded;
    });
    return basemap;
  }

  function shape(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function unproject(x, y) {
    return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
  }

  function trace(lines, view, closed) {
    const parts = [];
    for (const { points, bounds } of lines) {
      if (bounds[2] < view.west || bounds[0] > view.east || bounds[3] < view.north || bounds[1] > view.south) continue;
      let last = '';
      let begun = false;
      for (let i = 0; i < points.length; i += 2) {
        const x = Math.round(Math.max(-MARGIN, Math.min(WIDTH + MARGIN, points[i] * view.size - view.left)));
        const y = Math.round(Math.max(-MARGIN, Math.min(HEIGHT + MARGIN, points[i + 1] * view.size - view.top)));
        const told = `${x} ${y}`;
        if (told === last) continue;
        parts.push(begun ? `L${told}` : `M${told}`);
        begun = true;
        last = told;
      }
      if (closed) parts.push('Z');
    }
    return parts.join('');
  }

  function layerShapes(layer, view) {
    const made = shape('g', {});
    const add = (part, closed) => made.append(shape('path', { class: `rv-map-${part}`, d: trace(layer[part], view, closed) }));
    add('land', true);
    add('lake', true);
    if (view.zoom >= 5) {
      add('river', false);
      add('admin1', false);
    }
    add('coast', false);
    add('border', false);
    return made;
  }

  /* moved(lon, lat) is called when a click moves the pin. */
  function make(moved) {
    const node = document.createElement('div');
    node.className = 'rv-locator';
    const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'No place yet. A click places the pin.' });
    const bar = document.createElement('div');
    bar.className = 'rv-zoom';
    let centre = [30, 49];
    let zoom = 5;
    let pin = null;
    let from = null;
    let drawing = 0;

    function button(words, label, act) {
      const made = DL.text.element('button', '', words);
      made.type = 'button';
      made.setAttribute('aria-label', label);
      made.addEventListener('click', act);
      bar.append(made);
    }
    button('+', 'Nearer', () => { zoom = Math.min(12, zoom + 1); draw(); });
    button('−', 'Farther', () => { zoom = Math.max(2, zoom - 1); draw(); });
    button('Pin', 'To the pin', () => { if (pin) { centre = pin; draw(); } });
    node.append(svg, bar);

    function viewNow() {
      const size = 256 * 2 ** zoom;
      const [x, y] = DL.geometry.project(...centre);
      const left = x * size - WIDTH / 2;
      const top = y * size - HEIGHT / 2;
      return { size, zoom, left, top, west: left / size, east: (left + WIDTH) / size, north: top / size, south: (top + HEIGHT) / size };
    }

    function place(point, view) {
      const [x, y] = DL.geometry.project(...point);
      return [x * view.size - view.left, y * view.size - view.top];
    }

    async function draw() {
      const turn = ++drawing;
      const view = viewNow();
      const [west, north] = unproject(view.west, view.north);
      const [east, south] = unproject(view.east, view.south);
      const [layers, { towns }] = await Promise.all([
        load(),
        DL.server.get('towns', { box: [west, south, east, north].map((value) => value.toFixed(3)).join() }).catch(() => ({ towns: [] })),
      ]);
      if (turn !== drawing) return;
      svg.replaceChildren(shape('rect', { class: 'rv-map-sea', width: WIDTH, height: HEIGHT }));
      svg.append(layerShapes(zoom >= layers.world_fine.minZoom ? layers.world_fine : layers.world, view));
      const { region } = layers;
      const [x0, y0] = place([region.box[0], region.box[3]], view);
      const [x1, y1] = place([region.box[2], region.box[1]], view);
      if (zoom >= region.minZoom && x0 < WIDTH && x1 > 0 && y0 < HEIGHT && y1 > 0) {
        /* Inside its box the finer layer replaces the coarser one. */
        const inner = shape('svg', { x: 0, y: 0, width: WIDTH, height: HEIGHT });
        const [left, top] = [Math.max(0, x0), Math.max(0, y0)];
        const [width, height] = [Math.min(WIDTH, x1) - left, Math.min(HEIGHT, y1) - top];
        inner.setAttribute('viewBox', `${left} ${top} ${width} ${height}`);
        for (const [name, value] of Object.entries({ x: left, y: top, width, height })) inner.setAttribute(name, value);
        inner.append(shape('rect', { class: 'rv-map-sea', x: left, y: top, width, height }), layerShapes(region, view));
        svg.append(inner);
      }
      name(towns, view);
      if (from) mark(from, view, 'rv-map-from', 9);
      if (pin) mark(pin, view, 'rv-map-pin', 7);
    }

    function mark(point, view, kind, r) {
      const [cx, cy] = place(point, view);
      svg.append(shape('circle', { class: kind, cx, cy, r }));
    }

    /* The largest first, none over another. */
    function name(towns, view) {
      const taken = [];
      for (const [words, lon, lat] of towns) {
        const [x, y] = place([lon, lat], view);
        const box = [x - 5, y - 9, x + 12 + 8 * words.length, y + 9];
        if (box[2] > WIDTH || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        const text = shape('text', { class: 'rv-map-town', x: x + 6, y: y + 4 });
        text.textContent = words;
        svg.append(shape('circle', { class: 'rv-map-dot', cx: x, cy: y, r: 2 }), text);
      }
    }

    svg.addEventListener('click', (event) => {
      const shown = svg.getBoundingClientRect();
      const view = viewNow();
      const x = ((event.clientX - shown.left) / shown.width) * WIDTH;
      const y = ((event.clientY - shown.top) / shown.height) * HEIGHT;
      const [lon, lat] = unproject((x + view.left) / view.size, (y + view.top) / view.size);
      const digits = zoom > 9 ? 4 : 3;
      set(Number((((lon + 540) % 360) - 180).toFixed(digits)), Number(lat.toFixed(digits)), false);
      moved(...pin);
    });

    /* Put the pin; ``show`` also brings it to the middle. */
    function set(lon, lat, show) {
      pin = [lon, lat];
      if (show) centre = pin;
      svg.setAttribute('aria-label', `Map: the pin is at ${lat} N, ${lon} E. A click moves it.`);
      draw();
    }

    /* Where the event is published, as a ring; prec as in where_prec. */
    function start(lon, lat, prec) {
      from = [lon, lat];
      zoom = prec <= 2 ? 8 : prec === 3 ? 7 : 6;
      set(lon, lat, true);
    }

    return { node, set, start, draw };
  }

  return { make };
})();
