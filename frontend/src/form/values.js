/** Values of XPath and how they turn into each other, and the texts in which a form writes instants and places. */

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const DAY_MS = 86_400_000;

/** The text of a value; of a list of nodes, that of its first. A node that does not apply is empty. */
export function text(value) {
  if (Array.isArray(value)) return value.length === 0 ? "" : nodeText(value[0]);
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : String(value);
  return typeof value === "boolean" ? String(value) : value ?? "";
}

const nodeText = (node) => {
  if (node.off) return "";
  if (node.children?.length) return node.children.map(nodeText).join("");
  return node.value ?? "";
};

/** The number that a value is; a date counts in days since 1970, so that dates compare and subtract. */
export function num(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const words = text(value).trim();
  if (words === "") return Number.NaN;
  if (/^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i.test(words)) return Number(words);
  return days(words);
}

/** Days since 1970-01-01 of "2020-12-06" or "2020-12-06T12:00:00+02:00"; NaN for anything else. */
export function days(words) {
  const found = DATE.exec(words);
  if (!found) return Number.NaN;
  const [, year, month, day, hour, minute, second, , zone] = found;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (hour === undefined) return date / DAY_MS;
  if (zone === undefined) return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0)).getTime() / DAY_MS;
  return Date.parse(words.replace(/([+-]\d{2})(\d{2})$/, "$1:$2")) / DAY_MS;
}

export function bool(value) {
  if (Array.isArray(value)) return value.length > 0 && text(value) !== "" ? !["false", "0"].includes(text(value)) : false;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "string" ? value !== "" : Boolean(value);
}

const isNumeric = (value) => typeof value === "number" || typeof value === "boolean";

export function compare(sign, a, b) {
  if (sign === "=" || sign === "!=") {
    const same = typeof a === "boolean" || typeof b === "boolean" ? bool(a) === bool(b) : isNumeric(a) || isNumeric(b) ? num(a) === num(b) : text(a) === text(b);
    return sign === "=" ? same : !same;
  }
  const [x, y] = [num(a), num(b)];
  if (sign === "<") return x < y;
  if (sign === "<=") return x <= y;
  return sign === ">" ? x > y : x >= y;
}

/** Sum or difference. */
export const plus = (a, b, sign) => (sign === "+" ? num(a) + num(b) : num(a) - num(b));

const two = (number) => String(number).padStart(2, "0");

/** "2020-12-06" of a moment, in the zone of this device. @param {Date} moment */
export const dateText = (moment) => `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

/** The offset of this device's zone at a moment: "+02:00". @param {Date} moment */
export function offsetText(moment) {
  const minutes = -moment.getTimezoneOffset();
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** "2020-12-06T12:00:00.000+02:00", as JavaRosa writes it. @param {Date} moment */
export function dateTimeText(moment) {
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}.${String(moment.getMilliseconds()).padStart(3, "0")}`;
  return `${dateText(moment)}T${time}${offsetText(moment)}`;
}

/** A moment from the text of a date and time; null where it is none. */
export function moment(words) {
  const found = days(words);
  return Number.isNaN(found) ? null : new Date(Math.round(found * DAY_MS));
}

/** "31.2 16.5 0 12" as numbers: {lat, lon, altitude, accuracy}; null for no point. */
export function geopoint(words) {
  const parts = String(words ?? "").trim().split(/\s+/).map(Number);
  const [lat, lon, altitude = 0, accuracy = 0] = parts;
  const good = parts.length >= 2 && parts.every(Number.isFinite) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return good ? { lat, lon, altitude, accuracy } : null;
}

const places = (value, digits) => String(Number(value.toFixed(digits)));

export const geopointText = ({ lat, lon, altitude = 0, accuracy = 0 }) => `${places(lat, 7)} ${places(lon, 7)} ${places(altitude, 1)} ${places(accuracy, 1)}`;

/** The points of a trace or shape, [lon, lat]. */
export const geotrace = (words) => String(words ?? "").split(";").map(geopoint).filter(Boolean).map(({ lat, lon }) => [lon, lat]);

/** The text of a trace; of a shape, with its first point again at the end. */
export function geotraceText(points, closed) {
  const all = closed && points.length > 2 ? [...points, points[0]] : points;
  return all.map(([lon, lat]) => geopointText({ lat, lon })).join("; ");
}

/** A coordinate pair that a person typed: "31.2, 16.5", "31°12'30\"N 16°30'E", Arabic digits too. Null for none. */
export function typedPoint(words) {
  const plain = latinDigits(words).trim();
  const pair = /^(-?\d+(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d+(?:[.,]\d+)?)$/.exec(plain.replace(/,\s/g, " "));
  if (pair) return geopoint(pair.slice(1).map((one) => one.replace(",", ".")).join(" "));
  const parts = [...plain.matchAll(/(\d+(?:\.\d+)?)\s*°\s*(?:(\d+(?:\.\d+)?)\s*['′]\s*)?(?:(\d+(?:\.\d+)?)\s*["″]\s*)?([NSEW])/gi)];
  if (parts.length !== 2) return null;
  const value = ([, d, m = "0", s = "0", side]) => (Number(d) + Number(m) / 60 + Number(s) / 3600) * (/[SW]/i.test(side) ? -1 : 1);
  const [north, east] = /[NS]/i.test(parts[0][4]) ? parts : [parts[1], parts[0]];
  return geopoint(`${value(north)} ${value(east)}`);
}

/** Digits of Arabic and Persian as those that a form writes. */
export const latinDigits = (words) => String(words ?? "").replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0)).replace(/٫/g, ".").replace(/[٬]/g, "");
