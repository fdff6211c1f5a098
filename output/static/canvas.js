/* A canvas over the whole map that repaints when the map moves. */
DL.CanvasLayer = L.Layer.extend({
  /* paint(context, view, moved); moved: since it was painted last. */
  initialize: function (paint, pane) {
    this._paint = paint;
    this._pane = pane;
  },
  onAdd: function (map) {
    this._canvas = document.createElement('canvas');
    this._canvas.className = 'dl-canvas';
    this._canvas.setAttribute('aria-hidden', 'true');
    map.getPane(this._pane).appendChild(this._canvas);
    map.on('move zoom resize viewreset', this._moved, this);
    this.repaint();
  },
  onRemove: function (map) {
    this._canvas.remove();
    map.off('move zoom resize viewreset', this._moved, this);
  },
  _moved: function () {
    this._hasMoved = true;
    this.repaint();
  },
  /* Many reasons to repaint within one frame are one repaint. */
  repaint: function () {
    if (this._waiting) return;
    this._waiting = requestAnimationFrame(() => {
      this._waiting = 0;
      this.repaintNow();
    });
  },
  repaintNow: function () {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const scale = window.devicePixelRatio > 1 ? 2 : 1;
    if (this._canvas.width !== size.x * scale || this._canvas.height !== size.y * scale) {
      this._canvas.width = size.x * scale;
      this._canvas.height = size.y * scale;
      this._canvas.style.width = size.x + 'px';
      this._canvas.style.height = size.y + 'px';
    }
    L.DomUtil.setPosition(this._canvas, map.containerPointToLayerPoint([0, 0]));
    const context = this._canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    const moved = this._hasMoved !== false;
    this._hasMoved = false;
    this._paint(context, this.view(size), moved);
  },
  view: function (size) {
    const map = this._map;
    const zoom = map.getZoom();
    const whole = 256 * Math.pow(2, zoom);
    const corner = map.getPixelBounds().min;
    return { zoom, size: whole, left: corner.x, top: corner.y, width: size.x, height: size.y,
      west: corner.x / whole, north: corner.y / whole, east: (corner.x + size.x) / whole, south: (corner.y + size.y) / whole };
  },
});
