/** What the address of the page says: instant, window, layers, view, selection. Pure; every part may be missing. */
import { formatInstant, parseInstant } from "./clock.js";

/**
 * @typedef {object} State
 * @property {number | null} at the instant shown, s
 * @property {number | null} window how far back one looks, s
 * @property {Set<string>} hidden layers switched off
 * @property {[number, number, number] | null} view longitude, latitude, zoom
 * @property {string | null} coverage whose coverage is shown: a kind of source
 * @property {string | null} selected "object:…", "alert:…", "event:…" or "area:…"
 */

/** @param {string} query @returns {State} */
export function readState(query) {
  const given = new URLSearchParams(query);
  const at = parseInstant(given.get("at") ?? "");
  const window = Number(given.get("window"));
  const view = (given.get("view") ?? "").split(",").map(Number);
  const sane = view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 180 && Math.abs(view[1]) <= 85;
  return {
    at: Number.isNaN(at) ? null : at,
    window: Number.isInteger(window) && window > 0 ? window : null,
    hidden: new Set((given.get("hide") ?? "").split(",").filter(Boolean)),
    view: sane ? [view[0], view[1], Math.min(Math.max(view[2], 0), 18)] : null,
    coverage: /^[a-z]+$/.test(given.get("coverage") ?? "") ? given.get("coverage") : null,
    selected: given.get("show") || null,
  };
}

/** @param {State} state */
export function writeState(state) {
  const query = new URLSearchParams();
  if (state.at !== null) query.set("at", formatInstant(state.at));
  if (state.window !== null) query.set("window", String(state.window));
  if (state.hidden.size > 0) query.set("hide", [...state.hidden].sort().join(","));
  if (state.view) query.set("view", `${state.view[0].toFixed(4)},${state.view[1].toFixed(4)},${state.view[2].toFixed(2)}`);
  if (state.coverage) query.set("coverage", state.coverage);
  if (state.selected) query.set("show", state.selected);
  return `?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}
