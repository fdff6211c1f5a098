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

  /* One buffer after another, the widest numbers first; starts and ends stand there as differences. */
  function columnsOf(buffer, meta) {
    const columns = {};
    let at = 0;
    for (const [name, type] of meta.columns) {
      const array = new globalThis[type](buffer, at, meta.count);
      columns[name] = array;
      at += array.byteLength;
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

  function crc32(text) {
    let crc = -1;
    for (const byte of new TextEncoder().encode(text)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (crc ^ -1) >>> 0;
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
      const row = (await chunk(Math.floor(i / meta.chunk)))[i % meta.chunk];
      const made = brief(i);
      meta.texts.forEach((name, at) => { made[name] = row[at]; });
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

    /* Where an id, or one that was merged into another, stands; -1 for nowhere. */
    async function find(id) {
      const hash = crc32(id);
      const places = meta.aliases.filter(([known]) => known === hash).map(([, i]) => i);
      for (let i = columns.idHash.indexOf(hash); i >= 0; i = columns.idHash.indexOf(hash, i + 1)) places.push(i);
      for (const i of places) {
        const found = await event(i);
        if (found.id === id || found.aliases.includes(id)) return i;
      }
      return -1;
    }

    /* Every row's texts in order, a block at a time; stops when visit says so. */
    async function each(visit) {
      for (let at = 0; at < count; at += meta.chunk) {
        const number = at / meta.chunk;
        const rows = await (kept.get(number) || unpacked(block(`dl-text-${number}`)).json());
        for (let i = 0; i < rows.length; i++) if (visit(at + i, rows[i]) === false) return;
      }
    }

    return { count, columns, x, y, event, brief, find, each, column: (name) => meta.texts.indexOf(name) };
  }

  return { open, columnsOf, crc32, NONE };
})();
