// The page's logic without a page: which events a window shows, filters, the address, lines of the basemap, words, marks.
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import vm from "node:vm";

const context = vm.createContext({
  DL: {}, URL, URLSearchParams, TextEncoder, Math, Map, Set, Float64Array, Int32Array, Number, String, Array, Object, Intl, Date, document: {},
});
context.globalThis = context;
for (const name of ["text", "geometry", "store", "timeline", "filters", "address", "symbols", "marks", "download", "embed"]) {
  const source = fs.readFileSync(new URL(`../../output/static/${name}.js`, import.meta.url), "utf8");
  vm.runInContext(source, context);
}
const { DL } = context;
const DAY = 1440;
const NONE = DL.store.NONE;
const days = [0, DAY, 2 * DAY, 3 * DAY];

/* Events as columns: each [start, end, datePrec], by start, undated ones last. */
function columns(rows) {
  return { start: Int32Array.from(rows, (row) => row[0]), end: Int32Array.from(rows, (row) => row[1]), datePrec: Uint8Array.from(rows, (row) => row[2] ?? 1) };
}
function windowOf(rows, from, to) {
  const made = columns(rows);
  const found = new Int32Array(rows.length);
  const n = DL.timeline.between(DL.timeline.index(made, rows.length, NONE), from, to, new Uint8Array(rows.length).fill(1), found);
  return [...found.subarray(0, n)];
}
function bars(rows) {
  const made = columns(rows);
  const { counts, vague } = DL.timeline.histogram(DL.timeline.index(made, rows.length, NONE), made.datePrec, days, new Uint8Array(rows.length).fill(1));
  return [[...counts], vague];
}

test("an event that ends at midnight is not on the next day", () => {
  assert.deepEqual(windowOf([[0, DAY]], 0, DAY), [0]);
  assert.deepEqual(windowOf([[0, DAY]], DAY, 2 * DAY), []);
});

test("a night is on both of its days", () => assert.deepEqual(bars([[DAY - 360, DAY + 480]]), [[1, 1, 0], 0]));

test("undated events show in no window, vague ones in no bar", () => {
  const rows = [[0, 3 * DAY, 4], [NONE, NONE, 0]];
  assert.deepEqual(windowOf(rows, 0, DAY), [0]);
  assert.deepEqual(bars(rows), [[0, 0, 0], 1]);
});

test("a window finds what overlaps it, long or short, and nothing else", () => {
  const rows = [];
  for (let i = 0; i < 300; i++) rows.push([i * 97, i * 97 + (i % 17 === 0 ? 40 * DAY : i % 5 === 0 ? 3 * DAY : 200)]);
  for (const [from, to] of [[0, 1], [5000, 5001], [9000, 20000], [29000, 90000], [100000, 200000]])
    assert.deepEqual(windowOf(rows, from, to), rows.flatMap(([start, end], i) => (start < to && end > from ? [i] : [])));
});

test("no days, no bars", () => assert.equal(DL.timeline.histogram(DL.timeline.index(columns([]), 0, NONE), [], [], []).counts.length, 0));

test("an instant is told with the offset of its own zone", () => {
  assert.equal(DL.store.isoInstant(Date.UTC(2026, 0, 27, 22) / 60000, 120), "2026-01-28T00:00:00+02:00");
  assert.equal(DL.store.isoInstant(0, -210), "1969-12-31T20:30:00-03:30");
});

test("filters pass what fits all that is asked", () => {
  const store = { kind: [0, 1, 0], status: [1, 2, 2], actor: [0, 1, 1], target: [0, 0, 0], source: [1, 1, 2], wherePrec: [1, 2, 4], killed: [2, 0, NONE], injured: [NONE, 3, 0] };
  const pass = (changes) => {
    const mask = new Uint8Array(3);
    DL.filters.apply(store, 3, { ...DL.filters.empty(), ...changes }, null, mask);
    return [...mask];
  };
  assert.deepEqual(pass({}), [1, 1, 1]);
  assert.deepEqual(pass({ status: new Set([2]) }), [0, 1, 1]);
  assert.deepEqual(pass({ status: new Set([2]), kind: new Set([0]) }), [0, 0, 1]);
  assert.deepEqual(pass({ kind: new Set() }), [0, 0, 0]);
  assert.deepEqual(pass({ place: "area" }), [0, 0, 1]);
  assert.deepEqual(pass({ toll: "killed" }), [1, 0, 0]);
  assert.deepEqual(pass({ toll: "harmed" }), [1, 1, 0]);
});

test("a search looks past accents and case, for all its words", () => {
  const words = DL.filters.wordsOf("  ODESA  порт ");
  assert.equal(DL.filters.has(["Удар по порту", "Odésa"], words), true);
  assert.equal(DL.filters.has(["Odesa"], words), false);
});

const names = (key) => ({ kind: ["Battles", "Protests"], status: [null, "claimed"], actor: [null, "A & B=c"], target: [null], source: [null] })[key];

