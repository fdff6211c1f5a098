/* One event: what is said of it, by whom, and what an editor can decide. */
DL.reviewEvent = (function () {
  'use strict';
  const { element, safeLink } = DL.text;

  function button(words, act, kind) {
    const made = element('button', kind || '', words);
    made.type = 'button';
    made.addEventListener('click', () => act(made));
    return made;
  }

  /* In the source's own time, which its "yesterday" is counted in. */
  function dateOf(instant) {
    const [, day, time, zone] = /^(\d+-\d+-\d+)T(\d+:\d+)(?::\d+)?(.*)$/.exec(instant || '') || [];
    return day ? `${day} ${time} ${zone}` : 'no time';
  }

  /* A quote with the words that announced the event and its place marked. */
  function quoted(claim) {
    const node = element('blockquote');
    node.dir = 'auto';
    if (claim.language) node.lang = claim.language;
    const text = claim.quote || '';
    const spans = [claim.trigger, claim.toponym]
      .filter((words) => words && words.length > 1)
      .map((words) => [text.indexOf(words), words.length])
      .filter(([first]) => first >= 0)
      .sort((a, b) => a[0] - b[0]);
    let done = 0;
    for (const [first, length] of spans) {
      if (first < done) continue;
      node.append(text.slice(done, first), element('mark', '', text.slice(first, first + length)));
      done = first + length;
    }
    node.append(text.slice(done));
    return node;
  }

  function claimNode(claim, event, act) {
    const node = element('li', 'rv-claim');
    node.append(quoted(claim));
    const line = element('p', 'rv-quiet');
    const source = element('span', '', claim.source_name || 'source without a name');
    source.dir = 'auto';
    line.append(source, `, ${dateOf(claim.published)}`);
    const link = claim.url && safeLink(claim.url);
    if (link) {
      const anchor = element('a', '', 'the post');
      anchor.href = link;
      anchor.rel = 'noopener noreferrer';
      anchor.target = '_blank';
      line.append(' · ', anchor);
    }
    node.append(line);
    const read = [claim.date_text, claim.place, claim.status !== 'reported' ? claim.status : null, claim.claimed_by].filter(Boolean);
    if (read.length) {
      const told = element('p', 'rv-quiet', `Read as: ${read.join(' · ')}`);
      told.dir = 'auto';
      node.append(told);
    }
    if (event.claims.length > 1 && claim.claim_id) {
      const split = button('Split off', (from) => act([{ event: event.event, action: 'split', field: '', value: claim.claim_id }], from, 'Split off'));
      split.setAttribute('aria-label', `Split off the report of ${claim.source_name || 'this source'}: another happening`);
      node.append(split);
    }
    return node;
  }

  function section(words, ...nodes) {
    const made = element('section', 'rv-part');
    made.append(element('h3', '', words), ...nodes);
    return made;
  }

  function mergePart(event, act) {
    const list = element('fieldset', 'rv-near');
    list.append(element('legend', '', 'Near in time and place'));
    for (const other of event.near) {
      const label = element('label');
      const radio = element('input');
      radio.type = 'radio';
      radio.name = 'merge';
      radio.value = other.event;
      const words = element('span', '', `${other.title} `);
      words.dir = 'auto';
      label.append(radio, words, element('small', '', `${other.date_text || 'no date'}; ${other.why}${other.held ? '; waits for approval' : ''}`));
      list.append(label);
    }
    if (!event.near.length) list.append(element('p', 'rv-quiet', 'No other event is near.'));
    const id = DL.form.input('', { dir: 'ltr', placeholder: 'e_…' });
    const go = button('Merge into this event', (from) => {
      const chosen = list.querySelector('input:checked');
      const value = id.value.trim() || (chosen ? chosen.value : '');
      act([{ event: event.event, action: 'merge', field: '', value }], from, 'Merged');
    });
    const node = element('details', 'rv-part');
    node.append(element('summary', '', 'Merge with another event'), list, DL.form.labelled('Or the id of another event', id), go);
    return node;
  }

  /*
   * now.act(rows, button, word, then) writes rows and shows the event anew; now.next() goes on to the next event;
   * now.rowNode(row) shows a row of the table.
   */
  function make(event, start, now) {
    const node = element('article');
    const heading = element('h2', '', event.title);
    heading.dir = 'auto';
    heading.tabIndex = -1;
    const bar = element('div', 'rv-bar');
    bar.append(button('‹ List', now.back, 'rv-back'), button('‹ Previous', now.previous), button('Next ›', now.next));
    node.append(bar, heading);
    const facts = element('p', 'rv-facts', [event.date_text || 'no date', event.place || 'no place', event.sub_event_type, event.status].join(' · '));
    facts.dir = 'auto';
    node.append(facts, reasons(event));

    const pending = event.rows.filter((row) => row.became === 'waiting');
    if (pending.length || event.taken_back) {
      const box = element('div', 'rv-waiting');
      box.append(element('p', '', event.taken_back && !pending.length
        ? 'A correction of it was taken back: the next build shows that.'
        : 'Corrected; the next build takes it in:'));
      if (pending.length) box.append(rowList(pending, now));
      node.append(box);
    }

    const why = DL.form.input('', { placeholder: 'optional; told in the change report' });
    const decide = element('div', 'rv-decide');
    /* What waits cannot be decided a second time; of what is dropped nothing more can be. */
    const waits = (action) => pending.some((row) => row.action === action);
    const isGone = waits('drop') || pending.some((row) => row.action === 'merge' && row.value === event.event);
    const simple = (action) => [{ event: event.event, action, field: '', value: '' }];
    if ((event.held || event.review) && !waits('approve')) {
      decide.append(
        button('Approve', (from) => now.act(simple('approve'), from, 'Approved', why.value), 'rv-main'),
        button('Approve, next', (from) => now.act(simple('approve'), from, 'Approved', why.value, now.next)),
      );
    }
    decide.append(button('Drop', (from) => now.act(simple('drop'), from, 'Dropped', why.value), 'rv-drop'), DL.form.labelled('Why', why));
    if (!isGone) node.append(decide);

    const act = (rows, from, word) => now.act(rows, from, word, why.value);
    const claims = element('ol', 'rv-claims');
    claims.append(...event.claims.map((claim) => claimNode(claim, event, act)));
    node.append(section(event.claims.length === 1 ? 'One report' : `${event.claims.length} reports`, claims));
    if (isGone) return { node, heading };

    const form = DL.form.make(event.form, start, event.columns.where_prec);
    const save = element('div', 'rv-bar');
    save.append(
      button('Save changes', (from) => {
        const rows = form.rows(event.event);
        if (rows.length) act(rows, from, 'Saved');
        else now.say('Nothing was changed.');
      }, 'rv-main'),
      button('Reset', form.reset),
    );
    node.append(section('Correct', form.node, save), mergePart(event, act));

    const done = event.rows.filter((row) => row.became !== 'waiting');
    if (done.length) node.append(section('Corrections that hold', rowList(done, now)));
    node.append(element('p', 'rv-quiet rv-ids', `${event.event} · confidence ${event.confidence}${event.evidence ? ` · evidence ${event.evidence}` : ''}`));
    return { node, heading };
  }

  function reasons(event) {
    const list = element('ul', 'rv-reasons');
    if (event.held) list.append(element('li', 'rv-held', 'Waits for approval: readers do not see it'));
    for (const words of event.review ? event.review.split('; ') : []) list.append(element('li', '', words));
    for (const words of event.troubles) list.append(element('li', 'rv-trouble', words));
    return list.children.length ? list : '';
  }

  function rowList(rows, now) {
    const list = element('ul', 'rv-rowlist');
    list.append(...rows.map((row) => now.rowNode(row)));
    return list;
  }

  /* An event of the desk's own. */
  function makeAdd(start, now) {
    const node = element('article');
    const heading = element('h2', '', 'Add an event');
    heading.tabIndex = -1;
    const form = DL.form.make({}, start, 1);
    const why = DL.form.input('', { placeholder: 'what it rests on; shown as its quote' });
    const bar = element('div', 'rv-bar');
    bar.append(button('‹ List', now.back, 'rv-back'));
    node.append(bar, heading, element('p', 'rv-quiet', 'For what no source of yours posted. It is published with the next build.'), form.node, DL.form.labelled('Grounds', why));
    const save = element('div', 'rv-bar');
    save.append(button('Add', (from) => now.act(form.rows(''), from, 'Added', why.value), 'rv-main'));
    node.append(save);
    return { node, heading };
  }

  return { make, makeAdd };
})();
