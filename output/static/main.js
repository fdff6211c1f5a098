/* Puts the page together: data, map, time bar, list, card, address. */
DL.start = function (map) {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const { element, fill } = DL.text;
  const data = JSON.parse(byId('dl-data').textContent);
  const { strings, kinds, days } = data;
  const COLUMNS = data.columns;
  const events = data.rows.map((row) => {
    const event = {};
    COLUMNS.forEach((name, i) => { event[name] = row[i]; });
    if (event.lon !== null) [event.x, event.y] = DL.geometry.project(event.lon, event.lat);
    return event;
  });
  const drawn = events.filter((event) => event.drawn);
  const known = new Map();
  for (const event of events) for (const id of [event.id, ...event.aliases]) known.set(id, event);
  const layers = DL.basemap.decode(data.basemap);
  const labels = data.labels.map(([name, lon, lat, people]) => [name, ...DL.geometry.project(lon, lat), people]);
  const shownKinds = new Set(kinds.map((kind, i) => i));
  const allowed = (event) => shownKinds.has(event.kind);
  let colours = readColours();
  let visible = [];
  let marks = [];
  let chosen = null;
  let ready = false;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const named = {};
    for (const [key, name] of Object.entries({ sea: '--sea', land: '--land', coast: '--coast', border: '--border', region: '--region',
      river: '--river', label: '--label', halo: '--halo', edge: '--edge', hole: '--hole', accent: '--accent',
      halfAccent: '--half-accent', bar: '--bar', bubble: '--bubble', bubbleText: '--bubble-text' })) named[key] = style.getPropertyValue(name).trim();
    return named;
  }

  const dayFormat = new Intl.DateTimeFormat(data.locale, { timeZone: data.timezone, day: 'numeric', month: 'short', year: 'numeric' });
  /* "Sept" in British English only; the events' own dates say "Sep". */
  const dayName = (day) => (days.length ? dayFormat.format(new Date(days[Math.min(day, days.length - 1)] * 60000 + 3600000)).replace('Sept', 'Sep') : '');
  const regionNames = new Intl.DisplayNames([data.locale], { type: 'region' });
  const countryName = (code) => {
    try { return code ? regionNames.of(code) : null; } catch { return code; }
  };
  const rangeName = (lo, hi) => (hi - lo === 1 ? dayName(lo) : `${dayName(lo)} – ${dayName(hi - 1)}`);

  const base = new DL.CanvasLayer((context, view) => DL.basemap.paint(context, layers, labels, view, colours)).addTo(map);
  const top = new DL.CanvasLayer((context, view) => {
    DL.marks.paintUncertainty(context, chosen, view, colours);
    marks = DL.marks.place(DL.marks.group(visible, view));
    DL.marks.paint(context, marks, kinds, chosen, colours);
  }).addTo(map);

  const timebar = DL.timebar.make(
    { low: byId('dl-low'), high: byId('dl-high'), range: byId('dl-range'), span: byId('dl-span'), play: byId('dl-play'),
      back: byId('dl-back'), forward: byId('dl-forward'), mode: byId('dl-mode'), histogram: byId('dl-histogram') },
    { days, strings, dayName, label: rangeName, colours: () => colours,
      counts: () => DL.timeline.histogram(drawn, days, allowed), changed: show });

  function show(lo, hi) {
    visible = DL.timeline.between(drawn, days[lo] ?? 0, days[hi] ?? 0, allowed);
    top.repaint();
    list();
    remember();
  }

  /* Only the first rows are made; the rest on request, so that a long window stays quick. */
  const FIRST = 200;
  function list(all) {
    const box = byId('dl-list');
    const rows = [];
    const shown = [...visible].sort((a, b) => b.start - a.start || (a.id < b.id ? -1 : 1));
    for (const event of all ? shown : shown.slice(0, FIRST)) rows.push(item(event));
    if (!shown.length) rows.push(element('li', 'dl-empty', drawn.length ? strings.none_here : strings.none_at_all));
    if (!all && shown.length > FIRST) {
      const more = element('button', 'dl-more', fill(strings.more, { n: shown.length - FIRST }));
      more.type = 'button';
      more.addEventListener('click', () => list(true));
      const last = element('li');
      last.append(more);
      rows.push(last);
    }
    box.replaceChildren(...rows);
    byId('dl-count').textContent = fill(visible.length === 1 ? strings.one_event : strings.n_events, { n: visible.length });
  }

  function item(event) {
    const row = element('li');
    const button = element('button', 'dl-item');
    button.type = 'button';
    button.dataset.id = event.id;
    if (event === chosen) button.setAttribute('aria-current', 'true');
    const words = element('span', 'dl-words');
    words.append(element('span', 'dl-title', event.title), element('span', 'dl-when', event.dateText || strings.undated));
    button.append(DL.symbols.mark(kinds[event.kind], event, colours), words);
    button.addEventListener('click', () => choose(event, true));
    row.append(button);
    return row;
  }

  let opener = null;
  function choose(event, move) {
    chosen = event;
    const card = byId('dl-card');
    if (!event) {
      card.hidden = true;
    } else {
      opener = document.activeElement;
      byId('dl-card-content').replaceChildren(DL.card.make(event, strings, countryName));
      card.hidden = false;
      card.scrollTop = 0;
      byId('dl-close').focus({ preventScroll: true });
      if (move && event.lon !== null) reveal(event);
      /* On a phone the list stands below the map; the card is over the map. */
      const top_ = card.getBoundingClientRect().top;
      if (top_ < 0 || top_ > innerHeight - 80) document.querySelector('main').scrollIntoView();
    }
    for (const button of document.querySelectorAll('.dl-item')) {
      if (event && button.dataset.id === event.id) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    top.repaint();
    remember();
  }

  /* Bring the event and its circle into the part of the map that the card leaves free. */
  function reveal(event) {
    const target = Math.min(9, Math.max(map.getZoom(), event.wherePrec <= 2 ? 7 : 6));
    map.setView([event.lat, event.lon], target, { animate: false });
    const card = byId('dl-card').getBoundingClientRect();
    const box = map.getContainer().getBoundingClientRect();
    const legendBox = byId('dl-legend');
    const left = legendBox.open ? legendBox.offsetWidth : 0;
    if (card.width < box.width * 0.7) map.panBy([(card.width - left) / 2, 0], { animate: false });
    else map.panBy([0, card.height / 2], { animate: false });
  }

  function close() {
    const back = opener;
    choose(null);
    if (back && back.isConnected) back.focus();
    else map.getContainer().focus();
  }

  function several(mark) {
    const spots = new Set(mark.events.map((event) => `${event.lon},${event.lat}`));
    if (spots.size > 1 && map.getZoom() < map.getMaxZoom()) {
      map.fitBounds(L.latLngBounds(mark.events.map((event) => [event.lat, event.lon])), { maxZoom: map.getZoom() + 3, padding: [40, 40], animate: false });
      return;
    }
    const box = element('div', 'dl-card-body');
    const heading = element('h2', '', fill(strings.n_events, { n: mark.count }));
    heading.id = 'dl-card-title';
    const rows = element('ul', 'dl-several');
    rows.append(...mark.events.map(item));
    box.append(heading, rows);
    byId('dl-card-content').replaceChildren(box);
    byId('dl-card').hidden = false;
    byId('dl-close').focus();
  }

  map.on('click', (event) => {
    const { x, y } = event.containerPoint;
    const mark = DL.marks.hit(marks, x, y, 22);
    if (!mark) choose(null);
    else if (mark.count) several(mark);
    else choose(mark.events[0], false);
  });
  map.on('mousemove', (event) => {
    const { x, y } = event.containerPoint;
    map.getContainer().classList.toggle('dl-over', Boolean(DL.marks.hit(marks, x, y, 12)));
  });
  byId('dl-close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !byId('dl-card').hidden) close();
  });

  function legend() {
    const box = byId('dl-kinds');
    const total = new Map();
    for (const event of drawn) total.set(event.kind, (total.get(event.kind) || 0) + 1);
    kinds.forEach((kind, i) => {
      if (!total.get(i)) return;
      const label = element('label', 'dl-kind');
      const tick = element('input');
      tick.type = 'checkbox';
      tick.checked = shownKinds.has(i);
      tick.addEventListener('change', () => {
        if (tick.checked) shownKinds.add(i);
        else shownKinds.delete(i);
        timebar.set(timebar.state.lo, timebar.state.hi);
      });
      label.append(tick, DL.symbols.mark(kind, { wherePrec: 1, status: 'reported' }, colours), element('span', '', `${strings.types[kind.name] || kind.name} (${total.get(i)})`));
      box.append(label);
    });
    const samples = byId('dl-samples');
    const plain = { shape: 'circle', colour: colours.label };
    for (const [event, words] of [[{ wherePrec: 1, status: 'reported' }, strings.legend_filled], [{ wherePrec: 4, status: 'reported' }, strings.legend_hollow], [{ wherePrec: 1, status: 'claimed' }, strings.legend_claimed]]) {
      const row = element('li');
      row.append(DL.symbols.mark(plain, event, colours), element('span', '', words));
      samples.append(row);
    }
    byId('dl-legend').open = matchMedia('(min-width: 48rem)').matches;
  }

  function others() {
    const left = events.filter((event) => !event.drawn);
    const box = byId('dl-others');
    box.hidden = !left.length;
    byId('dl-others-list').replaceChildren(...left.map(item));
    byId('dl-others-count').textContent = fill(strings.others, { n: left.length });
  }

  /* The view in the address, so that a link shows the same. */
  function remember() {
    if (!ready) return;
    const centre = map.getCenter();
    const parts = [`t=${timebar.state.lo}-${timebar.state.hi}`, `z=${map.getZoom()}/${centre.lat.toFixed(3)}/${centre.lng.toFixed(3)}`];
    if (timebar.state.cumulative) parts.push('m=all');
    if (chosen) parts.push(`e=${encodeURIComponent(chosen.id)}`);
    try { history.replaceState(null, '', '#' + parts.join('&')); } catch { /* some hosts forbid it; the map works without */ }
  }

  function recall() {
    const told = new URLSearchParams(location.hash.slice(1));
    const window_ = /^(\d{1,6})-(\d{1,6})$/.exec(told.get('t') || '');
    if (told.get('m') === 'all') timebar.setCumulative(true);
    timebar.set(window_ ? Number(window_[1]) : 0, window_ ? Number(window_[2]) : timebar.last);
    const view = /^(\d{1,2}(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(told.get('z') || '');
    if (view) map.setView([Number(view[2]), Number(view[3])], Number(view[1]), { animate: false });
    const event = known.get(told.get('e') || '');
    if (event) choose(event, !view);
  }

  function fit() {
    /* One far event must not shrink the rest to a dot: the view holds nine tenths, the list all. */
    const middle = (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const cut = sorted.length >= 20 ? Math.floor(sorted.length * 0.05) : 0;
      return [sorted[cut], sorted[sorted.length - 1 - cut]];
    };
    const spots = drawn.length ? [0, 1].map((side) => [middle(drawn.map((event) => event.lat))[side], middle(drawn.map((event) => event.lon))[side]]) : [];
    const legendBox = byId('dl-legend');
    const left = legendBox.open ? legendBox.offsetWidth + 24 : 36;
    if (spots.length) map.fitBounds(L.latLngBounds(spots), { paddingTopLeft: [left, 36], paddingBottomRight: [36, 36], maxZoom: 8, animate: false });
    else map.setView([data.centre[1], data.centre[0]], data.centre[2], { animate: false });
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    colours = readColours();
    base.repaint();
    top.repaint();
    timebar.paint();
    list();
  });
  addEventListener('resize', () => timebar.paint());
  addEventListener('hashchange', () => { ready = false; recall(); ready = true; });
  map.on('moveend', remember);
  for (const option of [...byId('dl-span').options]) if (Number(option.value) >= timebar.last) option.remove();
  legend();
  others();
  fit();
  recall();
  ready = true;
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());

  /* For measuring: step(i) shows the i-th window of the chosen width (or everything up to day i). */
  window.__datelineBench = {
    ready: Promise.resolve(),
    steps: timebar.last,
    step: (i) => {
      const width = Math.min(30, timebar.last);
      timebar.set(timebar.state.cumulative ? 0 : i % timebar.last, (i % timebar.last) + (timebar.state.cumulative ? 1 : width));
      top.repaintNow();
    },
    count: () => visible.length,
  };
};
