/**
 * The offline base map, made from Natural Earth (public domain) as the `world-atlas` package carries it.
 *
 * Two levels. `world.json`: the whole world at 1:50 million, for the first second and for small scales.
 * `detail/COLUMN_ROW.json`: the world at 1:10 million cut into cells of CELL_DEG degrees, fetched where one looks closely.
 * Every feature says what it is in `kind`: land, coast, border, label.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature, mesh } from "topojson-client";

export const CELL_DEG = 15;
const LANGUAGES = ["en", "ar", "fr", "zh-hans"];

/**
 * Features whose outline is drawn dashed: those that ISO 3166 gives no code (Natural Earth's de facto lines), and
 * these, whose outline the UN's own maps do not draw as an international boundary (732 Western Sahara, 275 Palestine).
 */
const DASHED_BY_ISO = new Set(["732", "275"]);

/** Writes the whole base map into `folder`. */
export function writeBasemap(atlas, folder) {
  mkdirSync(join(folder, "detail"), { recursive: true });
  const read = (name) => JSON.parse(readFileSync(join(atlas, name), "utf8"));
  const coarse = read("countries-50m.json");
  const { coast: _, ...world } = outlines(coarse); // uncut land is its own coastline
  writeFileSync(join(folder, "world.json"), collection([...features(world, 2), ...labels(coarse)]));

  const fine = outlines(read("countries-10m.json"));
  const cells = [];
  for (let column = 0; column < 360 / CELL_DEG; column += 1) {
    const west = -180 + column * CELL_DEG;
    const strip = cut(fine, [west, -90, west + CELL_DEG, 90]); // column first: each long ring is walked once a column, not once a cell
    for (let row = 0; row < 180 / CELL_DEG; row += 1) {
      const south = -90 + row * CELL_DEG;
      const inside = features(cut(strip, [west, south, west + CELL_DEG, south + CELL_DEG]), 3);
      if (inside.length === 0) continue;
      cells.push(`${column}_${row}`);
      writeFileSync(join(folder, "detail", `${column}_${row}.json`), collection(inside));
    }
  }
  writeFileSync(join(folder, "detail", "index.json"), JSON.stringify({ cell_deg: CELL_DEG, cells }));
}

/** Land as polygons; coastline and boundaries as lines, by kind. */
function outlines(topology) {
  const { land, countries } = topology.objects;
  const lines = (which) => mesh(topology, countries, which).coordinates;
  return {
    land: polygonsOf(feature(topology, land)),
    coast: lines((a, b) => a === b),
    border: lines((a, b) => a !== b && !dashed(a) && !dashed(b)),
    "border-disputed": lines((a, b) => a !== b && (dashed(a) || dashed(b))),
  };
}

/** The part of each outline inside `box` (west, south, east, north). */
function cut({ land, ...lines }, box) {
  const parts = {
    land: land
      .filter((rings) => touches(rings[0], box))
      .map((rings) => rings.map((ring) => clipRing(ring, box)))
      .filter((rings) => rings[0].length > 3)
      .map((rings) => rings.filter((ring) => ring.length > 3)),
  };
  for (const [kind, some] of Object.entries(lines)) {
    parts[kind] = some.filter((line) => touches(line, box)).flatMap((line) => clipLine(line, box));
  }
  return parts;
}

function features({ land, ...lines }, decimals) {
  const made = land.map((rings) => shape("land", "Polygon", rings.map((ring) => rounded(ring, decimals))));
  for (const [kind, some] of Object.entries(lines)) {
    if (some.length > 0) made.push(shape(kind, "MultiLineString", some.map((line) => rounded(line, decimals))));
  }
  return made;
}

/** Whether the extent of `points` meets the box; most of the world is elsewhere. */
function touches(points, [west, south, east, north]) {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    bottom = Math.min(bottom, y);
    right = Math.max(right, x);
    top = Math.max(top, y);
  }
  return left <= east && right >= west && bottom <= north && top >= south;
}

const dashed = (country) => !country.id || DASHED_BY_ISO.has(country.id);

