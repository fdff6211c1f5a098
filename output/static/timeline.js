/* Which events a stretch of days shows. Pure: no document, no map. */
DL.timeline = (function () {
  'use strict';

  /* Half-open on both sides: an event that ends at midnight is not on the next day. Undated ones never show. */
  function overlaps(event, from, to) {
    return event.start !== null && event.start < to && event.end > from;
  }

  function between(events, from, to, allowed) {
    const found = [];
    for (const event of events) if (overlaps(event, from, to) && allowed(event)) found.push(event);
    return found;
  }

  /* Events on each day; those known no better than a week would be on too many. */
  function histogram(events, days, allowed) {
    const counts = new Array(Math.max(0, days.length - 1)).fill(0);
    for (const event of events) {
      if (event.start === null || event.datePrec > 2 || !allowed(event)) continue;
      let day = dayOf(event.start, days);
      for (; day < counts.length && days[day] < event.end; day++) if (day >= 0) counts[day]++;
    }
    return counts;
  }

  /* Index of the day that holds a minute; -1 before the first. */
  function dayOf(minute, days) {
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle] <= minute) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  return { overlaps, between, histogram, dayOf };
})();
