/* A page in a frame tells its host how high it is. Two forms: our own message, and pym.js's when the host gave a childId.

   { type: 'dateline:height', height: 812 }                     to any host
   'pymxPYMx<childId>xPYMxheightxPYMx812'                       to a host that loads the page with ?childId=... */
DL.embed = (function () {
  'use strict';
  const PYM = 'xPYMx';

  function pymMessage(childId, name, value) {
    return ['pym' + PYM + childId, name, value].join(PYM);
  }

  function start(app) {
    if (window.parent === window) return;
    document.documentElement.classList.add('dl-framed');
    const childId = new URLSearchParams(location.search).get('childId');
    let last = 0;
    const tell = () => {
      const height = Math.ceil(app.getBoundingClientRect().height);
      if (height === last) return;
      last = height;
      /* The height is no secret: any host may have it. */
      window.parent.postMessage({ type: 'dateline:height', height }, '*');
      if (childId) window.parent.postMessage(pymMessage(childId, 'height', height), '*');
    };
    new ResizeObserver(tell).observe(app);
    tell();
  }

  return { start, pymMessage };
})();
