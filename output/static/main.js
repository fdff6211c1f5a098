/* Puts the page together: events, map, time bar, filters, list, card, address. */
DL.start = function (map) {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const meta = JSON.parse(byId('dl-meta').textContent);
  const block = (id) => byId(id).textContent;
  let started = null;
  /* For measuring: step(i) shows the window that begins on day i; with #bench=0 everything up to it. */
  window.__datelineBench = {
    ready: DL.store.open(meta, block).then((store) => { started = DL.page(map, meta, store); return started.ready; }),
    steps: Math.max(1, meta.days.length - 1),
    step: (i) => started.step(i),
    count: () => started.count(),
  };
};

DL.page = function (map, meta, store) {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const { element, fill } = DL.text;
  const { strings, days } = meta;
  const kinds = meta.kinds.map((kind, i) => ({ ...kind, colour: `var(--kind-${i})` }));
  const timeline = DL.timeline.index(store.columns, store.count, DL.store.NONE);
  const layers = DL.basemap.decode(meta.basemap);
  const labels = meta.labels.map(([name, lon, lat, people]) => [name, ...DL.geometry.project(lon, lat), people]);
  const number = new Intl.NumberFormat(meta.locale);
  const facts = { kinds, strings, names: (key) => (key === 'kind' ? kinds.map((kind) => kind.name) : meta.names[key]), number: (n) => number.format(n) };
  const styles = Array.from({ length: 4 }, (_, n) => ({ hollow: n > 1, claimed: n % 2 === 1 }));
  const claimedNumbers = new Set(['claimed', 'disputed'].map((status) => meta.names.status.indexOf(status)));
  const styleOf = (i) => styles[(store.columns.wherePrec[i] > 2 ? 2 : 0) + (claimedNumbers.has(store.columns.status[i]) ? 1 : 0)];
  const found = new Int32Array(store.count);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let colours = readColours();
  let sprites = readSprites();
  let inWindow = 0;
  let marks = [];
  let grid = null;
  let chosen = -1;
  let chosenEvent = null;
  let quiet = true;
  let holding = false;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const named = {};
    for (const [key, name] of Object.entries({ sea: '--sea', land: '--land', coast: '--coast', border: '--border', region: '--region',
      river: '--river', label: '--label', halo: '--halo', edge: '--edge', hole: '--hole', accent: '--accent',
      halfAccent: '--half-accent', bar: '--bar', bubble: '--bubble', bubbleText: '--bubble-text' })) named[key] = style.getPropertyValue(name).trim();
    return named;
  }

  function readSprites() {
    return DL.symbols.sprites(DL.symbols.tinted(meta.kinds, dark.matches, document.documentElement), colours);
  }

  const dayFormat = new Intl.DateTimeFormat(meta.locale, { timeZone: meta.timezone, day: 'numeric', month: 'short', year: 'numeric' });
  /* "Sept" in British English only; the events' own dates say "Sep". */
  const dayName = (day) => (days.length ? dayFormat.format(new Date(days[Math.min(day, days.length - 1)] * 60000 + 3600000)).replace('Sept', 'Sep') : '');
  const isoDay = (day) => (days.length ? DL.text.isoDay(days[Math.min(day, days.length - 1)] + 60, meta.timezone) : null);
  const regionNames = new Intl.DisplayNames([meta.locale], { type: 'region' });
  const countryName = (code) => {
    try { return code ? regionNames.of(code) : null; } catch { return code; }
  };
  const rangeName = (lo, hi) => (hi - lo === 1 ? dayName(lo) : `${dayName(lo)} – ${dayName(hi - 1)}`);

  map.zoomControl.setPosition('bottomright');
  if (meta.tiles) {
    const tiles = L.tileLayer(meta.tiles.url, { maxZoom: 19 });
    /* The drawn basemap stays below: where tiles fail, it is what one sees. */
    let good = 0;
    let bad = 0;
    tiles.on('tileload', () => { good++; });
    tiles.on('tileerror', () => { if (++bad > 7 && !good) tiles.remove(); });
    tiles.addTo(map);
  }
  const base = new DL.CanvasLayer((context, view) => DL.basemap.paint(context, layers, labels, view, colours), 'mapPane').addTo(map);
  const top = new DL.CanvasLayer((context, view, moved) => {
    if (moved || !grid) grid = DL.marks.grid(store, view);
    DL.marks.paintUncertainty(context, store, chosen, view, colours);
    marks = DL.marks.place(DL.marks.group(store, found, inWindow, grid, view).groups);
    DL.marks.paint(context, marks, store, sprites, styleOf, chosen, colours);
    DL.marks.paintChosen(context, marks, store, sprites, styleOf, chosen, view, colours);
  }, 'overlayPane').addTo(map);

  const panel = DL.panel.make(
    { words: byId('dl-words'), reset: byId('dl-reset'), summary: byId('dl-filters-summary'), status: byId('dl-status'), actor: byId('dl-actor'),
      target: byId('dl-target'), source: byId('dl-source'), place: byId('dl-place'), toll: byId('dl-toll') },
    store, facts, () => {
      histogram = DL.timeline.histogram(timeline, store.columns.datePrec, days, panel.mask);
      byId('dl-vague').textContent = histogram.vague ? fill(strings.vague, { n: facts.number(histogram.vague) }) : '';
      timebar.repaint();
      show(timebar.state.cumulative ? 0 : timebar.state.lo, timebar.state.hi);
      if (byId('dl-others').open) others();
    });
  let histogram = { counts: [], vague: 0 };
  const timebar = DL.timebar.make(
    { low: byId('dl-low'), high: byId('dl-high'), range: byId('dl-range'), span: byId('dl-span'), play: byId('dl-play'), speed: byId('dl-speed'),
      back: byId('dl-back'), forward: byId('dl-forward'), mode: byId('dl-mode'), histogram: byId('dl-histogram') },
    { days, strings, dayName, label: rangeName, colours: () => colours, counts: () => histogram.counts, changed: show, stopped: () => settle(0) });
  const list = DL.list.make(byId('dl-list'), store, facts, choose);

  /* Draw at once; the list, the count and the address follow when the reader pauses. */
  function show(lo, hi) {
    inWindow = days.length ? DL.timeline.between(timeline, days[lo] ?? 0, days[hi] ?? 0, panel.mask, found) : 0;
    top.repaint();
    settle(timebar.state.playing ? 500 : 120);
  }

  let waiting = 0;
  function settle(after) {
    if (quiet) return;
    if (waiting && timebar.state.playing) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { waiting = 0; tell(); remember(); }, after);
  }

  function inView() {
    const all = found.subarray(0, inWindow);
    if (!byId('dl-inview').checked) return Array.from(all);
    const view = top.view(map.getSize());
    return Array.from(all.filter((i) => store.x[i] >= view.west && store.x[i] <= view.east && store.y[i] >= view.north && store.y[i] <= view.south));
  }

  let listed = Promise.resolve();
  function tell() {
    const numbers = inView();
    const told = fill(numbers.length === 1 ? strings.one_event : strings.n_events, { n: facts.number(numbers.length) });
    byId('dl-count').textContent = numbers.length === inWindow ? told : fill(strings.in_view, { events: told, all: facts.number(inWindow) });
    listed = list.show(DL.list.sorted(numbers, store, byId('dl-sort').value), { chosen, empty: timeline.dated ? strings.none_here : strings.none_at_all });
    return listed;
  }

  /* What is not on the map, each under why. */
  async function others() {
    const groups = new Map([['only_country', []], ['no_place', []], ['no_date', []], ['denied', []]]);
    for (let i = 0; i < store.count; i++) {
      if (store.columns.drawn[i] || !panel.passing[i]) continue;
      const event = store.brief(i);
      groups.get(event.status === 'denied' ? 'denied' : event.wherePrec === 6 ? 'only_country' : event.lon === null ? 'no_place' : 'no_date').push(i);
    }
    const nodes = [];
    for (const [why, numbers] of groups) {
      if (!numbers.length) continue;
      const rows = element('ul');
      rows.append(...(await Promise.all(numbers.slice(0, 200).map((i) => list.item(i, chosen)))));
      nodes.push(element('h3', '', `${strings[`others_${why}`]} (${facts.number(numbers.length)})`), rows);
    }
    byId('dl-others-list').replaceChildren(...nodes);
  }

  const card = DL.cardbox(byId, map, (event) => DL.card.make(event, strings, countryName, permalink(event.id)));

  async function choose(i, move) {
    chosen = i;
    chosenEvent = i < 0 ? null : await store.event(i);
    if (chosen !== i) return;
    /* The map's move to the event is not the reader's: the list stays as it was. */
    holding = true;
    if (chosenEvent) card.open(chosenEvent, move);
    else card.hide();
    holding = false;
    list.mark(chosen);
    top.repaint();
    remember();
  }

  async function several(mark) {
    const cells = new Set(mark.cells);
    const members = Array.from(found.subarray(0, inWindow)).filter((i) => cells.has(grid.cells[i]));
    const spots = new Set(members.map((i) => `${store.columns.lon[i]},${store.columns.lat[i]}`));
    if (spots.size > 1 && map.getZoom() < map.getMaxZoom()) {
      map.fitBounds(L.latLngBounds(members.map((i) => [store.columns.lat[i] / 1e5, store.columns.lon[i] / 1e5])), { maxZoom: map.getZoom() + 3, padding: [40, 40], animate: false });
      return;
    }
    const rows = await Promise.all(DL.list.sorted(members, store, 'newest').slice(0, 200).map((i) => list.item(i, chosen)));
    card.listed(fill(strings.n_events, { n: facts.number(members.length) }), rows);
  }

  function close() {
    card.giveBack();
    choose(-1);
  }

  map.on('click', (event) => {
    const { x, y } = event.containerPoint;
    const mark = DL.marks.hit(marks, x, y, 22);
    if (!mark) choose(-1);
    else if (mark.count) several(mark);
    else choose(mark.event, false);
  });
  map.on('mousemove', (event) => {
    const { x, y } = event.containerPoint;
    map.getContainer().classList.toggle('dl-over', Boolean(DL.marks.hit(marks, x, y, 12)));
  });
  byId('dl-close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !byId('dl-card').hidden) close();
  });
  byId('dl-sort').addEventListener('change', () => { tell(); remember(); });
  byId('dl-inview').addEventListener('change', tell);
  byId('dl-others').addEventListener('toggle', () => { if (byId('dl-others').open) others(); });
  byId('dl-print').addEventListener('click', async () => { await list.all(300); window.print(); });
  for (const [id, make, type] of [['geojson', DL.download.geojson, 'application/geo+json'], ['csv', DL.download.csv, 'text/csv']]) {
    byId(`dl-save-${id}`).addEventListener('click', async () => {
      const events = [];
      /* One after another: blocks of texts are read in order and let go. */
      for (const i of inView().sort((a, b) => a - b)) events.push(await store.event(i));
      DL.download.save(make(events, kinds), `events.${id}`, type);
    });
  }

  function view() {
    const centre = map.getCenter();
    const { lo, hi, cumulative } = timebar.state;
    const whole = lo === 0 && hi >= timebar.last;
    return { from: whole ? null : isoDay(lo), to: whole ? null : isoDay(hi - 1), cumulative, zoom: map.getZoom(), lat: centre.lat, lng: centre.lng,
      asked: panel.state.asked, sort: byId('dl-sort').value, event: chosenEvent ? chosenEvent.id : null };
  }

  function permalink(id) {
    return DL.address.write({ ...view(), event: id }, facts.names);
  }

  function remember() {
    if (quiet) return;
    try { history.replaceState(null, '', DL.address.write(view(), facts.names)); } catch { /* some hosts forbid it; the map works without */ }
  }

  async function recall() {
    quiet = true;
    const told = DL.address.read(location.hash, facts.names);
    timebar.setCumulative(told.cumulative);
    byId('dl-sort').value = told.sort;
    const dayNumber = (iso) => days.findIndex((_, day) => isoDay(day) === iso);
    const from = told.from ? dayNumber(told.from) : -1;
    const to = told.to ? dayNumber(told.to) : -1;
    timebar.set(Math.max(0, from), to < 0 ? timebar.last : to + 1, true);
    await panel.ask(told.asked);
    if (told.spot) map.setView([told.spot.lat, told.spot.lng], told.spot.zoom, { animate: false });
    const i = told.event ? await store.find(told.event) : -1;
    if (i >= 0) await choose(i, !told.spot);
    quiet = false;
    await tell();
  }

  function fit() {
    /* One far event must not shrink the rest to a dot: the view holds nine tenths, the list all. */
    const drawn = [];
    for (let i = 0; i < store.count; i++) if (store.columns.drawn[i]) drawn.push(i);
    const ends = (column) => {
      const sorted = Float64Array.from(drawn, (i) => column[i] / 1e5).sort();
      const cut = sorted.length >= 20 ? Math.floor(sorted.length * 0.05) : 0;
      return [sorted[cut], sorted[sorted.length - 1 - cut]];
    };
    if (!drawn.length) {
      map.setView([meta.centre[1], meta.centre[0]], meta.centre[2], { animate: false });
      return;
    }
    const [south, north] = ends(store.columns.lat);
    const [west, east] = ends(store.columns.lon);
    const legend = byId('dl-legend');
    const left = legend.open ? legend.offsetWidth + 24 : 36;
    map.fitBounds(L.latLngBounds([[south, west], [north, east]]), { paddingTopLeft: [left, 36], paddingBottomRight: [36, 36], maxZoom: 8, animate: false });
  }

  dark.addEventListener('change', () => {
    colours = readColours();
    sprites = readSprites();
    base.repaint();
    top.repaint();
    timebar.repaint();
  });
  addEventListener('resize', () => timebar.repaint());
  addEventListener('hashchange', recall);
  map.on('moveend', () => { if (!holding) settle(120); });
  for (const option of [...byId('dl-span').options]) if (Number(option.value) >= timebar.last) option.remove();
  panel.legend(byId('dl-kinds'));
  DL.samples(byId('dl-samples'), strings);
  byId('dl-legend').open = matchMedia('(min-width: 48rem)').matches;
  const apart = store.columns.drawn.reduce((sum, drawn) => sum + 1 - drawn, 0);
  byId('dl-others').hidden = !apart;
  byId('dl-others-count').textContent = fill(strings.others, { n: facts.number(apart) });
  fit();
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  DL.embed.start(byId('dl-app'));

  const bench = /[#&]bench=(\d+)/.exec(location.hash);
  const width = bench ? Number(bench[1]) : 30;
  return {
    ready: recall(),
    count: () => inWindow,
    step: (i) => {
      if (bench && width === 0) timebar.setCumulative(true);
      timebar.set(width ? i : 0, width ? i + Math.min(width, timebar.last) : i + 1);
    },
  };
};
