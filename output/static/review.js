/* The review page: the list, worst first, beside one event, the table of corrections, or an event to add. */
(function () {
  'use strict';
  const { element } = DL.text;
  const at = (id) => document.getElementById(`rv-${id}`);
  const state = { start: null, events: [], total: 0, shown: null, asked: 0, told: '' };

  function say(words, wrong) {
    const box = at('said');
    box.hidden = !words;
    box.className = wrong ? 'rv-wrong' : '';
    box.setAttribute('role', wrong ? 'alert' : 'status');
    box.textContent = words;
  }

  const guarded = (act) => async (...told) => {
    try {
      return await act(...told);
    } catch (error) {
      return say(error.message, true);
    }
  };

  // ---- the list

  async function list(more) {
    const turn = ++state.asked;
    const show = document.querySelector('input[name=show]:checked').value;
    const told = await DL.server.get('events', { show, words: at('words').value, first: more ? state.events.length : 0 });
    if (turn !== state.asked) return;
    state.events = more ? [...state.events, ...told.events] : told.events;
    state.total = told.total;
    for (const name of ['held', 'look', 'all', 'waiting']) at(`n-${name}`).textContent = name === 'waiting' && !told.waiting ? '' : told[name];
    at('count').textContent = told.total ? `${told.total} ${told.total === 1 ? 'event' : 'events'}, worst first` : 'Nothing here.';
    const when = told.published ? `Published ${new Date(told.published * 1000).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}.` : 'Nothing is published yet.';
    at('state').replaceChildren(when);
    if (told.waiting) {
      at('state').append(` ${told.waiting} ${told.waiting === 1 ? 'correction waits' : 'corrections wait'} for the next build: `, element('code', '', `dateline build --config ${state.start.settings}`));
    }
    at('list').replaceChildren(...state.events.map(item));
    at('more').hidden = state.events.length >= state.total;
    markShown();
  }

  function item(event) {
    const made = element('li');
    const press = element('button', 'rv-item');
    press.type = 'button';
    press.dataset.event = event.event;
    const title = element('span', 'rv-name', event.title);
    title.dir = 'auto';
    const line = element('span', 'rv-quiet', [event.date_text || 'no date', event.place || 'no place'].join(' · '));
    line.dir = 'auto';
    const tags = element('span', 'rv-tags');
    if (event.held) tags.append(element('span', 'rv-tag rv-held', 'waits for approval'));
    if (event.troubles.length) tags.append(element('span', 'rv-tag rv-trouble', 'correction to look at'));
    if (event.review) tags.append(element('span', 'rv-tag', event.review.split('; ')[0]));
    if (event.waiting.length || event.taken_back) {
      tags.append(element('span', 'rv-tag rv-done', event.waiting.length ? `corrected (${[...new Set(event.waiting)].join(', ')}), waits for the build` : 'taken back, waits for the build'));
    }
    press.append(title, line, tags);
    press.addEventListener('click', () => go({ e: event.event }));
    made.append(press);
    return made;
  }

  function markShown() {
    for (const press of at('list').querySelectorAll('.rv-item')) {
      if (press.dataset.event === state.shown) press.setAttribute('aria-current', 'true');
      else press.removeAttribute('aria-current');
    }
  }

  // ---- the other side

  /* words: what is said once it is shown. */
  function go(view, words = '') {
    state.told = words;
    const hash = DL.server.hash(view);
    if (location.hash === hash) open();
    else location.hash = hash;
  }

  /* What the address names; focus goes to its heading. */
  const open = guarded(async () => {
    const view = new URLSearchParams(location.hash.slice(1));
    say(state.told);
    state.told = '';
    if (view.get('e')) await showEvent(view.get('e'));
    else if (view.has('rows')) show(DL.reviewRows.make(await DL.server.get('corrections'), state.start.file, { undo, renew, back, open: (event) => go({ e: event }) }));
    else if (view.has('add')) show(DL.reviewEvent.makeAdd(state.start, now));
    else {
      state.shown = null;
      document.body.classList.remove('rv-open');
      at('detail').replaceChildren(element('p', 'rv-quiet', 'Choose an event from the list.'));
      markShown();
    }
  });

  async function showEvent(name) {
    const event = await DL.server.get('event', { id: name });
    state.shown = event.event;
    show(DL.reviewEvent.make(event, state.start, now));
    markShown();
  }

  function show({ node, heading }) {
    if (!new URLSearchParams(location.hash.slice(1)).get('e')) {
      state.shown = null;
      markShown();
    }
    document.body.classList.add('rv-open');
    at('detail').replaceChildren(node);
    at('detail').scrollTop = 0;
    heading.focus({ preventScroll: false });
  }

  function back() {
    const last = state.shown;
    go({});
    const press = [...at('list').querySelectorAll('.rv-item')].find((one) => one.dataset.event === last);
    document.body.classList.remove('rv-open');
    (press || at('words')).focus();
  }

  function step(by) {
    const place = state.events.findIndex((event) => event.event === state.shown);
    const next = state.events[place + by];
    if (next) go({ e: next.event });
    else say(by > 0 ? 'That was the last of the list.' : 'That is the first of the list.');
  }

  // ---- deciding

  function who() {
    const name = at('who').value.trim();
    if (name) return name;
    at('who').focus();
    throw new Error('Fill in your name first: corrections say who made them.');
  }

  /* Shows what there is now and puts the focus where it was. */
  async function renewed(words, from) {
    const label = from.textContent;
    await list(false);
    const view = new URLSearchParams(location.hash.slice(1));
    if (view.get('e') || view.has('rows')) await open();
    /* Where it can be pressed no more, what comes next. */
    const named = (name) => [...at('detail').querySelectorAll('button')].find((button) => button.textContent === name);
    const again = (label !== 'Take back' && named(label)) || named('Next ›');
    if (again) again.focus();
    say(words);
  }

  const act = guarded(async (rows, from, word, why, then) => {
    from.disabled = true;
    try {
      const evidence = evidenceShown();
      const told = await DL.server.post('correct', { rows, who: who(), why: why || '', evidence });
      if (rows[0].action === 'add') {
        await list(false);
        go({ rows: '' }, `${word}: ${told.event}. The next build publishes it.`);
      } else if (then) {
        const next = state.events[state.events.findIndex((event) => event.event === state.shown) + 1];
        await list(false);
        go({ e: (next || { event: state.shown }).event }, `${word}. The next build takes it in.`);
      } else await renewed(`${word}. The next build takes it in.`, from);
    } finally {
      from.disabled = false;
    }
  });

  const undo = guarded(async (row, from) => {
    await DL.server.post('undo', { row: row.row, sha: row.sha });
    await renewed(`Row ${row.row} was taken back.`, from);
  });

  const renew = guarded(async (row, from) => {
    await DL.server.post('renew', { row: row.row, sha: row.sha, who: who() });
    await renewed(`Row ${row.row} holds on what is reported now.`, from);
  });

  function evidenceShown() {
    const ids = at('detail').querySelector('.rv-ids');
    const found = ids && / evidence (r[0-9a-f]{11})$/.exec(ids.textContent);
    return found ? found[1] : '';
  }

  const now = {
    act, back, say,
    next: () => step(1),
    previous: () => step(-1),
    rowNode: (row) => DL.reviewRows.node(row, { undo, renew }),
  };

  // ---- the start

  function remember() {
    try {
      localStorage.setItem('dateline-who', at('who').value.trim());
    } catch { /* a browser that keeps nothing: it is asked again next time */ }
  }

  function recall() {
    try {
      return localStorage.getItem('dateline-who') || '';
    } catch {
      return '';
    }
  }

  const begin = guarded(async () => {
    at('who').value = recall();
    at('who').addEventListener('change', remember);
    let pause = 0;
    at('words').addEventListener('input', () => {
      clearTimeout(pause);
      pause = setTimeout(guarded(() => list(false)), 200);
    });
    at('show').addEventListener('change', guarded(() => list(false)));
    at('more').addEventListener('click', guarded(async () => {
      const first = state.events.length;
      await list(true);
      at('list').children[first]?.firstChild.focus();
    }));
    at('reload').addEventListener('click', guarded(async () => {
      await list(false);
      await open();
    }));
    at('add').addEventListener('click', () => go({ add: '' }));
    at('rows').addEventListener('click', () => go({ rows: '' }));
    at('skip').addEventListener('click', (event) => {
      event.preventDefault();
      at('detail').focus();
    });
    window.addEventListener('hashchange', open);
    state.start = await DL.server.get('start');
    at('title').textContent = state.start.title;
    document.title = `Review: ${state.start.title}`;
    await list(false);
    await open();
    document.body.dataset.ready = '1';
  });
  begin();
})();
