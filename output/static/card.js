/* The card of one event: what, when and how sure, where and how sure, who says so, the words, the links. */
DL.card = (function () {
  'use strict';
  const { element, fill, safeLink, toll } = DL.text;

  function row(list, label, text) {
    if (text === null || text === undefined || text === '') return;
    list.append(element('dt', '', label), element('dd', '', text));
  }

  /* permalink(event) is the address that opens the page at this event. */
  function make(event, strings, countryName, permalink) {
    const card = element('div', 'dl-card-body');
    const heading = element('h2', '', event.title);
    heading.dir = 'auto';
    heading.id = 'dl-card-title';
    card.append(heading);
    const type = element('p', 'dl-type', strings.types[event.subType] || event.subType);
    if (event.status !== 'reported') type.append(' ', element('strong', 'dl-status', strings.status[event.status] || event.status));
    card.append(type);
    const facts = element('dl');
    row(facts, strings.when, `${event.dateText || strings.undated}${event.dateText ? ` (${strings.date_prec[event.datePrec]}; ${strings.basis[event.dateBasis]})` : ''}`);
    const where = [event.place, event.admin1 !== event.place ? event.admin1 : null, event.wherePrec === 6 ? null : countryName(event.country)].filter(Boolean).join(', ');
    const sure = event.wherePrec ? strings.where_prec[event.wherePrec] : null;
    const radius = event.uncertainty ? fill(strings.within, { km: Math.round(event.uncertainty) }) : null;
    row(facts, strings.where, where ? `${where} (${[sure, radius].filter(Boolean).join('; ')})` : strings.unplaced);
    row(facts, strings.killed, toll(...event.killedRange, strings));
    row(facts, strings.injured, toll(...event.injuredRange, strings));
    row(facts, strings.target, event.target ? strings.targets[event.target] || event.target : null);
    row(facts, strings.actor, event.actor);
    row(facts, strings.said_by, event.claimedBy);
    row(facts, strings.sources, event.posts === 1 ? strings.one_post : fill(strings.counts, { posts: event.posts, sources: event.sources }));
    card.append(facts);
    const quote = element('blockquote', '', event.quote);
    quote.dir = 'auto';
    card.append(quote);
    const links = element('ul', 'dl-links');
    for (const [name, address] of event.links) {
      const item = element('li');
      const link = safeLink(address);
      if (link) {
        const anchor = element('a', '', name || new URL(link).hostname);
        anchor.href = link;
        anchor.rel = 'noopener noreferrer';
        anchor.target = '_blank';
        item.append(anchor);
      } else item.textContent = name || strings.no_link;
      links.append(item);
    }
    card.append(links);
    const own = element('a', 'dl-permalink', strings.permalink);
    own.href = permalink;
    card.append(own);
    if (event.review) card.append(element('p', 'dl-review', fill(strings.unsure, { why: event.review })));
    return card;
  }

  return { make };
})();
