/* Marks on the map, in lists and in the legend: corners and colour by kind, filled or hollow by place, dashed when claimed. */
DL.symbols = (function () {
  'use strict';
  const SVG = 'http://www.w3.org/2000/svg';

  function points({ corners, turn }, x, y, r) {
    return Array.from({ length: corners }, (_, i) => {
      const angle = turn * Math.PI + (i * 2 * Math.PI) / corners;
      return [x + 1.18 * r * Math.cos(angle), y + 1.18 * r * Math.sin(angle)];
    });
  }

  /* hollow: only an area is known. claimed: by one side, or disputed. */
  const styleOf = (event) => ({ hollow: event.wherePrec > 2, claimed: event.status === 'claimed' || event.status === 'disputed' });

  function draw(context, kind, style, x, y, r, colours) {
    const { hollow, claimed } = style;
    context.beginPath();
    if (kind.corners) {
      points(kind, x, y, r).forEach(([px, py]) => context.lineTo(px, py));
      context.closePath();
    } else context.arc(x, y, r, 0, 2 * Math.PI);
    context.setLineDash([]);
    context.lineWidth = 4.5;
    context.strokeStyle = colours.edge;
    context.stroke();
    context.fillStyle = hollow || claimed ? colours.hole : kind.colour;
    context.fill();
    if (claimed && !hollow) {
      context.globalAlpha = 0.35;
      context.fillStyle = kind.colour;
      context.fill();
      context.globalAlpha = 1;
    }
    context.lineWidth = hollow || claimed ? 2.5 : 1;
    context.strokeStyle = hollow || claimed ? kind.colour : colours.edge;
    if (claimed) context.setLineDash([3, 2.5]);
    context.stroke();
    context.setLineDash([]);
  }

  /* Drawn once and stamped: a path a mark is too slow for thousands. */
  function sprites(kinds, colours) {
    const known = new Map();
    const scale = globalThis.devicePixelRatio > 1 ? 2 : 1;

    function sprite(key, radius, paint) {
      let made = known.get(key);
      if (!made) {
        if (known.size > 800) known.clear();
        const canvas = document.createElement('canvas');
        const half = Math.ceil(radius * 1.2 + 4);
        canvas.width = canvas.height = 2 * half * scale;
        const context = canvas.getContext('2d');
        context.scale(scale, scale);
        paint(context, half);
        known.set(key, (made = { canvas, half }));
      }
      return made;
    }

    const stamp = (context, made, x, y) => context.drawImage(made.canvas, x - made.half, y - made.half, 2 * made.half, 2 * made.half);

    function mark(context, kind, style, x, y, r) {
      const key = `${kind} ${r} ${style.hollow ? 1 : 0}${style.claimed ? 1 : 0}`;
      stamp(context, sprite(key, r, (inner, half) => draw(inner, kinds[kind], style, half, half, r, colours)), x, y);
    }

    function bubble(context, count, x, y) {
      const label = count < 1000 ? String(count) : count < 10000 ? `${(Math.floor(count / 100) / 10).toFixed(1)}k` : `${Math.floor(count / 1000)}k`;
      const r = bubbleRadius(count);
      stamp(context, sprite(`#${label}`, r, (inner, half) => {
        inner.beginPath();
        inner.arc(half, half, r, 0, 2 * Math.PI);
        inner.fillStyle = colours.bubble;
        inner.fill();
        inner.lineWidth = 2;
        inner.strokeStyle = colours.edge;
        inner.stroke();
        inner.fillStyle = colours.bubbleText;
        inner.font = '600 12px system-ui, sans-serif';
        inner.textAlign = 'center';
        inner.textBaseline = 'middle';
        inner.fillText(label, half, half + 0.5);
      }), x, y);
    }

    return { mark, bubble };
  }

  const bubbleRadius = (count) => (count < 10 ? 11 : count < 100 ? 13 : count < 1000 ? 15 : 17);

  /* The kinds in the colours of the scheme for canvases, which know no variables; pictures follow the variables. */
  function tinted(kinds, dark, root) {
    return kinds.map((kind, i) => {
      const colour = dark ? kind.dark : kind.colour;
      root.style.setProperty(`--kind-${i}`, colour);
      return { ...kind, colour };
    });
  }

  /* The same mark as a picture in lists: sharp at any size and on paper. */
  function icon(kind, style) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 22 22');
    svg.setAttribute('class', 'dl-mark');
    svg.setAttribute('aria-hidden', 'true');
    let shape;
    if (kind.corners) {
      shape = document.createElementNS(SVG, 'polygon');
      shape.setAttribute('points', points(kind, 11, 11, 6).map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' '));
    } else {
      shape = document.createElementNS(SVG, 'circle');
      for (const [name, value] of [['cx', 11], ['cy', 11], ['r', 6]]) shape.setAttribute(name, String(value));
    }
    shape.setAttribute('fill', style.hollow ? 'none' : kind.colour);
    if (style.claimed) shape.setAttribute('fill-opacity', '0.35');
    if (style.hollow || style.claimed) {
      shape.setAttribute('stroke', kind.colour);
      shape.setAttribute('stroke-width', '2.5');
    }
    if (style.claimed) shape.setAttribute('stroke-dasharray', '3 2.5');
    svg.append(shape);
    return svg;
  }

  return { draw, sprites, tinted, icon, styleOf, bubbleRadius };
})();
