/* The offline basemap: land, water, borders, regions and names of towns, on one canvas. */
DL.basemap = (function () {
  'use strict';
  const PARTS = ['land', 'lake', 'river', 'coast', 'admin1', 'border'];

  function decode(layers) {
    return layers.map((layer) => {
      const made = { minZoom: layer.minZoom, box: layer.box };
      for (const part of PARTS) made[part] = DL.geometry.decodeLines(layer[part] || [], layer.scale);
      return made;
    });
  }

  function trace(context, lines, view) {
    context.beginPath();
    for (const { points, bounds } of lines) {
      if (bounds[2] < view.west || bounds[0] > view.east || bounds[3] < view.north || bounds[1] > view.south) continue;
      let lastX = NaN;
      let lastY = NaN;
      for (let i = 0; i < points.length; i += 2) {
        const x = points[i] * view.size - view.left;
        const y = points[i + 1] * view.size - view.top;
        if (i === 0) context.moveTo(x, y);
        else if (i < points.length - 2 && Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
        else context.lineTo(x, y);
        lastX = x;
        lastY = y;
      }
    }
  }

  function paintLayer(context, layer, view, colours) {
    if (layer.box) {
      /* Inside its box the finer layer replaces the coarser one. */
      const [west, north] = DL.geometry.project(layer.box[0], layer.box[3]);
      const [east, south] = DL.geometry.project(layer.box[2], layer.box[1]);
      context.save();
      context.beginPath();
      context.rect(west * view.size - view.left, north * view.size - view.top, (east - west) * view.size, (south - north) * view.size);
      context.clip();
    }
    context.fillStyle = colours.sea;
    context.fillRect(0, 0, view.width, view.height);
    trace(context, layer.land, view);
    context.fillStyle = colours.land;
    context.fill('evenodd');
    trace(context, layer.lake, view);
    context.fillStyle = colours.sea;
    context.fill('evenodd');
    const stroke = (lines, colour, width, dash) => {
      trace(context, lines, view);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash(dash);
      context.stroke();
    };
    if (view.zoom >= 5) {
      stroke(layer.river, colours.river, 1, []);
      stroke(layer.admin1, colours.region, 0.8, [3, 3]);
    }
    stroke(layer.coast, colours.coast, 0.8, []);
    stroke(layer.border, colours.border, 1.4, []);
    context.setLineDash([]);
    if (layer.box) context.restore();
  }

  /* The largest towns first, none over another. */
  function paintLabels(context, labels, view, colours) {
    const least = [0, 0, 0, 6e6, 2.5e6, 9e5, 3.5e5, 1.2e5, 4e4][Math.min(8, Math.floor(view.zoom))];
    const taken = [];
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    for (const [name, px, py, people] of labels) {
      if (people < least || taken.length > 60) break;
      const x = px * view.size - view.left;
      const y = py * view.size - view.top;
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      const box = [x - 4, y - 9, x + 10 + context.measureText(name).width, y + 9];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      context.fillStyle = colours.label;
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
      context.lineWidth = 3;
      context.strokeStyle = colours.halo;
      context.strokeText(name, x + 6, y);
      context.fillText(name, x + 6, y);
    }
  }

  function paint(context, layers, labels, view, colours) {
    context.fillStyle = colours.sea;
    context.fillRect(0, 0, view.width, view.height);
    for (const layer of layers) if (view.zoom >= layer.minZoom) paintLayer(context, layer, view, colours);
    paintLabels(context, labels, view, colours);
  }

  return { decode, paint };
})();
