/* Events on the map: where each mark stands, spread or counted where they crowd, and which one is hit. */
DL.marks = (function () {
  'use strict';
  const NEAR = 15;
  const SPREAD = 7;
  const RADIUS = 7;

  /* Placed events in view -> groups of marks that would touch. The first of a group gives its spot. */
  function group(events, view) {
    const groups = [];
    const cells = new Map();
    const key = (x, y) => `${Math.floor(x / NEAR)},${Math.floor(y / NEAR)}`;
    for (const event of events) {
      const x = event.x * view.size - view.left;
      const y = event.y * view.size - view.top;
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
      let home = null;
      for (let i = -1; i <= 1 && !home; i++)
        for (let j = -1; j <= 1 && !home; j++)
          for (const other of cells.get(key(x + i * NEAR, y + j * NEAR)) || [])
            if (Math.hypot(other.x - x, other.y - y) < NEAR) { home = other; break; }
      if (home) home.events.push(event);
      else {
        const made = { x, y, events: [event] };
        groups.push(made);
        const cell = key(x, y);
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell).push(made);
      }
    }
    return groups;
  }

  /* Groups -> marks: one event each, in a ring where there are a few, a count where there are many. */
  function place(groups) {
    const marks = [];
    for (const { x, y, events } of groups) {
      if (events.length === 1) marks.push({ x, y, events });
      else if (events.length > SPREAD) marks.push({ x, y, events, count: events.length });
      else {
        const ring = events.length === 2 ? 9 : 7 + 2.6 * events.length;
        events.forEach((event, i) => {
          const angle = -Math.PI / 2 + (i * 2 * Math.PI) / events.length;
          marks.push({ x: x + ring * Math.cos(angle), y: y + ring * Math.sin(angle), events: [event], spot: { x, y } });
        });
      }
    }
    return marks;
  }

  function paint(context, marks, kinds, chosen, colours) {
    for (const mark of marks) {
      if (!mark.spot) continue;
      context.beginPath();
      context.moveTo(mark.spot.x, mark.spot.y);
      context.lineTo(mark.x, mark.y);
      context.lineWidth = 1.5;
      context.strokeStyle = colours.label;
      context.stroke();
    }
    for (const mark of marks) {
      if (mark.count) {
        context.beginPath();
        context.arc(mark.x, mark.y, 13, 0, 2 * Math.PI);
        context.fillStyle = colours.bubble;
        context.fill();
        context.lineWidth = 2;
        context.strokeStyle = colours.edge;
        context.stroke();
        context.fillStyle = colours.bubbleText;
        context.font = '600 12px system-ui, sans-serif';
        context.textAlign = 'center';
        context.textBaseline = 'middle';
        context.fillText(String(mark.count), mark.x, mark.y);
        context.textAlign = 'start';
        continue;
      }
      const [event] = mark.events;
      DL.symbols.draw(context, kinds[event.kind], event, mark.x, mark.y, event === chosen ? RADIUS + 2 : RADIUS, colours);
      if (event === chosen) {
        context.beginPath();
        context.arc(mark.x, mark.y, RADIUS + 7, 0, 2 * Math.PI);
        context.lineWidth = 2.5;
        context.strokeStyle = colours.accent;
        context.stroke();
      }
    }
  }

  /* The circle that should hold the event, to scale. */
  function paintUncertainty(context, event, view, colours) {
    if (!event || event.lon === null || !event.uncertainty) return;
    const metresAcross = 40075016.7 * Math.cos((event.lat * Math.PI) / 180);
    const r = (event.uncertainty * 1000 * view.size) / metresAcross;
    context.beginPath();
    context.arc(event.x * view.size - view.left, event.y * view.size - view.top, r, 0, 2 * Math.PI);
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

  return { group, place, paint, paintUncertainty, hit };
})();
