/* Words, numbers and addresses for readers. Text from posts only ever becomes a text node. */
DL.text = (function () {
  'use strict';

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  /* "{n} events" with {n: 3} -> "3 events". */
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  }

  /* Only http and https addresses may be links. */
  function safeLink(address) {
    try {
      const url = new URL(address);
      return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
    } catch {
      return null;
    }
  }

  function toll(low, best, high, strings) {
    if (best === null) return null;
    if (high === null && low === best) return fill(strings.at_least, { n: best });
    if (low !== null && high !== null && low < high) return `${low}–${high}` + (best !== high ? ` (${best})` : '');
    return String(best);
  }

  /* A day of a zone as the address has it: 2026-01-28. minute: since 1970. */
  function isoDay(minute, zone) {
    return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(minute * 60000));
  }

  return { isoDay, element, fill, safeLink, toll };
})();
