/** Fetches blocks of time once, keeps the latest, and says what is on its way. */
import { blocks, formatInstant } from "./clock.js";

const KEPT = 48;

export class BlockStore {
  /** @param {string} address where `from` and `until` are asked for @param {() => void} changed called when something came */
  constructor(address, changed) {
    this.address = address;
    this.changed = changed;
    /** @type {Map<string, {answer: any, failed: boolean, ready: boolean}>} in order of last use */
    this.known = new Map();
  }

  /** The answers for [from, until) that are here already, in order; the others are asked for. */
  within(from, until, length) {
    const entries = blocks(from, until, length).map(([begin, end]) => this.#entry(begin, end));
    return {
      answers: entries.filter((entry) => entry.answer).map((entry) => entry.answer),
      waiting: entries.some((entry) => !entry.ready),
      failed: entries.some((entry) => entry.failed),
    };
  }

  /** Forgets what failed, so that it is asked for again. */
  retry() {
    for (const [key, entry] of this.known) if (entry.failed) this.known.delete(key);
    this.changed();
  }

  #entry(begin, end) {
    const key = `${begin}/${end}`;
    const entry = this.known.get(key) ?? this.#ask(begin, end);
    this.known.delete(key);
    this.known.set(key, entry);
    for (const [oldest, { ready }] of this.known) {
      if (this.known.size <= KEPT) break;
      if (ready) this.known.delete(oldest);
    }
    return entry;
  }

  #ask(begin, end) {
    const entry = { answer: null, failed: false, ready: false };
    const address = new URL(this.address, document.baseURI);
    address.searchParams.set("from", formatInstant(begin));
    address.searchParams.set("until", formatInstant(end));
    fetch(address, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .then((answer) => { entry.answer = answer; })
      .catch(() => { entry.failed = true; })
      .finally(() => { entry.ready = true; this.changed(); });
    return entry;
  }
}
