/* The list of events beside the map: the first rows of what the window and the view hold, more on request. */
DL.list = (function () {
  'use strict';
  const { element, fill } = DL.text;
  const FIRST = 40;
  const MORE = 100;

  /* Numbers of events, ascending by start -> the order that the reader chose. */
  function sorted(numbers, store, order) {
    if (order === 'oldest') return numbers;
    if (order === 'newest') return numbers.reverse();
    const { killed, injured, start } = store.columns;
    const toll = (i) => Math.max(0, killed[i]) * 1e6 + Math.max(0, injured[i]);
    return numbers.sort((a, b) => toll(b) - toll(a) || start[b] - start[a] || a - b);
  }

  /* The place, or what holds it where the title names it already. */
  function beside(event) {
    if (event.place && !event.title.includes(event.place)) return event.place;
    return event.admin1 && !event.title.includes(event.admin1) ? event.admin1 : null;
  }

  /* choose(i, move) opens an event; facts gives { kinds, strings }. */
  function make(box, store, facts, choose) {
    let shown = FIRST;
    let newest = 0;
    let numbers = [];

    async function item(i, chosen) {
      const event = await store.event(i);
      const row = element('li');
      const button = element('button', 'dl-item');
      button.type = 'button';
      button.dataset.index = String(i);
      if (i === chosen) button.setAttribute('aria-current', 'true');
      const words = element('span', 'dl-words');
      const title = element('span', 'dl-title', event.title);
      title.dir = 'auto';
      words.append(title, element('span', 'dl-when', [event.dateText || facts.strings.undated, beside(event)].filter(Boolean).join(' · ')));
      if (event.status && event.status !== 'reported') words.append(element('span', 'dl-tag', facts.strings.status[event.status] || event.status));
      button.append(DL.symbols.icon(facts.kinds[event.kind], DL.symbols.styleOf(event)), words);
      button.addEventListener('click', () => choose(i, true));
      row.append(button);
      return row;
    }

    /* Resolves when the rows stand; a newer call makes an older one give up. */
    async function show(order, { chosen, empty, keep = false }) {
      const mine = ++newest;
      const same = order.length === numbers.length && order.every((i, at) => i === numbers[at]);
      numbers = order;
      if (!keep && !same) shown = FIRST;
      const rows = await Promise.all(numbers.slice(0, shown).map((i) => item(i, chosen)));
      if (mine !== newest) return;
      if (!rows.length) rows.push(element('li', 'dl-empty', empty));
      if (numbers.length > shown) rows.push(more(chosen, empty));
      const focused = box.contains(document.activeElement) ? document.activeElement.dataset.index : null;
      box.replaceChildren(...rows);
      if (focused) box.querySelector(`[data-index="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }

    function more(chosen, empty) {
      const button = element('button', 'dl-more', fill(facts.strings.more, { n: Math.min(MORE, numbers.length - shown), left: facts.number(numbers.length - shown) }));
      button.type = 'button';
      button.addEventListener('click', async () => {
        const first = shown;
        shown += MORE;
        await show(numbers, { chosen, empty, keep: true });
        box.querySelectorAll('.dl-item')[first]?.focus();
      });
      const row = element('li');
      row.append(button);
      return row;
    }

    function mark(chosen) {
      for (const button of document.querySelectorAll('.dl-item')) {
        if (button.dataset.index === String(chosen)) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
    }

    /* For paper: as many rows as a reader would leaf through. */
    async function all(most) {
      shown = most;
      await show(numbers, { chosen: -1, empty: '', keep: true });
    }

    return { show, item, mark, all };
  }

  return { make, sorted };
})();
