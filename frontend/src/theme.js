/** The map's colours, read from the style sheet, so that light and dark are decided in one place. */

const NAMES = [
  "sea", "land", "coast", "border", "label", "label-halo", "grid", "area", "area-off", "track", "aircraft", "drone", "vessel",
  "vehicle", "person", "unknown", "event", "nuisance", "certain", "possible", "closed", "place", "selected", "paper", "ink",
  "good", "thin", "interference", "blind",
];

/** @returns {Record<string, string>} colour by name */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim() || "#808080"]));
}

/** Calls `changed` when the reader or the system turns from light to dark or back. */
export function onThemeChange(changed) {
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
