/** Shapes as the agreement format writes them, taken apart into what a hand can move. Pure: every change is a new shape. */

const RADIUS_M = 6371008.8;
const UNITS = { m: 1, km: 1000, nmi: 1852, mi: 1609.344, ft: 0.3048 };
const rad = (degrees) => (degrees * Math.PI) / 180;
const deg = (radians) => (radians * 180) / Math.PI;

/** "12.5 km" in metres; NaN for what is no distance. @param {string} text */
export function metres(text) {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(String(text));
  return found && found[2] in UNITS ? Number(found[1]) * UNITS[found[2]] : Number.NaN;
}

/** A length as the format writes it: whole metres below a kilometre, else kilometres with two figures. */
export const written = (length) => (length < 1000 ? `${Math.max(1, Math.round(length))} m` : `${Number((length / 1000).toFixed(2))} km`);

/** Great-circle distance, m. */
export function apart([lon, lat], [otherLon, otherLat]) {
  const half = Math.sin(rad(otherLat - lat) / 2) ** 2 + Math.cos(rad(lat)) * Math.cos(rad(otherLat)) * Math.sin(rad(otherLon - lon) / 2) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** The point at a distance and bearing. */
export function away([lon, lat], length, bearing) {
  const [d, b, phi] = [length / RADIUS_M, rad(bearing), rad(lat)];
  const north = Math.asin(Math.sin(phi) * Math.cos(d) + Math.cos(phi) * Math.sin(d) * Math.cos(b));
  const east = rad(lon) + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(phi), Math.cos(d) - Math.sin(phi) * Math.sin(north));
  return [deg(east), deg(north)];
}

/** A line whose edges follow great circles, as display of the geodesics that the server draws exactly. */
export function geodesic(line) {
  const found = [line[0]];
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [unit(line[i - 1]), unit(line[i])];
    const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
    const steps = Math.max(1, Math.ceil((angle * RADIUS_M) / 20_000));
    for (let k = 1; k < steps; k += 1) {
      const [s, t] = [Math.sin(((steps - k) / steps) * angle) / Math.sin(angle), Math.sin((k / steps) * angle) / Math.sin(angle)];
      const [x, y, z] = [0, 1, 2].map((n) => s * a[n] + t * b[n]);
      found.push([deg(Math.atan2(y, x)), deg(Math.atan2(z, Math.hypot(x, y)))]);
    }
    found.push(line[i]);
  }
  return found;
}

const unit = ([lon, lat]) => [Math.cos(rad(lat)) * Math.cos(rad(lon)), Math.cos(rad(lat)) * Math.sin(rad(lon)), Math.sin(rad(lat))];

/** The point half-way along an edge. */
export function between(a, b) {
  const [u, v] = [unit(a), unit(b)];
  const [x, y, z] = [0, 1, 2].map((n) => u[n] + v[n]);
  return [deg(Math.atan2(y, x)), deg(Math.atan2(z, Math.hypot(x, y)))];
}

/** The parts of a shape that have points of their own, each with the path to it. */
export function parts(shape, path = []) {
  if (!shape || typeof shape !== "object") return [];
  const into = (key, list) => list.flatMap((one, i) => parts(one, [...path, key, i]));
  if (shape.union) return into("union", shape.union);
  if (shape.multipolygon) return into("multipolygon", shape.multipolygon);
  if (shape.difference) return [...parts(shape.difference.of, [...path, "difference", "of"]), ...(shape.difference.less ?? []).flatMap((one, i) => parts(one, [...path, "difference", "less", i]))];
  const kind = ["polygon", "circle", "corridor", "area"].find((key) => key in shape);
  return kind ? [{ kind, path, shape }] : [];
}

/** A vertex as longitude and latitude, whether it was written as a place or as a pair. */
export const placed = (vertex, places) => (typeof vertex === "string" ? places[vertex] : vertex);

/**
 * What can be taken hold of: corners, points of a line, centres. `ring` holds the points of the same ring or line.
 * @returns {Array<{path: any[], kind: string, place: number[], number: number, ring: number[][], closed: boolean}>}
 */
export function handles(shape, places) {
  return parts(shape).flatMap(({ kind, path, shape: part }) => {
    const along = (list, at, closed) => {
      const ring = list.map((vertex) => placed(vertex, places));
      return ring.map((place, i) => ({ path: [...path, ...at, i], kind: closed ? "corner" : "line", place, number: i + 1, ring, closed }));
    };
    if (kind === "polygon") return [...along(part.polygon, ["polygon"], true), ...(part.holes ?? []).flatMap((hole, h) => along(hole, ["holes", h], true))];
    if (kind === "corridor") return along(part.corridor, ["corridor"], false);
    if (kind === "circle") return [{ path: [...path, "circle"], kind: "centre", place: placed(part.circle, places), number: 1, ring: [], closed: false }];
    return [];
  });
}

/** Lengths that can be changed: radii with their centre, widths of corridors. */
export function lengths(shape, places) {
  return parts(shape).flatMap(({ kind, path, shape: part }) => ["radius", "width", "from", "to"].filter((key) => key in part).map((key) => ({ path: [...path, key], name: key, text: String(part[key]), centre: kind === "circle" ? placed(part.circle, places) : null })));
}

/** The shape with the value at a path replaced. */
export function put(shape, path, value) {
  if (path.length === 0) return value;
  const copy = Array.isArray(shape) ? [...shape] : { ...shape };
  copy[path[0]] = put(shape[path[0]], path.slice(1), value);
  return copy;
}

export const at = (shape, path) => path.reduce((inner, key) => inner?.[key], shape);

/** The shape with a vertex put after the one at a path. */
export function inserted(shape, path, vertex) {
  const list = at(shape, path.slice(0, -1));
  const index = path.at(-1) + 1;
  return put(shape, path.slice(0, -1), [...list.slice(0, index), vertex, ...list.slice(index)]);
}

/** The shape without the vertex at a path; null where too few would be left. */
export function removed(shape, path, least) {
  const list = at(shape, path.slice(0, -1));
  return list.length <= least ? null : put(shape, path.slice(0, -1), list.filter((_vertex, i) => i !== path.at(-1)));
}

/** What a hand moves, as lines, until the server has drawn the area itself. @returns {number[][][]} */
export function sketch(shape, places) {
  return parts(shape).flatMap(({ kind, shape: part }) => {
    const line = (list) => list.map((vertex) => placed(vertex, places));
    const ring = (list) => geodesic([...line(list), line(list)[0]]);
    if (kind === "polygon") return [ring(part.polygon), ...(part.holes ?? []).map(ring)];
    if (kind === "corridor") return [geodesic(line(part.corridor))];
    if (kind !== "circle" || Number.isNaN(metres(part.radius))) return [];
    return [Array.from({ length: 73 }, (_none, i) => away(placed(part.circle, places), metres(part.radius), i * 5))];
  });
}
