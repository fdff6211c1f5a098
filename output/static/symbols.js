/* Marks on the map and in the legend: shape and colour by type, filled or hollow by place, dashed when claimed. */
DL.symbols = (function () {
  'use strict';

  function trace(context, shape, x, y, r) {
    context.beginPath();
    const corners = { square: [4, Math.PI / 4], diamond: [4, 0], triangle: [3, -Math.PI / 2], down: [3, Math.PI / 2],
      hexagon: [6, 0], pentagon: [5, -Math.PI / 2] }[shape];
    if (!corners) {
      context.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    const [n, turn] = corners;
    for (let i = 0; i < n; i++) {
      const angle = turn + (i * 2 * Math.PI) / n;
      context.lineTo(x + 1.18 * r * Math.cos(angle), y + 1.18 * r * Math.sin(angle));
    }
    context.closePath();
  }

  function draw(context, kind, event, x, y, r, colours) {
    const hollow = event.wherePrec > 2;
    const claimed = event.status === 'claimed' || event.status === 'disputed';
    trace(context, kind.shape, x, y, r);
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

  /* A small canvas with one mark, for lists and the legend. */
  function mark(kind, event, colours) {
    const canvas = document.createElement('canvas');
    const scale = 2;
    canvas.width = canvas.height = 22 * scale;
    canvas.className = 'dl-mark';
    canvas.setAttribute('aria-hidden', 'true');
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    draw(context, kind, event, 11, 11, 6, colours);
    return canvas;
  }

  return { draw, mark };
})();
