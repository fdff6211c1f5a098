/* What the map shows as a file: GeoJSON and CSV with the names of columns that all exports of dateline share. */
DL.download = (function () {
  'use strict';

  function properties(event, kinds) {
    return {
      id: event.id, date_start: event.dateStart, date_end: event.dateEnd, date_prec: event.datePrec || null, date_basis: event.dateBasis,
      date_text: event.dateText, title: event.title, event_type: kinds[event.kind].type, sub_event_type: event.subType,
      target_type: event.target, place: event.place, admin1: event.admin1, country: event.country, where_prec: event.wherePrec || null,
      uncertainty_km: event.uncertainty || null, killed_low: event.killedRange[0], killed_best: event.killedRange[1],
      killed_high: event.killedRange[2], injured_low: event.injuredRange[0], injured_best: event.injuredRange[1],
      injured_high: event.injuredRange[2], actor: event.actor, status: event.status, claimed_by: event.claimedBy, n_posts: event.posts,
      n_sources: event.sources, source_urls: event.links.map(([, url]) => url).filter(Boolean).join(' '), quote: event.quote, review: event.review,
    };
  }

  function geojson(events, kinds) {
    const features = events.map((event) => ({
      type: 'Feature', id: event.id,
      geometry: event.lon === null ? null : { type: 'Point', coordinates: [event.lon, event.lat] },
      properties: properties(event, kinds),
    }));
    return JSON.stringify({ type: 'FeatureCollection', features });
  }

  /* A cell that a spreadsheet would take for a formula is led by an apostrophe. */
  function cell(value) {
    if (value === null || value === undefined) return '';
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(events, kinds) {
    const rows = events.map((event) => ({ ...properties(event, kinds), lon: event.lon, lat: event.lat }));
    const names = Object.keys(rows[0] || {});
    return '\ufeff' + [names, ...rows.map((row) => names.map((name) => row[name]))].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
  }

  function save(text, name, type) {
    const link = document.createElement('a');
    const url = URL.createObjectURL(new Blob([text], { type }));
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  return { geojson, csv, save };
})();
