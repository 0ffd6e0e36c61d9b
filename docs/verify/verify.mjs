// A second verifier for Evenhand's bundles, written from the formats alone (docs/methods/ledger.md); it shares no code
// with Evenhand. Plain JavaScript for Node 18 or newer, no packages.
//
//     node verify.mjs BUNDLE POLICY [EVIDENCE...]   exit status: 0 proved and final, 3 false, 4 proved but not final, 1 unreadable
//
// Sources: RFC 9162, 2.1.3.2; RFC 8032; FIPS 204; RFC 8785; C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

class Unreadable extends Error {}
class False extends Error {}
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();

function fromBase64(text) {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new False(`not base64: ${text}`);
  return bytes;
}

const ML_DSA_44 = ["30820532300b06096086480165030403110382052100", 2420]; // FIPS 204; Node 24.6 or newer
function isSigned(key, message, signature, [head, length] = ["302a300506032b6570032100", 64]) {
  const publicKey = createPublicKey({ key: Buffer.concat([Buffer.from(head, "hex"), key]), format: "der", type: "spki" });
  return signature.length === length && verify(null, message, publicKey, signature);
}

// tlog-cosignature: eight bytes of time, then the signature over the text (Ed25519) or its three lines (ML-DSA-44)
function isCosigned(key, text, [origin, size, root], value) {
  const at = value.subarray(0, 8);
  const plain = Buffer.from(`cosignature/v1\ntime ${at.readBigUInt64BE()}\n${text}`);
  const named = (name) => Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name)]);
  const span = Buffer.from(BigInt(size).toString(16).padStart(32, "0"), "hex"); // start 0 and end, eight bytes each
  const parts = [Buffer.from("subtree/v1\n\0"), named(key.name), at, named(origin), span, fromBase64(root)];
  if (key.type === 6) return isSigned(key.key, Buffer.concat(parts), value.subarray(8), ML_DSA_44);
  return key.type === 4 && isSigned(key.key, plain, value.subarray(8));
}

// signed-note, "Verifier keys": name+id+base64(type, key)
function readKey(text) {
  const [name, id, ...rest] = text.split("+");
  const packed = fromBase64(rest.join("+"));
  if (sha256(name, "\n", packed).subarray(0, 4).toString("hex") !== id) throw new Unreadable(`bad key ${text}`);
  return { name, id, type: packed[0], key: packed.subarray(1) };
}

// tlog-policy: who is known, and whose cosignatures are enough
function readPolicy(text) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
  for (const line of text.split("\n")) {
    const words = line.split(/[ \t]+/).filter(Boolean);
    if (!words.length || words[0].startsWith("#")) continue;
    const [kind, ...given] = words;
    if (kind === "log") policy.logs.push(readKey(given[0]));
    else if (kind === "witness") policy.witnesses.set(given[0], readKey(given[1]));
    else if (kind === "group") {
      const [name, needed, ...members] = given;
      const count = needed === "any" ? 1 : needed === "all" ? members.length : Number(needed);
      if (!(count >= 1 && count <= members.length)) throw new Unreadable(`bad group ${name}`);
      if (!members.every((one) => policy.witnesses.has(one) || policy.groups.has(one))) throw new Unreadable(`bad group ${name}`);
      policy.groups.set(name, { count, members });
    } else if (kind === "quorum" && policy.quorum === null) policy.quorum = given[0];
    else throw new Unreadable(`bad line in the policy: ${line}`);
  }
  const known = (name) => name === "none" || policy.witnesses.has(name) || policy.groups.has(name);
  if (!known(policy.quorum)) throw new Unreadable("the policy names no quorum");
  return policy;
}

function holds(policy, name, cosigners) {
  const group = policy.groups.get(name);
  if (name === "none") return true;
  if (!group) return cosigners.has(name);
  return group.members.filter((member) => holds(policy, member, cosigners)).length >= group.count;
}

// signed-note: text, blank line, signatures; unknown keys are passed over, a known key with a bad signature ends it
function openCheckpoint(note, policy) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new False("the checkpoint is no signed note");
  const text = note.slice(0, split + 1);
  const cosigners = new Map();
  let bylog = false;
  const lines = text.split("\n");
  const [origin, sizeText, rootText] = lines;
  if (lines.length < 4 || !/^(0|[1-9][0-9]*)$/.test(sizeText)) throw new False("the note is no checkpoint");
  for (const line of note.slice(split + 2).split("\n").slice(0, -1)) {
    const parts = line.split(" ");
    if (parts.length !== 3 || parts[0] !== "\u2014") throw new False(`no signature: ${line}`);
    const packed = fromBase64(parts[2]);
    const id = packed.subarray(0, 4).toString("hex");
    const same = (key) => key.name === parts[1] && key.id === id;
    const log = policy.logs.find(same);
    if (log) {
      if (!isSigned(log.key, Buffer.from(text), packed.subarray(4))) throw new False(`bad signature of ${log.name}`);
      bylog = bylog || log.name === origin;
    }
    for (const [name, key] of policy.witnesses) {
      if (!same(key)) continue;
      if (!isCosigned(key, text, lines, packed.subarray(4))) throw new False(`bad signature of ${key.name}`);
      cosigners.set(name, packed.readBigUInt64BE(4));
    }
  }
  if (!bylog) throw new False(`the log ${origin} did not sign this checkpoint`);
  const root = fromBase64(rootText);
  if (root.length !== 32) throw new False("the checkpoint has no root");
  return { origin, size: BigInt(sizeText), root, cosigners };
}

