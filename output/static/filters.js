/* What a reader asks for -> one byte an event: shown or not. Pure: no document. */
DL.filters = (function () {
  'use strict';
  /* Filters by a name of a column's table; what the address calls them. */
  const NAMED = ['kind', 'status', 'actor', 'target', 'source'];

  function empty() {
    return { kind: null, status: null, actor: null, target: null, source: null, place: '', toll: '', words: '' };
  }

  function isEmpty(asked) {
    return Object.values(asked).every((value) => value === null || value === '');
  }

  /* asked.kind, .status, ... is a Set of numbers, null for any. matches holds a byte an event for asked.words. */
  function apply(columns, count, asked, matches, mask) {
    const named = NAMED.filter((key) => asked[key] !== null);
    for (let i = 0; i < count; i++) {
      let pass = matches ? matches[i] : 1;
      for (const key of named) if (!asked[key].has(columns[key][i])) pass = 0;
      if (asked.place === 'spot' && columns.wherePrec[i] > 2) pass = 0;
      if (asked.place === 'area' && columns.wherePrec[i] <= 2) pass = 0;
      if (asked.toll === 'killed' && columns.killed[i] <= 0) pass = 0;
      if (asked.toll === 'harmed' && columns.killed[i] <= 0 && columns.injured[i] <= 0) pass = 0;
      mask[i] = pass;
    }
  }

  const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  /* All words asked for stand somewhere in the texts. */
  function has(texts, words) {
    const all = folded(texts.filter(Boolean).join('\n'));
    return words.every((word) => all.includes(word));
  }

  const wordsOf = (text) => folded(text).split(/\s+/).filter(Boolean);

  return { NAMED, empty, isEmpty, apply, has, wordsOf };
})();
