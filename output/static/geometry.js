/* Coordinates: Mercator's square, and the text that lines of the basemap are written in. */
DL.geometry = (function () {
  'use strict';
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

  /* Longitude and latitude in degrees -> [0, 1] x [0, 1], north up at 0. */
  function project(lon, lat) {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
    return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  }

  /* Base-32 varints, low bits first, zigzag: differences of whole 1/scale degrees. */
  function decodeLine(text, scale) {
    const numbers = [];
    let value = 0;
    let place = 1;
    for (const digit of text) {
      const bits = VALUES.get(digit);
      value += (bits % 32) * place;
      place *= 32;
      if (bits < 32) {
        numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
        value = 0;
        place = 1;
      }
    }
    const points = new Float64Array(numbers.length);
    const bounds = [Infinity, Infinity, -Infinity, -Infinity];
    let x = 0;
    let y = 0;
    const half = 180 * scale;
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      /* A step of more than half the globe crosses the 180th meridian: go on beyond the edge. */
      let dx = numbers[i];
      if (i && dx > half) dx -= 2 * half;
      else if (i && dx < -half) dx += 2 * half;
      x += dx;
      y += numbers[i + 1];
      const [px, py] = project(x / scale, y / scale);
      points[i] = px;
      points[i + 1] = py;
      bounds[0] = Math.min(bounds[0], px);
      bounds[1] = Math.min(bounds[1], py);
      bounds[2] = Math.max(bounds[2], px);
      bounds[3] = Math.max(bounds[3], py);
    }
    return { points, bounds };
  }

  /* Lines that reach beyond the world's edge stand a second time on its other side. */
  function decodeLines(texts, scale) {
    return texts.flatMap((text) => {
      const line = decodeLine(text, scale);
      const aside = line.bounds[2] > 1 ? -1 : line.bounds[0] < 0 ? 1 : 0;
      return aside ? [line, shifted(line, aside)] : [line];
    });
  }

  function shifted({ points, bounds }, by) {
    return { points: points.map((value, i) => (i % 2 ? value : value + by)), bounds: [bounds[0] + by, bounds[1], bounds[2] + by, bounds[3]] };
  }

  return { project, decodeLine, decodeLines };
})();
