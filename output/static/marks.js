/* Events on the map: where each mark stands, spread or counted where they crowd, and which one is hit. */
DL.marks = (function () {
  'use strict';
  const CELL = 26;
  const NEAR = 17;
  const SPREAD = 6;
  const RADIUS = 7;
  const EDGE = 24;

  /* The cell of the screen each event falls in, in a view; -1 outside. Once a move, so that a step of time only counts. */
  let cells = new Int32Array(0);

  function grid(store, view) {
    const left = Math.floor((view.left - EDGE) / CELL);
    const top = Math.floor((view.top - EDGE) / CELL);
    const across = Math.floor((view.left + view.width + EDGE) / CELL) - left + 1;
    const down = Math.floor((view.top + view.height + EDGE) / CELL) - top + 1;
    if (cells.length !== store.count) cells = new Int32Array(store.count);
    cells.fill(-1);
    const { x, y } = store;
    for (let i = 0; i < store.count; i++) {
      const column = Math.floor((x[i] * view.size) / CELL) - left;
      const row = Math.floor((y[i] * view.size) / CELL) - top;
      if (column >= 0 && row >= 0 && column < across && row < down) cells[i] = row * across + column;
    }
    return { across, down, cells };
  }

  /* Numbers of events -> groups of marks that would touch: { x, y, count, members }, members up to SPREAD of them. */
  function group(store, found, n, grid_, view) {
    const { across, down } = grid_;
    const size = across * down;
    const counts = new Int32Array(size);
    const sumX = new Float64Array(size);
    const sumY = new Float64Array(size);
    const members = new Int32Array(size * SPREAD);
    let inView = 0;
    for (let at = 0; at < n; at++) {
      const i = found[at];
      const cell = cells[i];
      if (cell < 0) continue;
      const k = counts[cell]++;
      if (k < SPREAD) members[cell * SPREAD + k] = i;
      sumX[cell] += store.x[i];
      sumY[cell] += store.y[i];
      inView++;
    }
    const groups = [];
    const of = new Int32Array(size).fill(-1);
    for (let cell = 0; cell < size; cell++) {
      const count = counts[cell];
      if (!count) continue;
      const x = (sumX[cell] / count) * view.size - view.left;
      const y = (sumY[cell] / count) * view.size - view.top;
      const own = Array.from(members.subarray(cell * SPREAD, cell * SPREAD + Math.min(count, SPREAD)));
      const home = neighbour(groups, of, cell, across, x, y);
      if (home < 0) {
        of[cell] = groups.length;
        groups.push({ x, y, count, members: own, cells: [cell] });
        continue;
      }
      const other = groups[home];
      other.x = (other.x * other.count + x * count) / (other.count + count);
      other.y = (other.y * other.count + y * count) / (other.count + count);
      other.count += count;
      other.cells.push(cell);
      if (other.members.length < SPREAD) other.members.push(...own.slice(0, SPREAD - other.members.length));
      of[cell] = home;
    }
    return { groups, inView };
  }

  /* A group already made in a cell beside this one and nearer than a mark is wide. */
  function neighbour(groups, of, cell, across, x, y) {
    const column = cell % across;
    for (const [step, fits] of [[-1, column > 0], [-across - 1, column > 0], [-across, true], [-across + 1, column < across - 1]]) {
      const home = fits && cell + step >= 0 ? of[cell + step] : -1;
      if (home >= 0 && Math.abs(groups[home].x - x) < NEAR && Math.abs(groups[home].y - y) < NEAR) return home;
    }
    return -1;
  }

  /* Groups -> marks: one event each, in a ring where there are a few, a count where there are many. */
  function place(groups) {
    const marks = [];
    for (const group_ of groups) {
      const { x, y, count, members } = group_;
      if (count === 1) marks.push({ x, y, event: members[0] });
      else if (count > SPREAD) marks.push({ x, y, count, cells: group_.cells });
      else {
        const ring = count === 2 ? 9 : 7 + 2.6 * count;
        members.forEach((event, i) => {
          const angle = -Math.PI / 2 + (i * 2 * Math.PI) / count;
          marks.push({ x: x + ring * Math.cos(angle), y: y + ring * Math.sin(angle), event, spot: { x, y } });
        });
      }
    }
    return marks;
  }

  function paint(context, marks, store, sprites, styleOf, chosen, colours) {
    context.beginPath();
    for (const mark of marks) {
      if (!mark.spot) continue;
      context.moveTo(mark.spot.x, mark.spot.y);
      context.lineTo(mark.x, mark.y);
    }
    context.lineWidth = 1.5;
    context.strokeStyle = colours.label;
    context.stroke();
    for (const mark of marks) {
      if (mark.count) sprites.bubble(context, mark.count, mark.x, mark.y);
      else if (mark.event !== chosen) sprites.mark(context, store.columns.kind[mark.event], styleOf(mark.event), mark.x, mark.y, RADIUS);
    }
  }

  /* The chosen event over all others, also where it is one of a count. */
  function paintChosen(context, marks, store, sprites, styleOf, chosen, view, colours) {
    if (chosen < 0 || Number.isNaN(store.x[chosen])) return;
    const own = marks.find((mark) => mark.event === chosen);
    const x = own ? own.x : store.x[chosen] * view.size - view.left;
    const y = own ? own.y : store.y[chosen] * view.size - view.top;
    sprites.mark(context, store.columns.kind[chosen], styleOf(chosen), x, y, RADIUS + 2);
    context.beginPath();
    context.arc(x, y, RADIUS + 7, 0, 2 * Math.PI);
    context.lineWidth = 2.5;
    context.strokeStyle = colours.accent;
    context.stroke();
  }

  /* The circle that should hold the event, to scale. */
  function paintUncertainty(context, store, chosen, view, colours) {
    const km = chosen < 0 ? 0 : store.columns.uncertainty[chosen] / 10;
    if (!km || Number.isNaN(store.x[chosen])) return;
    const metresAcross = 40075016.7 * Math.cos((store.columns.lat[chosen] / 1e5) * (Math.PI / 180));
    context.beginPath();
    context.arc(store.x[chosen] * view.size - view.left, store.y[chosen] * view.size - view.top, (km * 1000 * view.size) / metresAcross, 0, 2 * Math.PI);
    context.fillStyle = colours.halfAccent;
    context.fill();
    context.lineWidth = 1.5;
    context.setLineDash([6, 4]);
    context.strokeStyle = colours.accent;
    context.stroke();
    context.setLineDash([]);
  }

  function hit(marks, x, y, reach) {
    let best = null;
    let least = reach;
    for (const mark of marks) {
      const distance = Math.hypot(mark.x - x, mark.y - y) - (mark.count ? 6 : 0);
      if (distance <= least) {
        least = distance;
        best = mark;
      }
    }
    return best;
  }

  return { grid, group, place, paint, paintChosen, paintUncertainty, hit };
})();