/** One label a country, inside its largest part, in each language of the interface (names: Unicode CLDR). */
function labels(topology) {
  const names = LANGUAGES.map((tag) => [tag, new Intl.DisplayNames([tag], { type: "region" })]);
  return topology.objects.countries.geometries.flatMap((geometry) => {
    if (!geometry.id) return []; // no code, no name: the map takes no side on what ISO does not list
    const region = new Intl.Locale(`und-${geometry.id}`).region;
    if (!/^[A-Z]{2}$/.test(region)) return [];
    const parts = polygonsOf(feature(topology, geometry)).map((rings) => ({ rings, area: ringArea(rings[0]) }));
    const largest = parts.reduce((a, b) => (b.area > a.area ? b : a));
    const properties = { kind: "label", area: Math.round(largest.area * 10) / 10 };
    for (const [tag, display] of names) properties[tag] = display.of(region);
    return [{ type: "Feature", properties, geometry: { type: "Point", coordinates: rounded([middle(largest.rings[0])], 2)[0] } }];
  });
}

function polygonsOf(geojson) {
  const geometries = geojson.type === "FeatureCollection" ? geojson.features.map((f) => f.geometry) : [geojson.geometry];
  return geometries.flatMap((g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates));
}

/** Sutherland and Hodgman (1974), one half-plane after the other; pieces stay joined along the box, which fill does not show. */
function clipRing(ring, [west, south, east, north]) {
  const sides = [
    [(p) => p[0] >= west, (a, b) => [west, at(a, b, 0, west)]],
    [(p) => p[0] <= east, (a, b) => [east, at(a, b, 0, east)]],
    [(p) => p[1] >= south, (a, b) => [at(a, b, 1, south), south]],
    [(p) => p[1] <= north, (a, b) => [at(a, b, 1, north), north]],
  ];
  let points = ring.slice(0, -1);
  for (const [inside, crossing] of sides) {
    const kept = [];
    points.forEach((point, i) => {
      const before = points[(i + points.length - 1) % points.length];
      if (inside(point) !== inside(before)) kept.push(crossing(before, point));
      if (inside(point)) kept.push(point);
    });
    points = kept;
  }
  return points.length > 0 ? [...points, points[0]] : [];
}

/** The pieces of a line inside the box (Liang and Barsky 1984, edge by edge). */
function clipLine(line, [west, south, east, north]) {
  const pieces = [];
  let piece = [];
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let [from, to] = [0, 1];
    for (const [p, q] of [[-dx, a[0] - west], [dx, east - a[0]], [-dy, a[1] - south], [dy, north - a[1]]]) {
      if (p === 0 && q < 0) [from, to] = [1, 0];
      else if (p < 0) from = Math.max(from, q / p);
      else if (p > 0) to = Math.min(to, q / p);
    }
    if (from > to) continue;
    if (piece.length === 0 || from > 0) {
      if (piece.length > 1) pieces.push(piece);
      piece = [[a[0] + from * dx, a[1] + from * dy]];
    }
    piece.push([a[0] + to * dx, a[1] + to * dy]);
  }
  if (piece.length > 1) pieces.push(piece);
  return pieces;
}

/** The other coordinate where the edge from `a` to `b` meets the line "coordinate `axis` equals `value`". */
const at = (a, b, axis, value) => a[1 - axis] + ((value - a[axis]) / (b[axis] - a[axis])) * (b[1 - axis] - a[1 - axis]);

function ringArea(ring) {
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const scale = Math.cos((((ring[i][1] + ring[i - 1][1]) / 2) * Math.PI) / 180);
    twice += (ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1]) * scale;
  }
  return Math.abs(twice) / 2;
}

/** A point well inside a ring: on its middle parallel, halfway along the longest stretch within. */
function middle(ring) {
  const latitudes = ring.map((p) => p[1]);
  const lat = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const crossings = [];
  for (let i = 1; i < ring.length; i += 1) {
    if (ring[i - 1][1] > lat !== ring[i][1] > lat) crossings.push(at(ring[i - 1], ring[i], 1, lat));
  }
  crossings.sort((a, b) => a - b);
  let best = [crossings[0], crossings[1]];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1] - crossings[i] > best[1] - best[0]) best = [crossings[i], crossings[i + 1]];
  }
  return [(best[0] + best[1]) / 2, lat];
}

/** Coordinates with `decimals` places, points that fall together left out. */
function rounded(points, decimals) {
  const factor = 10 ** decimals;
  const cut = points.map(([x, y]) => [Math.round(x * factor) / factor, Math.round(y * factor) / factor]);
  const spare = cut.filter((p, i) => i === 0 || i === cut.length - 1 || p[0] !== cut[i - 1][0] || p[1] !== cut[i - 1][1]);
  return spare.length >= Math.min(points.length, 4) ? spare : cut;
}

const shape = (kind, type, coordinates) => ({ type: "Feature", properties: { kind }, geometry: { type, coordinates } });
const collection = (features) => JSON.stringify({ type: "FeatureCollection", features });
