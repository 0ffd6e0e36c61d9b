/** Canonical JSON (RFC 8785) of what a statement can hold: text, whole numbers, null, objects. The bytes are those of
    `evenhand.foundation.canonical` in Python, letter by letter; tests/web/signing/test_scripts.py holds the two together. */

/** What cannot be signed, since two machines could write it differently. */
export class Uncanonical extends Error {}

/** A half of a pair that stands alone: UTF-8 has no form for it (RFC 8785, section 3.2.2.2). */
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

export function canonicalText(value) {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Uncanonical(`the number ${value}`);
    return String(value);
  }
  if (typeof value !== "object" || Array.isArray(value)) throw new Uncanonical(typeof value);
  // Without a function, sort() compares UTF-16 code units, as section 3.2.3 asks.
  return `{${Object.keys(value).sort().map((name) => `${quoted(name)}:${canonicalText(value[name])}`).join(",")}}`;
}

export const canonicalBytes = (value) => new TextEncoder().encode(canonicalText(value));

/** JSON.stringify escapes exactly what section 3.2.2.2 says, except for lone surrogates. */
function quoted(text) {
  if (LONE.test(text)) throw new Uncanonical("half of a character");
  return JSON.stringify(text);
}
