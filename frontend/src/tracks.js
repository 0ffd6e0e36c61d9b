/** From the fixes of the server to what the map draws at one instant. Pure: no page, no network. */

/** Between fixes further apart than this nothing is assumed: the line is dashed and the object stays at its last fix. */
export const LONGEST_GAP_S = 1800;

/**
 * @typedef {object} Track
 * @property {string} object
 * @property {string} label
 * @property {string} shape which symbol: aircraft, drone, vessel, vehicle, person, unknown
 * @property {string} category
 * @property {number[]} times seconds, ascending
 * @property {Array<[number, number]>} places longitude, latitude
 * @property {Array<number | null>} accuracies metres
 * @property {Array<string | null>} integrities
 */

/**
 * Joins the answers of neighbouring blocks into one track an object; a fix given twice counts once.
 * @param {Array<{features: any[]}>} answers in order of time
 * @returns {Map<string, Track>}
 */
export function joinTracks(answers) {
  const tracks = new Map();
  for (const { features } of answers) {
    for (const { properties, geometry } of features) {
      if (properties.kind !== "track") continue;
      const track = tracks.get(properties.object) ?? { ...properties, times: [], places: [], accuracies: [], integrities: [], sources: [] };
      const after = track.times.at(-1) ?? -Infinity;
      properties.times.forEach((time, i) => {
        if (time <= after) return;
        track.times.push(time);
        track.places.push(geometry.coordinates[i]);
        track.accuracies.push(properties.accuracies[i]);
        track.integrities.push(properties.integrities[i]);
        track.sources.push(properties.sources[i]);
      });
      tracks.set(properties.object, track);
    }
  }
  return tracks;
}

/** Index of the last fix not later than `at`, or -1. @param {number[]} times */
export function lastBefore(times, at) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Where a track is at an instant, if it was heard within the window.
 * @param {Track} track
 * @returns {null | {place: [number, number], course: number, fix: number, state: "moving" | "silent"}}
 */
export function whereAt(track, at, window) {
  const i = lastBefore(track.times, at);
  if (i < 0 || track.times[i] < at - window) return null;
  const next = i + 1 < track.times.length ? track.times[i + 1] : Infinity;
  if (next - track.times[i] > LONGEST_GAP_S) {
    const state = at - track.times[i] > LONGEST_GAP_S ? "silent" : "moving";
    return { place: track.places[i], course: course(track.places[Math.max(i - 1, 0)], track.places[i]), fix: i, state };
  }
  const share = (at - track.times[i]) / (next - track.times[i]);
  const [a, b] = [track.places[i], track.places[i + 1]];
  return { place: [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])], course: course(a, b), fix: i, state: "moving" };
}

/** Initial course from `a` to `b` in degrees from north. */
export function course(a, b) {
  const [lat1, lat2, turn] = [rad(a[1]), rad(b[1]), rad(b[0] - a[0])];
  const y = Math.sin(turn) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(turn);
  return (Math.atan2(y, x) * 180) / Math.PI;
}
const rad = (degrees) => (degrees * Math.PI) / 180;

/** What the map draws of all tracks at `at`: heads, trails and single fixes. @param {Iterable<Track>} tracks */
export function drawTracks(tracks, at, window) {
  const [heads, trails, fixes] = [[], [], []];
  for (const track of tracks) {
    const here = whereAt(track, at, window);
    if (!here) continue;
    const about = { object: track.object, label: track.label, shape: track.shape, symbol: `${track.shape}-${here.state}` };
    heads.push(point(here.place, { ...about, course: here.course }));
    const first = lastBefore(track.times, at - window) + 1;
    let line = [];
    for (let i = first; i <= here.fix; i += 1) {
      fixes.push(point(track.places[i], { shape: track.shape, object: track.object, sure: sure(track.integrities[i]) }));
      if (i > first && track.times[i] - track.times[i - 1] > LONGEST_GAP_S) {
        if (line.length > 1) trails.push(path(line, { ...about, gap: false }));
        trails.push(path([track.places[i - 1], track.places[i]], { ...about, gap: true }));
        line = [];
      }
      line.push(track.places[i]);
    }
    line.push(here.place);
    if (line.length > 1) trails.push(path(line, { ...about, gap: false }));
  }
  return { heads: collection(heads), trails: collection(trails), fixes: collection(fixes) };
}

const sure = (integrity) => integrity === null || integrity === "trusted";

/** Whether [begins, ends) — or the single instant begins = ends — meets the window (at - window, at]. */
export function inWindow(begins, ends, at, window) {
  return begins <= at && (ends > at - window || begins > at - window);
}

/** A circle of `radius` metres on the sphere, good for showing an accuracy. */
export function circle([lon, lat], radius, properties = {}) {
  const [turn, ring] = [radius / 6371008.8, []];
  for (let i = 0; i <= 48; i += 1) {
    const azimuth = (i / 24) * Math.PI;
    const y = Math.asin(Math.sin(rad(lat)) * Math.cos(turn) + Math.cos(rad(lat)) * Math.sin(turn) * Math.cos(azimuth));
    const x = Math.atan2(Math.sin(azimuth) * Math.sin(turn) * Math.cos(rad(lat)), Math.cos(turn) - Math.sin(rad(lat)) * Math.sin(y));
    ring.push([lon + (x * 180) / Math.PI, (y * 180) / Math.PI]);
  }
  return { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } };
}

export const point = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
export const path = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates } });
export const collection = (features) => ({ type: "FeatureCollection", features });