// RFC 9162, 2.1.3.2
function verifyInclusion(leaf, index, size, path, root) {
  if (index >= size) throw new False("the entry is not in a tree of that size");
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of path) {
    if (sn === 0n || p.length !== 32) throw new False("the proof has too many hashes");
    if (fn & 1n || fn === sn) {
      r = sha256("\x01", p, r);
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else r = sha256("\x01", r, p);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n || !r.equals(root)) throw new False("the proof does not lead to the root that was signed");
}

// tlog-proof
function readProof(text) {
  const split = text.indexOf("\n\n");
  const lines = text.slice(0, split).split("\n");
  if (split < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Unreadable("no tlog-proof");
  if (lines[0]?.startsWith("extra ")) fromBase64(lines.shift().slice(6));
  const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift() ?? "");
  if (!index) throw new Unreadable("the proof does not say which entry it is of");
  return { index: BigInt(index[1]), path: lines.map(fromBase64), checkpoint: text.slice(split + 2) };
}

// RFC 8785 for what JSON.parse gives: its numbers and strings are written as JSON.stringify does, keys by UTF-16 units
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

function requireShown(statement, shown) {
  for (const { field, salt, value } of shown) {
    const bytes = canonical({ field, salt, value });
    const held = Object.hasOwn(statement.fields, field) ? statement.fields[field] : null;
    if (!/^[0-9a-f]{64}$/.test(salt)) throw new False(`the salt of ${field} is none`);
    if (sha256("evenhand.field/1\n", bytes).toString("hex") !== held) throw new False(`${field} is not what was entered`);
    if (field !== "signature") continue;
    const { signature, ...fields } = statement.fields; // the author signs all but the commitment to the signature
    const [key, made] = [Buffer.from(value.key, "hex"), Buffer.from(value.value, "hex")];
    if (!isSigned(key, Buffer.from(canonical({ ...statement, fields })), made)) throw new False("the author did not sign");
  }
}

// a file is of the entry if a field that is shown names its SHA-256
const naming = (shown, digest) => shown.find(({ value }) => (typeof value === "string" ? value : JSON.stringify(value)).includes(digest));

function main(bundleFile, policyFile, files) {
  const policy = readPolicy(readFileSync(policyFile, "utf8"));
  let [bundle, proof, entry] = [];
  try {
    bundle = JSON.parse(readFileSync(bundleFile, "utf8"));
    if (bundle.format !== "evenhand.bundle/1") throw new Unreadable("no bundle of this format");
    const other = Object.keys(bundle).find((part) => !["format", "entry", "proof", "shown", "evidence"].includes(part));
    if (other) throw new Unreadable(`a part that a bundle has not: ${other}`);
    [entry, proof] = [fromBase64(bundle.entry), readProof(bundle.proof)];
  } catch (fault) {
    throw new Unreadable(fault.message);
  }
  const found = openCheckpoint(proof.checkpoint, policy);
  verifyInclusion(sha256("\x00", entry), proof.index, found.size, proof.path, found.root);
  const statement = JSON.parse(entry.toString("utf8"));
  if (statement.format !== "evenhand.statement/1" || canonical(statement) !== entry.toString("utf8")) {
    throw new False("the entry is no statement in canonical form");
  }
  requireShown(statement, bundle.shown);
  for (const { field, sha256: digest } of bundle.evidence ?? []) {
    const isNamed = naming(bundle.shown.filter((one) => one.field === field), digest);
    if (!/^[0-9a-f]{64}$/.test(digest) || !isNamed) throw new False(`${field} does not name the evidence ${digest}`);
  }
  for (const file of files) {
    const digest = sha256(readFileSync(file)).toString("hex"), named = naming(bundle.shown, digest);
    if (!named) throw new False(`${file} (${digest}) is no evidence that is shown to be of this entry`);
    console.log(`EVIDENCE: ${file} is the file that was entered in ${named.field}, unchanged: ${digest}`);
  }
  console.log(`PROVED: entry ${proof.index + 1n} of ${found.size} of ${found.origin}, unchanged.`);
  for (const name of ["organisation", "at", "kind", "subject"]) console.log(`${name}: ${statement[name]}`);
  for (const { field, value } of bundle.shown) console.log(`shown ${field}: ${JSON.stringify(value)}`);
  for (const [name, at] of found.cosigners) console.log(`witnessed by ${name} at ${new Date(Number(at) * 1000).toISOString()}`);
  if (!holds(policy, policy.quorum, found.cosigners)) return console.log("NOT FINAL: not enough witnesses") ?? 4;
  return console.log("FINAL") ?? 0;
}

try {
  process.exitCode = main(process.argv[2], process.argv[3], process.argv.slice(4));
} catch (fault) {
  console.log(`${fault instanceof Unreadable ? "UNREADABLE" : "FALSE"}: ${fault.message}`);
  process.exitCode = fault instanceof Unreadable ? 1 : 3;
}
