/**
 * What is written on a device, encrypted with its owner's key (docs/methods/offline-form.md says against whom).
 *
 * A random data key, AES-GCM with 256 bits, one a person and device. It lies on the device twice at most, wrapped: by the
 * secret that the server gives to whoever is signed in, and by a passphrase that they set for the time without a network.
 * In memory it cannot be exported, and it is gone with the page.
 */

/** PBKDF2 with HMAC-SHA-256; OWASP asks for 600,000 at least. */
export const ITERATIONS = 1_000_000;
export const SHORTEST_PASSPHRASE = 10;
const SHORTEST_OF_DIGITS = 16;
const BLOCK = 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const aesKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

export async function sealBytes(key, about, bytes) {
  const iv = random(12);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(about) }, key, bytes);
  return { iv, data };
}

/** Throws where the key is another, or a byte was changed or put in another place. */
export const openBytes = (key, about, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(about) }, key, data);

/** Why a passphrase will not do: "short", "digits"; null if it will. @param {string} passphrase */
export function weakness(passphrase) {
  const text = passphrase.normalize("NFKC").trim();
  if ([...text].length < SHORTEST_PASSPHRASE || new Set(text).size < 5) return "short";
  return /^\p{N}+$/u.test(text) && text.length < SHORTEST_OF_DIGITS ? "digits" : null;
}

async function passphraseKey(passphrase, salt, iterations) {
  const base = await crypto.subtle.importKey("raw", encoder.encode(passphrase.normalize("NFKC").trim()), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export class Vault {
  constructor(owner, key) {
    this.owner = owner;
    this.key = key;
  }

  /** Seals plain values. What is sealed is padded, so that its length says little. */
  async seal(about, value) {
    const text = encoder.encode(JSON.stringify(value));
    const padded = new Uint8Array(Math.ceil((text.length + 1) / BLOCK) * BLOCK).fill(0x20);
    padded.set(text);
    return sealBytes(this.key, `${about}|${this.owner}`, padded);
  }

  async open(about, sealed) {
    return JSON.parse(decoder.decode(await openBytes(this.key, `${about}|${this.owner}`, sealed)));
  }

  sealPiece(about, bytes) { return sealBytes(this.key, `${about}|${this.owner}`, bytes); }
  openPiece(about, sealed) { return openBytes(this.key, `${about}|${this.owner}`, sealed); }
}

/**
 * The vault of whoever is signed in; made on this device when they first write here.
 * @param {import("./store.js").Store} store
 * @param {{owner: string, secret: string}} given by the server
 */
export async function openForSession(store, { owner, secret }) {
  const wrapping = await aesKey(bytesOf(secret));
  const known = await store.owner(owner);
  if (known) return new Vault(owner, await aesKey(await openBytes(wrapping, `server|${owner}`, known.byServer)));
  const raw = random(32);
  const made = { owner, byServer: await sealBytes(wrapping, `server|${owner}`, raw), byPassphrase: null };
  const key = await aesKey(raw);
  raw.fill(0);
  // Another tab may have been quicker: what was written first counts.
  if (!(await store.addOwner(made))) return openForSession(store, { owner, secret });
  return new Vault(owner, key);
}

/** The vault of an owner's row that was saved elsewhere. */
export async function openRow(row, { owner, secret }) {
  return new Vault(owner, await aesKey(await openBytes(await aesKey(bytesOf(secret)), `server|${owner}`, row.byServer)));
}

/** The vault that a passphrase opens, whoever's it is; null if it opens none. */
export async function openWithPassphrase(store, passphrase) {
  for (const { owner, byPassphrase } of await store.owners()) {
    if (!byPassphrase) continue;
    const { salt, iterations } = byPassphrase;
    try {
      return new Vault(owner, await aesKey(await openBytes(await passphraseKey(passphrase, salt, iterations), `passphrase|${owner}`, byPassphrase)));
    } catch { /* another one's, or wrong */ }
  }
  return null;
}

/** Sets the passphrase for the time without a network; needs the secret of the server, so it is set while signed in. */
export async function setPassphrase(store, { owner, secret }, passphrase, iterations = ITERATIONS) {
  const known = await store.owner(owner);
  const raw = new Uint8Array(await openBytes(await aesKey(bytesOf(secret)), `server|${owner}`, known.byServer));
  const salt = random(16);
  const sealed = await sealBytes(await passphraseKey(passphrase, salt, iterations), `passphrase|${owner}`, raw);
  raw.fill(0);
  await store.putOwner({ ...known, byPassphrase: { salt, iterations, ...sealed } });
}
