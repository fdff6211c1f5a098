/* The reader's filters: search, menus, ticks of the legend. Keeps what is asked for and the byte an event that it gives. */
DL.panel = (function () {
  'use strict';
  const { element, fill } = DL.text;
  const MENUS = ['status', 'actor', 'target', 'source'];
  /* Typing pauses this long before a search begins, in milliseconds. */
  const PAUSE = 200;

  /* nodes: words, reset, summary and a select a menu; facts: { kinds, names(key), strings, number }. changed() after each change. */
  function make(nodes, store, facts, changed) {
    const { strings } = facts;
    const state = { asked: DL.filters.empty(), matches: null };
    /* Passing the filters, and among these those that can be drawn. */
    const passing = new Uint8Array(store.count);
    const mask = new Uint8Array(store.count);
    const ticks = new Map();

    function update() {
      DL.filters.apply(store.columns, store.count, state.asked, state.matches, passing);
      for (let i = 0; i < store.count; i++) mask[i] = passing[i] & store.columns.drawn[i];
      const used = [...MENUS, 'place', 'toll'].filter((key) => state.asked[key] !== null && state.asked[key] !== '').length;
      nodes.summary.textContent = used ? fill(strings.filters_used, { n: used }) : strings.filters;
      nodes.reset.hidden = DL.filters.isEmpty(state.asked);
      changed();
    }

    /* The values that events have, the most used first. */
    function options(key) {
      const counts = new Map();
      for (const number of store.columns[key]) counts.set(number, (counts.get(number) || 0) + 1);
      counts.delete(0);
      const named = { status: strings.status, target: strings.targets }[key] || {};
      return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 300)
        .map(([number, count]) => [number, `${named[facts.names(key)[number]] || facts.names(key)[number]} (${facts.number(count)})`]);
    }

    for (const key of MENUS) {
      const menu = nodes[key];
      const found = options(key);
      for (const [number, label] of found) {
        const option = element('option', '', label);
        option.value = String(number);
        menu.append(option);
      }
      menu.closest('label').hidden = !found.length;
      menu.addEventListener('change', () => {
        state.asked[key] = menu.value === '' ? null : new Set([Number(menu.value)]);
        update();
      });
    }
    for (const key of ['place', 'toll']) nodes[key].addEventListener('change', () => { state.asked[key] = nodes[key].value; update(); });

    let newest = 0;
    async function search(text) {
      const mine = ++newest;
      state.asked.words = text.trim();
      const words = DL.filters.wordsOf(text);
      if (!words.length) {
        state.matches = null;
        return update();
      }
      const matches = new Uint8Array(store.count);
      const searched = ['title', 'place', 'admin1', 'claimedBy', 'quote'].map(store.column);
      await store.each((first, texts) => {
        if (mine !== newest) return false;
        for (let at = 0; at < texts[0].length; at++) {
          const named = ['subType', 'actor', 'target', 'source'].map((key) => facts.names(key)[store.columns[key][first + at]]);
          matches[first + at] = DL.filters.has([...searched.map((column) => texts[column][at]), ...named], words) ? 1 : 0;
        }
        return true;
      });
      if (mine !== newest) return undefined;
      state.matches = matches;
      return update();
    }
    let waiting = 0;
    nodes.words.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(nodes.words.value), PAUSE);
    });

    nodes.reset.addEventListener('click', () => { ask(DL.filters.empty()); nodes.words.focus(); });

    /* Ask for something at once, as an address does. */
    async function ask(asked) {
      state.asked = asked;
      for (const key of MENUS) nodes[key].value = asked[key] && asked[key].size === 1 ? String([...asked[key]][0]) : '';
      for (const key of ['place', 'toll']) nodes[key].value = asked[key];
      for (const [kind, tick] of ticks) tick.checked = asked.kind === null || asked.kind.has(kind);
      nodes.words.value = asked.words;
      await search(asked.words);
    }

    /* A tick a type that occurs among the drawn ones; its mark beside it is the legend. */
    function legend(box) {
      const counts = new Map();
      for (let i = 0; i < store.count; i++) if (store.columns.drawn[i]) counts.set(store.columns.kind[i], (counts.get(store.columns.kind[i]) || 0) + 1);
      facts.kinds.forEach((kind, i) => {
        if (!counts.get(i)) return;
        const label = element('label', 'dl-kind');
        const tick = element('input');
        tick.type = 'checkbox';
        tick.checked = true;
        tick.addEventListener('change', () => {
          const on = new Set([...ticks].filter(([, other]) => other.checked).map(([number]) => number));
          state.asked.kind = on.size === ticks.size ? null : on;
          update();
        });
        ticks.set(i, tick);
        label.append(tick, DL.symbols.icon(kind, { hollow: false, claimed: false }), element('span', '', `${strings.types[kind.name] || kind.name} (${facts.number(counts.get(i))})`));
        box.append(label);
      });
    }

    return { state, mask, passing, ask, legend };
  }

  return { make };
})();

/* What filled, hollow and dashed marks mean. */
DL.samples = function (box, strings) {
  'use strict';
  const plain = { corners: 0, colour: 'currentColor' };
  for (const [style, words] of [[{ hollow: false, claimed: false }, strings.legend_filled], [{ hollow: true, claimed: false }, strings.legend_hollow], [{ hollow: false, claimed: true }, strings.legend_claimed]]) {
    const row = DL.text.element('li');
    row.append(DL.symbols.icon(plain, style), DL.text.element('span', '', words));
    box.append(row);
  }
};
