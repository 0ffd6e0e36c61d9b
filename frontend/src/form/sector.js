/** Which way and how far, as the questions of a form ask it: read from the answers and written back to them. Pure. */
import { geopoint, geopointText } from "./values.js";

/** The sixteen winds, clockwise from north, as forms name them. */
export const WINDS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];
const HALF_WIND = 11.25;
/** As the server draws what nobody stated (docs/methods/places.md). */
const FARTHEST_M = 30_000;
const number = (text) => (text === "" || text === undefined || !Number.isFinite(Number(text)) ? null : Number(text));

/** The questions of a group by name: those of the group itself. @param {any} group */
export const named = (group) => Object.fromEntries((group.children ?? []).filter(({ children }) => !children).map((node) => [node.name, node]));

const value = (nodes, name) => (nodes[name] && !nodes[name].off ? nodes[name].value ?? "" : "");

/** Where the observer stands: [lon, lat], or null. */
export function observerOf(nodes) {
  const by = value(nodes, "position_by");
  const point = geopoint(by === "receiver" ? value(nodes, "receiver") : by === "map" ? value(nodes, "marked") : by === "typed" ? `${value(nodes, "lat")} ${value(nodes, "lon")}` : "");
  return point ? [point.lon, point.lat] : null;
}

/** Bearing in degrees and its error; null where none is given. */
export function bearingOf(nodes) {
  const error = number(value(nodes, "bearing_error_deg")) ?? HALF_WIND;
  const degrees = number(value(nodes, "bearing_deg"));
  if (degrees !== null) return { bearing: degrees, error };
  const wind = WINDS.indexOf(value(nodes, "bearing_point"));
  if (wind >= 0) return { bearing: wind * 22.5, error: HALF_WIND };
  const mils = number(value(nodes, "bearing_mil"));
  return mils === null ? null : { bearing: (mils * 360) / 6400, error };
}

/** @returns {null | {observer: [number, number], bearing: number | null, error: number, low: number, high: number}} */
export function sectorOf(nodes, from = observerOf(nodes)) {
  if (!from) return null;
  const given = bearingOf(nodes);
  const low = number(value(nodes, "range_low_m")) ?? 0;
  const high = number(value(nodes, "range_high_m")) ?? Math.max(FARTHEST_M, low * 2);
  return high > low && low >= 0 ? { observer: from, bearing: given?.bearing ?? null, error: given?.error ?? 180, low, high } : null;
}

const metres = (length) => String(length < 1000 ? Math.round(length / 10) * 10 : Math.round(length / 100) * 100);
const degrees = (angle) => String((((Math.round(angle * 2) / 2) % 360) + 360) % 360);

/** Answers that put the observer there: pairs of node and text. */
export const withObserver = (nodes, [lon, lat]) => [[nodes.position_by, "map"], [nodes.marked, geopointText({ lat, lon })]];

/** Answers that turn the bearing; a wind or mils become degrees, since a hand on a map is finer than a wind. */
export function withBearing(nodes, bearing) {
  const error = value(nodes, "bearing_error_deg") || String(HALF_WIND);
  return [[nodes.bearing_by, "degrees"], [nodes.bearing_deg, degrees(bearing)], [nodes.bearing_error_deg, error]];
}

export const withError = (nodes, error) => [...withBearing(nodes, bearingOf(nodes)?.bearing ?? 0), [nodes.bearing_error_deg, String(Math.min(180, Math.max(0.5, Math.round(error * 2) / 2)))]];

/** Answers that set one distance; the other makes way, so that the nearer stays the nearer. */
export function withRange(nodes, end, length) {
  const size = Math.min(500_000, Math.max(0, length));
  const [low, high] = [number(value(nodes, "range_low_m")), number(value(nodes, "range_high_m"))];
  if (end === "low") {
    const held = high !== null && size >= high ? high * 0.95 : size;
    return [[nodes.range_low_m, metres(held)]];
  }
  const held = low !== null && size <= low ? low * 1.05 + 20 : Math.max(20, size);
  return [[nodes.range_high_m, metres(held)]];
}
