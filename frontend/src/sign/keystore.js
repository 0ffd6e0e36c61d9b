/** Keys of this browser: Ed25519 by WebCrypto, whose secret half no script can read, kept in IndexedDB by user. */
import { groups, hex } from "./statement.js";

const DATABASE = "evenhand-signing";
const STORE = "keys";
const ALGORITHM = { name: "Ed25519" };

/** Whether this browser can make such keys at all; asked by making one, for nothing else tells. */
export async function able() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return false;
  try {
    await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

/** A new key; not kept yet. */
export async function make(user) {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { id: hex(await crypto.subtle.digest("SHA-256", raw)), user, publicKey: hex(raw), madeAt: Date.now(), secret: pair.privateKey, verifier: pair.publicKey };
}

/** Sign, and look whether the signature is good before anybody relies on it. */
export async function sign(key, bytes) {
  const value = await crypto.subtle.sign(ALGORITHM, key.secret, bytes);
  if (!(await crypto.subtle.verify(ALGORITHM, key.verifier, value, bytes))) throw new Error("the signature does not verify");
  return hex(value);
}

export const keep = (key) => within("readwrite", (store) => store.put(key));
export const forget = (id) => within("readwrite", (store) => store.delete(id));

/** The keys of one person in this browser. */
export async function keysOf(user) {
  const all = await within("readonly", (store) => store.getAll());
  return all.filter((key) => key.user === user);
}

/** The key with which this person signs here: one of those that the server lets them use. */
export async function usable(user, allowed) {
  const own = await keysOf(user);
  return own.find((key) => allowed.includes(key.id)) ?? null;
}

export const fingerprint = (key) => groups(key.id);

async function within(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("the store was closed"));
    });
  } finally {
    database.close();
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
