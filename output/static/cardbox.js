/* The card over the map: opening it, giving it the focus and back, and keeping the event in sight beside it. */
DL.cardbox = function (byId, map, make) {
  'use strict';
  const { element } = DL.text;
  const card = byId('dl-card');
  let opener = null;

  function show(content) {
    if (card.hidden) opener = document.activeElement;
    byId('dl-card-content').replaceChildren(content);
    card.hidden = false;
    card.scrollTop = 0;
    byId('dl-close').focus({ preventScroll: true });
    /* On a phone the list stands below the map; the card is over the map. */
    const top = card.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight - 80) document.querySelector('main').scrollIntoView();
  }

  function open(event, move) {
    show(make(event));
    if (move && event.lon !== null) reveal(event);
  }

  /* Bring the event and its circle into the part of the map that the card leaves free. */
  function reveal(event) {
    const target = Math.min(9, Math.max(map.getZoom(), event.wherePrec <= 2 ? 7 : 6));
    map.setView([event.lat, event.lon], target, { animate: false });
    const box = map.getContainer().getBoundingClientRect();
    const over = card.getBoundingClientRect();
    const legend = byId('dl-legend');
    const left = legend.open ? legend.offsetWidth : 0;
    if (over.width < box.width * 0.7) map.panBy([(over.width - left) / 2, 0], { animate: false });
    else map.panBy([0, over.height / 2], { animate: false });
  }

  function listed(title, rows) {
    const box = element('div', 'dl-card-body');
    const heading = element('h2', '', title);
    heading.id = 'dl-card-title';
    const list = element('ul', 'dl-several');
    list.append(...rows);
    box.append(heading, list);
    show(box);
  }

  function hide() {
    card.hidden = true;
  }

  /* The focus goes back to where the card was opened, if that is still there. */
  function giveBack() {
    const index = opener?.dataset?.index;
    const again = opener?.isConnected ? opener : index === undefined ? null : document.querySelector(`.dl-item[data-index="${CSS.escape(index)}"]`);
    hide();
    (again || map.getContainer()).focus({ preventScroll: true });
  }

  return { open, listed, hide, giveBack };
};
