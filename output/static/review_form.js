/* The fields of an event, for one that is there and for one to add; what was changed becomes rows of the table. */
DL.form = (function () {
  'use strict';
  const { element } = DL.text;
  let last = 0;

  function labelled(words, control, hint) {
    const label = element('label', 'rv-field');
    control.id = `rv-f${++last}`;
    label.htmlFor = control.id;
    label.append(element('span', '', words), control);
    if (hint) label.append(element('small', '', hint));
    return label;
  }

  function input(value, extra = {}) {
    const made = element('input');
    made.value = value;
    made.dir = 'auto';
    made.maxLength = 500;
    made.autocomplete = 'off';
    return Object.assign(made, extra);
  }

  function select(value, choices, groups) {
    const made = element('select');
    const add = (parent, names) => {
      for (const name of names) {
        const option = element('option', '', name || '(not said)');
        option.value = name;
        parent.append(option);
      }
    };
    if (value && !choices.includes(value)) add(made, [value]);
    if (groups) {
      for (const [name, names] of Object.entries(groups)) {
        const group = element('optgroup');
        group.label = name;
        add(group, names);
        made.append(group);
      }
    } else add(made, choices);
    made.value = value;
    return made;
  }

  /* told: the values at first (event.form), or {} to add. start: types, targets, statuses. prec: where_prec. */
  function make(told, start, prec) {
    const adding = !told.sub_event_type;
    const types = Object.values(start.types).flat();
    const at = (name) => told[name] || '';
    const fields = {
      title: input(at('title')),
      sub_event_type: select(at('sub_event_type') || 'Air/drone strike', types, start.types),
      target_type: select(at('target_type'), ['', ...start.targets]),
      date: input(at('date'), { placeholder: '2026-01-28 or 2026-01-27/2026-01-28', dir: 'ltr' }),
      killed: input(at('killed'), { placeholder: 'not said', inputMode: 'numeric', dir: 'ltr' }),
      injured: input(at('injured'), { placeholder: 'not said', inputMode: 'numeric', dir: 'ltr' }),
      status: select(at('status') || 'reported', start.statuses),
      actor: input(at('actor')),
      claimed_by: input(at('claimed_by')),
      place: input(at('place')),
      admin1: input(at('admin1')),
      country: input(at('country'), { placeholder: 'UA', maxLength: 2, dir: 'ltr' }),
      lon: input(at('lon'), { inputMode: 'decimal', dir: 'ltr' }),
      lat: input(at('lat'), { inputMode: 'decimal', dir: 'ltr' }),
    };
    if (adding) fields.url = input('', { placeholder: 'https://', dir: 'ltr' });
    const first = Object.fromEntries(Object.entries(fields).map(([name, control]) => [name, control.value]));

    const facts = element('div', 'rv-grid');
    const wide = labelled('Title', fields.title);
    wide.classList.add('rv-wide');
    facts.append(
      wide, labelled('Type', fields.sub_event_type), labelled('Target', fields.target_type),
      labelled('Date', fields.date, 'a day, or first/last day'), labelled('Status', fields.status),
      labelled('Killed', fields.killed, '6, or 4-7; empty: not said'), labelled('Injured', fields.injured, '6, or 4-7; empty: not said'),
      labelled('Actor', fields.actor), labelled('Said by', fields.claimed_by),
    );
    if (fields.url) facts.append(labelled('Link to the source', fields.url));
    const { node: where, reset: resetPlace } = placeFields(fields, told, prec);
    const node = element('div');
    node.append(facts, where);

    /* Rows for what was changed; event: whose, '' for the one that is added. */
    function rows(event) {
      const now = Object.fromEntries(Object.entries(fields).map(([name, control]) => [name, control.value.trim()]));
      const changed = (name) => now[name] !== first[name].trim();
      const made = adding ? [{ event, action: 'add', field: now.sub_event_type, value: now.title }] : [];
      const moved = changed('lon') || changed('lat');
      if (moved) made.push({ event, action: 'move', field: changed('place') || !told.place ? now.place : '', value: `${now.lon},${now.lat}` });
      const done = adding ? ['title', 'sub_event_type', 'lon', 'lat'] : ['lon', 'lat'];
      for (const name of Object.keys(fields)) {
        if (!changed(name) || done.includes(name) || (moved && name === 'place')) continue;
        made.push({ event, action: 'set', field: name, value: now[name] });
      }
      return made;
    }

    function reset() {
      for (const [name, control] of Object.entries(fields)) control.value = first[name];
      resetPlace();
    }

    return { node, rows, reset, fields };
  }

  function placeFields(fields, told, prec) {
    const node = element('fieldset', 'rv-place');
    node.append(element('legend', '', 'Place'));
    const nearest = element('p', 'rv-quiet');
    nearest.setAttribute('role', 'status');
    const locator = DL.locator.make((lon, lat) => {
      fields.lon.value = lon;
      fields.lat.value = lat;
      tellNearest(lon, lat);
    });

    function take(place) {
      fields.place.value = place.name;
      fields.admin1.value = place.admin1 || '';
      fields.country.value = place.country || '';
    }

    async function tellNearest(lon, lat) {
      const { place } = await DL.server.get('near', { lon, lat }).catch(() => ({ place: null }));
      nearest.replaceChildren();
      if (!place) {
        nearest.textContent = 'No town near the pin.';
        return;
      }
      /* The region follows the pin; the name stays, for a depot is not called as the next town. */
      if (place.admin1) fields.admin1.value = place.admin1;
      if (place.country) fields.country.value = place.country;
      nearest.append(`Nearest town: ${[place.name, place.admin1, place.country].filter(Boolean).join(', ')} (${place.km} km). `);
      const use = element('button', '', 'Use its name');
      use.type = 'button';
      use.addEventListener('click', () => take(place));
      nearest.append(use);
    }

    function typed() {
      const [lon, lat] = [fields.lon, fields.lat].map((field) => Number(field.value));
      if (!fields.lon.value.trim() || !fields.lat.value.trim() || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 85)) return;
      locator.set(lon, lat, true);
      tellNearest(lon, lat);
    }
    for (const field of [fields.lon, fields.lat]) field.addEventListener('change', typed);

    function reset() {
      nearest.replaceChildren();
      if (told.lon) locator.start(Number(told.lon), Number(told.lat), prec || 1);
      else locator.draw();
    }
    reset();

    const grid = element('div', 'rv-grid');
    grid.append(
      labelled('Place name', fields.place), labelled('Region', fields.admin1), labelled('Country', fields.country, 'two letters'),
      labelled('Longitude', fields.lon), labelled('Latitude', fields.lat),
    );
    node.append(locator.node, nearest, finder((place) => {
      take(place);
      fields.lon.value = place.lon;
      fields.lat.value = place.lat;
      locator.set(place.lon, place.lat, true);
      nearest.replaceChildren();
    }), grid);
    return { node, reset };
  }

  /* Look up a place by its name; chosen(place) takes it. */
  function finder(chosen) {
    const node = element('div', 'rv-finder');
    const words = input('', { type: 'search' });
    const go = element('button', '', 'Look up');
    go.type = 'button';
    const found = element('ul', 'rv-found');
    const told = element('p', 'rv-quiet');
    told.setAttribute('role', 'status');
    async function look() {
      if (!words.value.trim()) return;
      let places = [];
      try {
        ({ places } = await DL.server.get('places', { name: words.value }));
        told.textContent = places.length ? `${places.length} found` : 'No such place is known.';
      } catch (error) {
        told.textContent = error.message;
      }
      found.replaceChildren(...places.map((place) => {
        const item = element('li');
        const use = element('button', '', [place.name, place.admin2, place.admin1, place.country].filter(Boolean).join(', '));
        use.type = 'button';
        use.addEventListener('click', () => {
          chosen(place);
          found.replaceChildren();
          told.textContent = `The pin is at ${place.name} now; save to keep it.`;
          words.focus();
        });
        item.append(use);
        return item;
      }));
    }
    go.addEventListener('click', look);
    words.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      look();
    });
    node.append(labelled('Look up a place', words), go, told, found);
    return node;
  }

  return { make, labelled, input };
})();
