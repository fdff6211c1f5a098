/* The events as the page keeps them: packed columns at hand, texts of 512 rows read when they are asked for. */
DL.store = (function () {
  'use strict';
  const NONE = -2147483648;
  /* Blocks of texts kept unpacked: what the list shows, and a little more. */
  const KEPT = 6;

  function unpacked(base64) {
    const raw = atob(base64);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  }

  /* One column after another, the widest numbers first, of each all first bytes, then all second ones. Starts and ends
     stand there as differences. */
  function columnsOf(buffer, meta) {
    const columns = {};
    const packed = new Uint8Array(buffer);
    let at = 0;
    for (const [name, type] of meta.columns) {
      const array = new globalThis[type](meta.count);
      const bytes = new Uint8Array(array.buffer);
      const wide = array.BYTES_PER_ELEMENT;
      for (let byte = 0; byte < wide; byte++) for (let i = 0; i < meta.count; i++) bytes[i * wide + byte] = packed[at++];
      columns[name] = array;
    }
    let before = 0;
    for (let i = 0; i < meta.count; i++) {
      if (columns.start[i] === NONE) continue;
      columns.start[i] += before;
      before = columns.start[i];
      columns.end[i] += before;
    }
    return columns;
  }

  /* "2026-01-28T09:00:00+02:00" from minutes since 1970 and minutes ahead of UTC. */
  function isoInstant(minute, ahead) {
    const sign = ahead < 0 ? '-' : '+';
    const pad = (n) => String(Math.floor(n)).padStart(2, '0');
    const shift = Math.abs(ahead);
    return new Date((minute + ahead) * 60000).toISOString().slice(0, 19) + `${sign}${pad(shift / 60)}:${pad(shift % 60)}`;
  }

  /* block(id) gives the text of a data block of the page. */
  async function open(meta, block) {
    const columns = columnsOf(await unpacked(block('dl-columns')).arrayBuffer(), meta);
    const count = meta.count;
    const x = new Float64Array(count).fill(NaN);
    const y = new Float64Array(count);
    for (let i = 0; i < count; i++) if (columns.lon[i] !== NONE) [x[i], y[i]] = DL.geometry.project(columns.lon[i] / 1e5, columns.lat[i] / 1e5);
    const kept = new Map();

    function chunk(number) {
      let found = kept.get(number);
      if (found) kept.delete(number);
      else found = unpacked(block(`dl-text-${number}`)).json();
      kept.set(number, found);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value);
      return found;
    }

    /* An event's texts by name, with what the columns say of it. */
    async function event(i) {
      const texts = await chunk(Math.floor(i / meta.chunk));
      const made = brief(i);
      meta.texts.forEach((name, at) => { made[name] = texts[at][i % meta.chunk]; });
      made.dateStart = made.start === null ? null : isoInstant(made.start, columns.startOffset[i]);
      made.dateEnd = made.end === null ? null : isoInstant(made.end, columns.endOffset[i]);
      return made;
    }

    function brief(i) {
      const named = (key) => meta.names[key][columns[key][i]];
      const told = (key) => (columns[key][i] === NONE ? null : columns[key][i]);
      return { index: i, kind: columns.kind[i], subType: named('subType'), actor: named('actor'), target: named('target'),
        status: named('status'), dateBasis: named('basis'), wherePrec: columns.wherePrec[i], datePrec: columns.datePrec[i],
        start: told('start'), end: told('end'), uncertainty: columns.uncertainty[i] / 10, drawn: columns.drawn[i] === 1,
        lon: columns.lon[i] === NONE ? null : columns.lon[i] / 1e5, lat: columns.lat[i] === NONE ? null : columns.lat[i] / 1e5 };
    }

    /* Every block of texts in order, with the number of its first event; stops when visit says so. */
    async function each(visit) {
      for (let number = 0; number * meta.chunk < count; number++) {
        const texts = await (kept.get(number) || unpacked(block(`dl-text-${number}`)).json());
        if (visit(number * meta.chunk, texts) === false) return;
      }
    }

    /* Where an id, or one that was merged into another, stands; -1 for nowhere. */
    async function find(id) {
      let found = -1;
      await each((first, texts) => {
        const [ids, aliases] = [column('id'), column('aliases')].map((at) => texts[at]);
        const at = ids.findIndex((known, i) => known === id || aliases[i].includes(id));
        if (at >= 0) found = first + at;
        return at < 0;
      });
      return found;
    }

    const column = (name) => meta.texts.indexOf(name);
    return { count, columns, x, y, event, brief, find, each, column };
  }

  return { open, columnsOf, isoInstant, NONE };
})();
