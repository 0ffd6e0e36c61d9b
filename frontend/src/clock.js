/** Instants as whole seconds since 1970 (UTC), and how people read them. Pure: no page, no network. */

/** Seconds from ISO text; NaN where it is none. @param {string} text */
export function parseInstant(text) {
  if (!/[zZ]|[+-]\d\d:?\d\d$/.test(text)) return NaN; // a time without a zone is refused, never guessed
  return Math.round(Date.parse(text) / 1000);
}

/** ISO text in UTC, without seconds where they are zero. @param {number} second */
export function formatInstant(second) {
  const text = new Date(second * 1000).toISOString();
  return text.endsWith(":00.000Z") ? `${text.slice(0, 16)}Z` : `${text.slice(0, 19)}Z`;
}

/**
 * Formats instants as the pages do, "2020-12-06 04:15", in a zone.
 * @param {string} zone e.g. "UTC" or "Africa/Tripoli"
 * @returns {(second: number) => string}
 */
export function readable(zone) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return (second) => {
    const part = Object.fromEntries(format.formatToParts(second * 1000).map(({ type, value }) => [type, value]));
    return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
  };
}

/** Days from `begins` to `ends` on which an axis is labelled: at most `most` of them. @returns {number[]} */
export function dayTicks(begins, ends, most) {
  const day = 86400;
  const days = Math.ceil((ends - begins) / day);
  const step = [1, 2, 5, 7, 14, 28, 91, 182, 365].find((candidate) => days / candidate <= most) ?? Math.ceil(days / most);
  const ticks = [];
  for (let at = Math.ceil(begins / day) * day; at < ends; at += step * day) ticks.push(at);
  return ticks;
}

/**
 * The blocks of time that a window touches. Blocks are aligned to 1970, so that the same stretch always has the same
 * address and is fetched once.
 * @returns {Array<[number, number]>} half-open [from, until)
 */
export function blocks(from, until, length) {
  const found = [];
  for (let at = Math.floor(from / length) * length; at < until; at += length) found.push([at, at + length]);
  return found;
}

/** A value held between bounds. */
export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