test("the address holds the view and gives it back", () => {
  const asked = { ...DL.filters.empty(), kind: new Set([1]), actor: new Set([1]), toll: "killed", words: "a b&c" };
  const hash = DL.address.write({ from: "2026-01-01", to: "2026-01-28", cumulative: true, zoom: 6, lat: 48.5, lng: 31.25, asked, sort: "toll", event: "e_1" }, names);
  const told = DL.address.read(hash, names);
  assert.deepEqual([told.from, told.to, told.cumulative, told.event, told.sort], ["2026-01-01", "2026-01-28", true, "e_1", "toll"]);
  assert.deepEqual({ ...told.spot }, { zoom: 6, lat: 48.5, lng: 31.25 });
  assert.deepEqual([[...told.asked.kind], [...told.asked.actor], told.asked.toll, told.asked.words], [[1], [1], "killed", "a b&c"]);
});

test("an address of nonsense asks for nothing", () => {
  const told = DL.address.read("#t=9&z=99/x/1&f=kind%3DNoSuch%26place%3Deverywhere&m=1", names);
  assert.deepEqual([told.from, told.spot, told.cumulative, DL.filters.isEmpty(told.asked)], [null, null, false, true]);
});

test("no type ticked is kept as such", () => {
  const hash = DL.address.write({ zoom: 1, lat: 0, lng: 0, asked: { ...DL.filters.empty(), kind: new Set() } }, names);
  assert.equal(DL.address.read(hash, names).asked.kind.size, 0);
});

test("the equator and Greenwich are in the middle", () => {
  assert.deepEqual([...DL.geometry.project(0, 0)], [0.5, 0.5]);
  assert.ok(DL.geometry.project(30, 50)[1] < 0.5);
});

test("a line across the 180th meridian stands on both sides", () => {
  // 179 E to 179 W at scale 1: +179 is 358 in zigzag, the step of -358 is 715.
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const number = (value) => {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    let text = "";
    for (; rest >= 32; rest = Math.floor(rest / 32)) text += digits[32 + (rest % 32)];
    return text + digits[rest];
  };
  const lines = DL.geometry.decodeLines([number(179) + number(0) + number(-358) + number(0)], 1);
  assert.equal(lines.length, 2);
  assert.ok(Math.abs(lines[0].bounds[2] - lines[0].bounds[0] - 2 / 360) < 1e-9);
});

test("only web addresses are links", () => {
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x", ""]) assert.equal(DL.text.safeLink(bad), null);
  assert.equal(DL.text.safeLink("https://example.org/a"), "https://example.org/a");
});

test("tolls say what is known", () => {
  const strings = { at_least: "at least {n}" };
  assert.equal(DL.text.toll(null, null, null, strings), null);
  assert.equal(DL.text.toll(0, 0, 0, strings), "0");
  assert.equal(DL.text.toll(6, 6, null, strings), "at least 6");
  assert.equal(DL.text.toll(4, 8, 8, strings), "4–8");
  assert.equal(DL.text.toll(4, 6, 8, strings), "4–8 (6)");
});

test("words filled in are not filled again", () => {
  assert.equal(DL.text.fill("{a} {b}", { a: "{b}", b: "x" }), "{b} x");
});

/* n events on one spot -> their marks in a view of the whole world. */
function marksOf(n, spread = 0) {
  const store = { count: n, x: Float64Array.from({ length: n }, (_, i) => 0.5 + i * spread), y: new Float64Array(n).fill(0.5) };
  const view = { size: 256, left: 0, top: 0, width: 256, height: 256 };
  return DL.marks.place(DL.marks.group(store, Int32Array.from({ length: n }, (_, i) => i), n, DL.marks.grid(store, view), view).groups);
}

test("marks on one spot are spread, many are counted, each is reachable", () => {
  const few = marksOf(4);
  assert.equal(few.length, 4);
  for (const mark of few) assert.equal(DL.marks.hit(few, mark.x, mark.y, 22), mark);
  const many = marksOf(30);
  assert.equal(many.length, 1);
  assert.equal(many[0].count, 30);
});

test("marks that would touch over a cell's edge are one group; far ones are not", () => {
  assert.equal(marksOf(2, 0.03).filter((mark) => mark.spot).length, 2);
  assert.equal(marksOf(2, 0.2).filter((mark) => mark.spot).length, 0);
});

test("no event is lost between groups", () => {
  const total = (marks) => marks.reduce((sum, mark) => sum + (mark.count || 1), 0);
  for (const spread of [0, 0.001, 0.004]) assert.equal(total(marksOf(100, spread)), 100);
});

test("a file of what is shown has the shared columns, and no formulas", () => {
  const event = { id: "e1", kind: 0, title: "=1+1", lon: 30, lat: 50, killedRange: [1, 1, null], injuredRange: [null, null, null], links: [["A", "https://a.example/1"]], quote: 'a "b"' };
  const csv = DL.download.csv([event], [{ name: "Duels", type: "Battles" }]).split("\r\n");
  assert.ok(csv[0].startsWith("\ufeffid,date_start,date_end,"));
  assert.ok(csv[1].includes("'=1+1") && csv[1].includes('"a ""b"""'));
  const feature = JSON.parse(DL.download.geojson([event], [{ name: "Duels", type: "Battles" }])).features[0];
  assert.deepEqual([feature.geometry.coordinates, feature.properties.killed_high, feature.properties.event_type], [[30, 50], null, "Battles"]);
});

test("pym.js hosts are told in their own words", () => assert.equal(DL.embed.pymMessage("map", "height", 812), "pymxPYMxmapxPYMxheightxPYMx812"));
