/* Rows of the table of corrections, with what became of them. */
DL.reviewRows = (function () {
  'use strict';
  const { element } = DL.text;
  const BECAME = { waiting: 'waits for the next build', applied: 'holds', 'not applied': 'not applied', 'look again': 'look again: the reports have changed' };

  function words(row) {
    const value = row.value || (row.action === 'set' ? '(not said)' : '');
    return [row.action, row.field, value].filter(Boolean).join(' ');
  }

  /* now.undo(row, button), now.renew(row, button); now.open(event) where the event is to be named. */
  function node(row, now) {
    const made = element('li', 'rv-row');
    const told = element('p', '', words(row));
    told.dir = 'auto';
    made.append(told);
    if (now.open) {
      const about = element(row.event ? 'button' : 'span', 'rv-link', row.title || row.of);
      about.dir = 'auto';
      if (row.event) {
        about.type = 'button';
        about.addEventListener('click', () => now.open(row.event));
      }
      made.append(about);
    }
    const by = [row.who, row.when.replace('T', ' ').replace('+00:00', ' UTC'), row.why].filter(Boolean).join(' · ');
    const line = element('p', 'rv-quiet', [`row ${row.row}`, (now.open || row.became !== 'waiting') && BECAME[row.became] + (row.because ? `: ${row.because}` : ''), by].filter(Boolean).join(' · '));
    line.dir = 'auto';
    made.append(line);
    const add = (label, act) => {
      const press = element('button', '', label);
      press.type = 'button';
      press.setAttribute('aria-label', `${label}: ${words(row)}, row ${row.row}`);
      press.addEventListener('click', () => act(row, press));
      made.append(press);
    };
    if (row.became === 'look again') add('Still right', now.renew);
    add('Take back', now.undo);
    return made;
  }

  /* The latest rows, the latest first. */
  function make(told, file, now) {
    const article = element('article');
    const heading = element('h2', '', 'Corrections');
    heading.tabIndex = -1;
    const bar = element('div', 'rv-bar');
    const back = element('button', 'rv-back', '‹ List');
    back.type = 'button';
    back.addEventListener('click', now.back);
    bar.append(back);
    const shown = told.total > told.rows.length ? `The latest ${told.rows.length} of ${told.total} rows` : `${told.total} rows`;
    const list = element('ul', 'rv-rowlist');
    list.append(...told.rows.map((row) => node(row, now)));
    article.append(bar, heading, element('p', 'rv-quiet', `${shown} of ${file}, the latest first.`), list);
    return { node: article, heading };
  }

  return { make, node };
})();
