/* Which events a stretch of time shows, and how many a day has. Pure: no document, no map. */
DL.timeline = (function () {
  'use strict';
  /* Events longer than this are few and looked at one by one; the others are found by their start. */
  const LONG = 8 * 1440;

  /* First index of an ascending array (within first..last) whose value is not less than a value. */
  function lowerBound(values, value, last) {
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /* Columns start and end ascending by start, undated ones last. */
  function index(columns, count, none) {
    const { start, end } = columns;
    let dated = count;
    while (dated && start[dated - 1] === none) dated--;
    const long = [];
    for (let i = 0; i < dated; i++) if (end[i] - start[i] > LONG) long.push(i);
    return { start, end, dated, long };
  }

  /* Write the numbers of events that overlap [from, to) and pass the mask into found; returns how many. Half-open on
     both sides: an event that ends at midnight is not on the next day. */
  function between(timeline, from, to, mask, found) {
    const { start, end, dated, long } = timeline;
    let n = 0;
    const first = lowerBound(start, from - LONG, dated);
    const last = lowerBound(start, to, dated);
    for (const i of long) {
      if (i >= first) break;
      if (end[i] > from && mask[i]) found[n++] = i;
    }
    for (let i = first; i < last; i++) if (end[i] > from && mask[i]) found[n++] = i;
    return n;
  }

  /* Events on each day; those known no better than a week would be on too many and are counted apart. */
  function histogram(timeline, datePrec, days, mask) {
    const counts = new Int32Array(Math.max(0, days.length - 1) + 1);
    let vague = 0;
    for (let i = 0; i < timeline.dated; i++) {
      if (!mask[i]) continue;
      if (datePrec[i] > 2) {
        vague++;
        continue;
      }
      const first = Math.max(0, dayOf(timeline.start[i], days));
      const last = Math.max(first, dayOf(timeline.end[i] - 1, days));
      counts[Math.min(first, counts.length - 1)]++;
      counts[Math.min(last + 1, counts.length - 1)]--;
    }
    for (let day = 1; day < counts.length; day++) counts[day] += counts[day - 1];
    return { counts: counts.subarray(0, counts.length - 1), vague };
  }

  /* Index of the day that holds a minute; -1 before the first. */
  function dayOf(minute, days) {
    return lowerBound(days, minute + 1, days.length) - 1;
  }

  return { index, between, histogram, dayOf, lowerBound };
})();
