/* The time bar: histogram, two range inputs for its ends, windows, steps and play. */
DL.timebar = (function () {
  'use strict';

  /* Options: days (boundaries in minutes), counts() -> numbers a day, label(from, to), dayName(day), colours(), strings,
     changed(lo, hi). */
  function make(nodes, options) {
    const last = Math.max(1, options.days.length - 1);
    const state = { lo: 0, hi: last, cumulative: false, playing: false };
    /* The bars twice, plain and chosen: a step of time only copies pieces of them. */
    let bars = null;
    let size = [0, 0];
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    nodes.low.max = nodes.high.max = String(last);

    function set(lo, hi, quiet) {
      lo = Math.max(0, Math.min(last - 1, Math.round(lo)));
      hi = Math.max(lo + 1, Math.min(last, Math.round(hi)));
      state.lo = lo;
      state.hi = hi;
      nodes.low.value = String(lo);
      nodes.high.value = String(hi);
      const words = options.label(state.cumulative ? 0 : lo, hi);
      nodes.low.setAttribute('aria-valuetext', options.dayName(lo));
      nodes.high.setAttribute('aria-valuetext', options.dayName(hi - 1));
      nodes.range.textContent = words;
      nodes.low.disabled = state.cumulative;
      const width = hi - lo;
      const known = [...nodes.span.options].some((option) => Number(option.value) === width);
      nodes.span.value = width >= last ? '0' : known ? String(width) : 'custom';
      paint();
      if (!quiet) options.changed(state.cumulative ? 0 : lo, hi);
    }

    function paintBars(width, height, scale) {
      const counts = options.counts();
      let most = 1;
      for (const count of counts) if (count > most) most = count;
      const step = width / last;
      /* More days than pixels: the highest of those that share one. */
      const columns = new Float64Array(Math.min(last, Math.ceil(width)));
      for (let day = 0; day < counts.length; day++) {
        const at = Math.min(columns.length - 1, Math.floor((day / last) * columns.length));
        columns[at] = Math.max(columns[at], counts[day]);
      }
      const across = width / columns.length;
      return ['bar', 'accent'].map((name) => {
        const canvas = document.createElement('canvas');
        canvas.width = width * scale;
        canvas.height = height * scale;
        const context = canvas.getContext('2d');
        context.scale(scale, scale);
        context.fillStyle = options.colours()[name];
        columns.forEach((count, at) => {
          if (!count) return;
          const tall = Math.max(2, (count / most) * (height - 6));
          context.fillRect(at * across + (step > 3 ? 0.5 : 0), height - tall, Math.max(1, across - (step > 3 ? 1 : 0)), tall);
        });
        return canvas;
      });
    }

    function paint() {
      const canvas = nodes.histogram;
      const scale = window.devicePixelRatio > 1 ? 2 : 1;
      /* Its size is asked for once: asking makes the browser lay out the page. */
      if (!bars) size = [canvas.clientWidth, canvas.clientHeight];
      const [width, height] = size;
      if (!width) return;
      if (!bars) {
        canvas.width = width * scale;
        canvas.height = height * scale;
        bars = paintBars(width, height, scale);
      }
      const context = canvas.getContext('2d');
      const from = Math.round((((state.cumulative ? 0 : state.lo) * width) / last) * scale);
      const to = Math.max(from + 1, Math.round(((state.hi * width) / last) * scale));
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.drawImage(bars[0], 0, 0);
      context.clearRect(from, 0, to - from, canvas.height);
      context.fillStyle = options.colours().halfAccent;
      context.fillRect(from, 0, to - from, canvas.height);
      context.drawImage(bars[1], from, 0, to - from, canvas.height, from, 0, to - from, canvas.height);
    }

    function repaint() {
      bars = null;
      paint();
    }

    function stop() {
      if (!state.playing) return;
      state.playing = false;
      nodes.play.textContent = options.strings.play;
      nodes.play.setAttribute('aria-pressed', 'false');
      options.stopped();
    }

    function step(by) {
      const width = state.hi - state.lo;
      if (state.cumulative) return set(0, state.hi + by);
      const lo = Math.max(0, Math.min(last - width, state.lo + by));
      return set(lo, lo + width);
    }

    function play() {
      if (state.playing) return stop();
      if (!state.cumulative && state.hi - state.lo >= last) set(0, Math.max(1, Math.min(7, Math.floor(last / 4))));
      else if (state.hi >= last) set(0, state.cumulative ? 1 : state.hi - state.lo);
      state.playing = true;
      nodes.play.textContent = options.strings.pause;
      nodes.play.setAttribute('aria-pressed', 'true');
      return still.matches ? jump() : advance();
    }

    /* Smoothly: as many days a second as chosen. */
    function advance() {
      let before = performance.now();
      let due = 0;
      const tick = (now) => {
        if (!state.playing) return;
        due += (Math.max(0, now - before) / 1000) * Number(nodes.speed.value);
        before = now;
        if (due >= 1) {
          step(Math.floor(due));
          due %= 1;
        }
        if (state.hi >= last) stop();
        else requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }

    /* For readers who asked for less motion: a window at a time, with time to look. */
    function jump() {
      setTimeout(() => {
        if (!state.playing) return;
        step(state.cumulative ? 1 : state.hi - state.lo);
        if (state.hi >= last) stop();
        else jump();
      }, 1500);
    }

    nodes.low.addEventListener('input', () => { stop(); set(Math.min(Number(nodes.low.value), state.hi - 1), state.hi); });
    nodes.high.addEventListener('input', () => { stop(); set(state.cumulative ? 0 : state.lo, Math.max(Number(nodes.high.value), (state.cumulative ? 0 : state.lo) + 1)); });
    nodes.play.addEventListener('click', play);
    nodes.back.addEventListener('click', () => { stop(); step(-1); });
    nodes.forward.addEventListener('click', () => { stop(); step(1); });
    nodes.mode.addEventListener('change', () => { stop(); state.cumulative = nodes.mode.checked; set(state.cumulative ? 0 : Math.min(state.lo, state.hi - 1), state.hi); });
    nodes.span.addEventListener('change', () => {
      stop();
      const width = Number(nodes.span.value);
      if (Number.isNaN(width)) return;
      if (!width) set(0, last);
      else set(Math.min(state.lo, last - width), Math.min(state.lo, last - width) + width);
    });
    let grabbed = null;
    const dayAt = (event) => {
      const box = nodes.histogram.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * last;
    };
    nodes.histogram.addEventListener('pointerdown', (event) => {
      stop();
      nodes.histogram.setPointerCapture(event.pointerId);
      const day = dayAt(event);
      const inside = day >= state.lo && day <= state.hi && state.hi - state.lo < last;
      grabbed = inside ? { offset: day - state.lo } : { anchor: Math.floor(day) };
      if (!inside) set(Math.floor(day), Math.floor(day) + 1);
    });
    nodes.histogram.addEventListener('pointermove', (event) => {
      if (!grabbed) return;
      const day = dayAt(event);
      if (grabbed.anchor === undefined) {
        const width = state.hi - state.lo;
        const lo = Math.max(0, Math.min(last - width, Math.round(day - grabbed.offset)));
        set(lo, lo + width);
      } else set(Math.min(grabbed.anchor, day), Math.max(grabbed.anchor + 1, Math.ceil(day)));
    });
    for (const name of ['pointerup', 'pointercancel']) nodes.histogram.addEventListener(name, () => { grabbed = null; });
    return { set, paint, repaint, stop, state, last, setCumulative: (on) => { state.cumulative = on; nodes.mode.checked = on; } };
  }

  return { make };
})();
