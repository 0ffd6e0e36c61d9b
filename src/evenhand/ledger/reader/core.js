// The checks of the page that reads an archive: hashes, tree, signatures, commitments. No page, no network.
// Sources: FIPS 180-4; RFC 6962, 2.1; RFC 8785; RFC 8032 (by WebCrypto); C2SP signed-note, tlog-checkpoint, tlog-cosignature,
// tlog-policy; docs/methods/ledger.md.
"use strict";
globalThis.EvenhandCore = (() => {
  // FIPS 180-4: the constants are the first bits of roots of primes.
  const K = new Uint32Array(64), START = new Uint32Array(8);
  {
    const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) >>> 0;
    let found = 0;
    for (let candidate = 2; found < 64; candidate++) {
      let prime = true;
      for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
      if (!prime) continue;
      if (found < 8) START[found] = fraction(Math.sqrt(candidate));
      K[found++] = fraction(Math.cbrt(candidate));
    }
  }
  const W = new Int32Array(64);

  class Sha256 {
    constructor() { this.state = Int32Array.from(START); this.rest = new Uint8Array(64); this.held = 0; this.length = 0; }

    update(bytes) {
      this.length += bytes.length;
      let at = 0;
      if (this.held) {
        at = Math.min(64 - this.held, bytes.length);
        this.rest.set(bytes.subarray(0, at), this.held);
        this.held += at;
        if (this.held < 64) return this;
        this.block(this.rest, 0);
        this.held = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
      this.rest.set(bytes.subarray(at), 0);
      this.held = bytes.length - at;
      return this;
    }

    digest() {
      const length = this.length, padding = new Uint8Array((this.held < 56 ? 56 : 120) - this.held + 8);
      padding[0] = 0x80;
      const view = new DataView(padding.buffer);
      view.setUint32(padding.length - 8, Math.floor(length / 0x20000000));
      view.setUint32(padding.length - 4, (length << 3) >>> 0);
      this.update(padding);
      const out = new Uint8Array(32), words = new DataView(out.buffer);
      this.state.forEach((word, index) => words.setInt32(index * 4, word));
      return out;
    }

    block(bytes, at) {
      for (let i = 0; i < 16; i++, at += 4) W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = W[i - 15], y = W[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
      }
      const state = this.state;
      let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }
  }

  const encoder = new TextEncoder();
  const utf8 = (text) => encoder.encode(text);
  const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), new Sha256()).digest();
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const joined = (...parts) => { const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0)); let at = 0; for (const part of parts) { all.set(part, at); at += part.length; } return all; };

  function fromBase64(text) {
    const binary = atob(text);
    if (btoa(binary) !== text) throw new Error(text);
    return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  }

  const entryBytes = (entry) => (typeof entry === "string" ? utf8(entry) : Uint8Array.from(entry));
  const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);
  const leafHash = (entry) => sha256(LEAF, entryBytes(entry));

  /** The tree of RFC 6962 as it grows: the roots of whole subtrees, the largest first. */
  class Tree {
    constructor() { this.size = 0; this.roots = []; }

    add(leaf) {
      this.size++;
      let hash = leaf;
      for (let rest = this.size; rest % 2 === 0; rest /= 2) hash = sha256(NODE, this.roots.pop(), hash);
      this.roots.push(hash);
    }

    root() {
      if (!this.size) return sha256(new Uint8Array(0));
      let root = this.roots[this.roots.length - 1];
      for (let at = this.roots.length - 2; at >= 0; at--) root = sha256(NODE, this.roots[at], root);
      return root;
    }
  }

  // RFC 8785 for what JSON.parse gives.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  }

  const commitment = (field, salt, value) => hex(sha256(utf8(`evenhand.field/1\n${canonical({ field, salt, value })}`)));

  /** The statement that an entry is; null where it is none. */
  function statementOf(entry) {
    try {
      const told = JSON.parse(entry);
      return told.format === "evenhand.statement/1" && canonical(told) === entry && typeof told.fields === "object" ? told : null;
    } catch {
      return null;
    }
  }

  /** Whether a field that is shown is what its entry was made with. */
  const isShownTruly = (statement, [, field, salt, value]) =>
    Boolean(statement) && /^[0-9a-f]{64}$/.test(salt) && Object.hasOwn(statement.fields, field) && statement.fields[field] === commitment(field, salt, value);

  // signed-note, "Verifier keys"
  function readKey(text) {
    const [name, id, ...rest] = text.split("+");
    const packed = fromBase64(rest.join("+"));
    if (hex(sha256(utf8(`${name}\n`), packed).subarray(0, 4)) !== id) throw new Error(text);
    return { name, id, type: packed[0], key: packed.subarray(1) };
  }

  // tlog-policy
  function readPolicy(text) {
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
    for (const line of text.split("\n")) {
      const [kind, ...given] = line.split(/[ \t]+/).filter(Boolean);
      if (!kind || kind.startsWith("#")) continue;
      if (kind === "log") policy.logs.push(readKey(given[0]));
      else if (kind === "witness") policy.witnesses.set(given[0], readKey(given[1]));
      else if (kind === "group") {
        const [name, needed, ...members] = given;
        const count = needed === "any" ? 1 : needed === "all" ? members.length : Number(needed);
        if (!(count >= 1 && count <= members.length)) throw new Error(line);
        policy.groups.set(name, { count, members });
      } else if (kind === "quorum" && policy.quorum === null) policy.quorum = given[0];
      else throw new Error(line);
    }
    const known = (name) => name === "none" || policy.witnesses.has(name) || policy.groups.has(name);
    if (!known(policy.quorum) || ![...policy.groups.values()].every((group) => group.members.every(known))) throw new Error(text);
    return policy;
  }

  function holds(policy, name, cosigners) {
    const group = policy.groups.get(name);
    if (name === "none") return true;
    if (!group) return cosigners.has(name);
    return group.members.filter((member) => holds(policy, member, cosigners)).length >= group.count;
  }

  async function ed25519(key, message, signature) {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  }

  /** Whether this browser can check signatures at all. */
  async function canSign() {
    try {
      // RFC 8032, 7.1, test 1
      const key = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
      const value = fromHex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
      return await ed25519(key, new Uint8Array(0), value);
    } catch {
      return false;
    }
  }

  /** Size and root that a note tells; nothing is verified. */
  function readCheckpoint(note) {
    const split = note.lastIndexOf("\n\n");
    const text = note.slice(0, split + 1), [origin, size, root] = text.split("\n");
    if (split < 0 || !/^(0|[1-9][0-9]*)$/.test(size)) throw new Error(note.slice(0, 80));
    return { text, origin, size: Number(size), root: fromBase64(root), lines: note.slice(split + 2).split("\n").slice(0, -1) };
  }

  /** A checkpoint with what its signatures are worth: {origin, size, root, signed, bad, cosigners}. */
  async function openCheckpoint(note, policy) {
    const found = readCheckpoint(note), cosigners = new Map(), bad = [];
    let signed = false;
    for (const line of found.lines) {
      const [dash, name, value, more] = line.split(" ");
      if (dash !== "\u2014" || !value || more !== undefined) throw new Error(line);
      const packed = fromBase64(value), id = hex(packed.subarray(0, 4));
      const isOf = (key) => key.name === name && key.id === id;
      const log = policy.logs.find(isOf);
      if (log) {
        if (!(await ed25519(log.key, utf8(found.text), packed.subarray(4)))) bad.push(name);
        else signed = signed || name === found.origin;
      }
      for (const [known, key] of policy.witnesses) {
        if (!isOf(key)) continue;
        const at = new DataView(packed.buffer, 4, 8).getBigUint64(0);
        if (await ed25519(key.key, utf8(`cosignature/v1\ntime ${at}\n${found.text}`), packed.subarray(12))) cosigners.set(known, Number(at));
        else bad.push(name);
      }
    }
    return { ...found, signed, bad, cosigners };
  }

  /** Whether a signature that is shown is one of its statement. */
  async function isSigned(statement, value) {
    const { signature, ...fields } = statement.fields;
    try {
      return await ed25519(fromHex(value.key), utf8(canonical({ ...statement, fields })), fromHex(value.value));
    } catch {
      return false;
    }
  }

  const isExhibitTied = ([, , digest], value) => (typeof value === "string" ? value : JSON.stringify(value) ?? "").includes(digest);

  /** Check a whole archive; `piece(number)` gives its pieces, `told(done)` is awaited after each. */
  async function checkAll(about, policy, pieces, piece, told) {
    const tree = new Tree(), faults = [], seen = new Map(), result = { faults, fields: 0, signatures: 0, exhibits: 0, seen: about.seen.length };
    const able = (result.able = await canSign());
    const newest = able ? await openCheckpoint(about.checkpoint, policy) : { ...readCheckpoint(about.checkpoint), cosigners: new Map(), bad: [] };
    if (able && !newest.signed) faults.push({ what: "not-signed", name: newest.origin });
    for (const name of newest.bad) faults.push({ what: "bad-signature", name });
    for (const note of about.seen) {
      const found = able ? await openCheckpoint(note, policy) : { ...readCheckpoint(note), bad: [] };
      if (able && (!found.signed || found.bad.length)) faults.push({ what: "bad-checkpoint", size: found.size });
      seen.set(found.size, [...(seen.get(found.size) ?? []), found.root]);
    }
    const atSize = () => { for (const root of seen.get(tree.size) ?? []) if (!same(root, tree.root())) faults.push({ what: "bad-checkpoint", size: tree.size }); };
    atSize();
    for (let number = 0; number < pieces; number++) {
      const { entries, shown, exhibits } = piece(number), first = tree.size, values = new Map();
      for (const entry of entries) { tree.add(leafHash(entry)); atSize(); }
      for (const one of shown) {
        const [index, field, , value] = one, statement = statementOf(entries[index - first]);
        values.set(`${index} ${field}`, value);
        result.fields++;
        if (!isShownTruly(statement, one)) faults.push({ what: "bad-field", index, field });
        else if (field === "signature" && able && ++result.signatures && !(await isSigned(statement, value))) faults.push({ what: "bad-field", index, field });
      }
      for (const one of exhibits) {
        result.exhibits++;
        if (!isExhibitTied(one, values.get(`${one[0]} ${one[1]}`))) faults.push({ what: "bad-exhibit", index: one[0], digest: one[2] });
      }
      await told(tree.size);
    }
    if (tree.size !== newest.size || !same(tree.root(), newest.root)) faults.push({ what: "bad-root", size: tree.size, signed: newest.size });
    for (const size of seen.keys()) if (size > tree.size) faults.push({ what: "bad-checkpoint", size });
    const witnesses = [...newest.cosigners].filter(([name]) => policy.witnesses.get(name).name !== newest.origin);
    const final = able && witnesses.length > 0 && holds(policy, policy.quorum, newest.cosigners);
    return { ...result, size: tree.size, root: hex(tree.root()), origin: newest.origin, cosigners: witnesses, final };
  }

  return { Sha256, Tree, canonical, canSign, checkAll, commitment, hex, isExhibitTied, isShownTruly, isSigned, leafHash, openCheckpoint, readCheckpoint, readPolicy, sha256, statementOf, utf8 };
})();
