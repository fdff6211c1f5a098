// The page's logic without a page: which events a window shows, lines of the basemap, words, marks.
import assert from "node:assert/strict";
import fs from "node:fs";
import test from "node:test";
import vm from "node:vm";

const context = vm.createContext({ DL: {}, URL, Math, Map, Set, Float64Array, Number, String, Array });
for (const name of ["text", "geometry", "timeline", "marks"]) {
  const source = fs.readFileSync(new URL(`../../output/static/${name}.js`, import.meta.url), "utf8");
  vm.runInContext(source, context);
}
const { DL } = context;
const DAY = 1440;
const days = [0, DAY, 2 * DAY, 3 * DAY];
const all = () => true;

test("an event that ends at midnight is not on the next day", () => {
  const event = { start: 0, end: DAY, datePrec: 1 };
  assert.equal(DL.timeline.overlaps(event, 0, DAY), true);
  assert.equal(DL.timeline.overlaps(event, DAY, 2 * DAY), false);
});

test("a night is on both of its days", () => {
  const night = { start: DAY - 360, end: DAY + 480, datePrec: 1 };
  assert.deepEqual([...DL.timeline.histogram([night], days, all)], [1, 1, 0]);
});

test("undated events show in no window, vague ones in no bar", () => {
  const undated = { start: null, end: null, datePrec: null };
  const month = { start: 0, end: 3 * DAY, datePrec: 4 };
  assert.equal(DL.timeline.between([undated, month], 0, DAY, all).length, 1);
  assert.deepEqual([...DL.timeline.histogram([undated, month], days, all)], [0, 0, 0]);
});

test("no days, no bars", () => assert.deepEqual([...DL.timeline.histogram([], [], all)], []));

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

test("marks on one spot are spread, many are counted, each is reachable", () => {
  const view = { size: 256, left: 0, top: 0, width: 256, height: 256 };
  const at = (n) => Array.from({ length: n }, (_, i) => ({ id: i, x: 0.5, y: 0.5 }));
  const few = DL.marks.place(DL.marks.group(at(4), view));
  assert.equal(few.length, 4);
  for (const mark of few) assert.equal(DL.marks.hit(few, mark.x, mark.y, 22), mark);
  const many = DL.marks.place(DL.marks.group(at(30), view));
  assert.equal(many.length, 1);
  assert.equal(many[0].count, 30);
});
