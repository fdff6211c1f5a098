/* The view in the address: #t=2026-01-20..2026-01-28&m=all&z=6/48.5/31.2&f=...&e=... Pure. */
DL.address = (function () {
  'use strict';

  /* names(key) is the table of a filtered column, kinds among them. */
  function write(view, names) {
    const parts = [];
    if (view.from && view.to) parts.push(`t=${view.from}..${view.to}`);
    if (view.cumulative) parts.push('m=all');
    parts.push(`z=${Number(view.zoom.toFixed(2))}/${view.lat.toFixed(3)}/${view.lng.toFixed(3)}`);
    const asked = new URLSearchParams();
    for (const key of DL.filters.NAMED) {
      if (view.asked[key] === null) continue;
      for (const number of view.asked[key]) asked.append(key, names(key)[number] ?? '');
      if (!view.asked[key].size) asked.append(key, '-');
    }
    for (const key of ['place', 'toll', 'words']) if (view.asked[key]) asked.set(key, view.asked[key]);
    if (view.sort && view.sort !== 'newest') asked.set('sort', view.sort);
    if ([...asked].length) parts.push(`f=${encodeURIComponent(asked.toString())}`);
    if (view.event) parts.push(`e=${encodeURIComponent(view.event)}`);
    return '#' + parts.join('&');
  }

  function read(hash, names) {
    const told = new URLSearchParams(hash.replace(/^#/, ''));
    const time = /^(\d{4,6}-\d\d-\d\d)\.\.(\d{4,6}-\d\d-\d\d)$/.exec(told.get('t') || '');
    const spot = /^(\d{1,2}(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(told.get('z') || '');
    const asked = DL.filters.empty();
    const f = new URLSearchParams(told.get('f') || '');
    for (const key of DL.filters.NAMED) {
      const wanted = f.getAll(key);
      if (!wanted.length) continue;
      const table = names(key);
      const numbers = wanted.map((name) => table.findIndex((known) => (known ?? '') === name)).filter((number) => number >= 0);
      if (numbers.length || wanted.includes('-')) asked[key] = new Set(numbers);
    }
    if (['spot', 'area'].includes(f.get('place'))) asked.place = f.get('place');
    if (['killed', 'harmed'].includes(f.get('toll'))) asked.toll = f.get('toll');
    asked.words = (f.get('words') || '').slice(0, 200);
    return {
      from: time ? time[1] : null,
      to: time ? time[2] : null,
      cumulative: told.get('m') === 'all',
      spot: spot ? { zoom: Number(spot[1]), lat: Math.max(-85, Math.min(85, Number(spot[2]))), lng: Number(spot[3]) } : null,
      event: told.get('e'),
      asked,
      sort: ['newest', 'oldest', 'toll'].includes(f.get('sort')) ? f.get('sort') : 'newest',
    };
  }

  return { write, read };
})();
