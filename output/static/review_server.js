/* What the page asks its server, which tells nobody who does not bring the token of this start. */
DL.server = (function () {
  'use strict';
  const token = new URLSearchParams(location.hash.slice(1)).get('t') || '';

  async function answer(request) {
    let response;
    try {
      response = await request;
    } catch {
      throw new Error('The server does not answer: start `dateline review --serve` again and open the address it prints.');
    }
    const told = await response.json();
    if (!response.ok) throw new Error(told.error);
    return told;
  }

  function get(path, asked = {}) {
    const words = new URLSearchParams(asked).toString();
    return answer(fetch(`/api/${path}${words ? `?${words}` : ''}`, { headers: { 'X-Dateline-Token': token } }));
  }

  function post(path, told) {
    return answer(fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'X-Dateline-Token': token, 'Content-Type': 'application/json' },
      body: JSON.stringify(told),
    }));
  }

  /* The address of a view, which keeps the token. */
  function hash(view) {
    return `#${new URLSearchParams({ t: token, ...view })}`;
  }

  return { get, post, hash };
})();
