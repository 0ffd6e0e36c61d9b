/** Reads a list of JSON values, writes the canonical form of each in hex, or null where it is refused. For test_scripts.py.
    An object comes as a list of pairs: V8's JSON.parse can take an escaped name for another one ("\u0083" for "\\\\"). */
import { readFileSync } from "node:fs";
import { canonicalBytes } from "../src/sign/canonical.js";

const object = (value) => (Array.isArray(value) ? Object.fromEntries(value.map(([name, inner]) => [name, object(inner)])) : value);
const written = JSON.parse(readFileSync(0, "utf8")).map((value) => {
  try {
    return Buffer.from(canonicalBytes(object(value))).toString("hex");
  } catch {
    return null;
  }
});
process.stdout.write(JSON.stringify(written));
