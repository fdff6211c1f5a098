/* The time bar: histogram, two range inputs for its ends, windows, steps and play. */
DL.timebar = (function () {
  'use strict';

  /* Options: days (boundaries in minutes), counts() -> number[], label(from, to), changed(lo, hi). */
  function make(nodes, options) {
    const last = Math.max(1, options.days.length - 1);
    const state = { lo: 0, hi: last, cumulative: false, playing: 0 };
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

    function paint() {
      const canvas = nodes.histogram;
      const width = canvas.clientWidth;
      const height = canvas.clientHeight;
      if (!width) return;
      const scale = window.devicePixelRatio > 1 ? 2 : 1;
      canvas.width = width * scale;
      canvas.height = height * scale;
      const context = canvas.getContext('2d');
      context.scale(scale, scale);
      const colours = options.colours();
      const counts = options.counts();
      const most = Math.max(1, ...counts);
      const step = width / last;
      const from = state.cumulative ? 0 : state.lo;
      context.fillStyle = colours.halfAccent;
      context.fillRect(from * step, 0, (state.hi - from) * step, height);
      counts.forEach((count, day) => {
        if (!count) return;
        const tall = Math.max(2, (count / most) * (height - 6));
        context.fillStyle = day >= from && day < state.hi ? colours.accent : colours.bar;
        context.fillRect(day * step + (step > 3 ? 0.5 : 0), height - tall, Math.max(1, step - (step > 3 ? 1 : 0)), tall);
      });
    }

    function stop() {
      clearInterval(state.playing);
      state.playing = 0;
      nodes.play.textContent = options.strings.play;
      nodes.play.setAttribute('aria-pressed', 'false');
    }

    function step(by) {
      const width = state.hi - state.lo;
      if (state.cumulative) return set(0, state.hi + by);
      const lo = Math.max(0, Math.min(last - width, state.lo + by));
      return set(lo, lo + width);
    }

    function play() {
      if (state.playing) return stop();
      if (!state.cumulative && state.hi - state.lo >= last) set(0, Math.max(1, Math.min(3, last)));
      else if (state.hi >= last) state.cumulative ? set(0, 1) : set(0, state.hi - state.lo);
      nodes.play.textContent = options.strings.pause;
      nodes.play.setAttribute('aria-pressed', 'true');
      state.playing = setInterval(() => {
        if (state.hi >= last) return stop();
        return step(1);
      }, still.matches ? 1200 : 450);
      return undefined;
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
    nodes.histogram.addEventListener('pointerup', () => { grabbed = null; });
    return { set, paint, state, last, setCumulative: (on) => { state.cumulative = on; nodes.mode.checked = on; } };
  }

  return { make };
})();
