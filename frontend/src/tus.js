/** A client of the tus protocol 1.0.0: a file in parts, each with its checksum, that goes on where it was cut. */
import { Sha256 } from "./sha256.js";

export const PART_BYTES = 8 * 1024 * 1024;
const WAITS_MS = [1000, 2000, 5000, 10000, 30000];

/** What the server refused, in its own words; asking again would not help. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const utf8 = (text) => base64(new TextEncoder().encode(text));

/** The header that says what is known of a file. Empty values are left out. */
export function metadata(facts) {
  return Object.entries(facts).filter(([, value]) => value).map(([key, value]) => `${key} ${utf8(value)}`).join(",");
}

/** SHA-256 of a file, a part at a time; `told` hears how many bytes were read. */
export async function digestOf(file, told = () => {}, signal) {
  const state = new Sha256();
  for (let at = 0; at < file.size; at += PART_BYTES) {
    signal?.throwIfAborted();
    state.update(new Uint8Array(await file.slice(at, at + PART_BYTES).arrayBuffer()));
    told(Math.min(at + PART_BYTES, file.size));
  }
  return state.hex();
}

export class Tus {
  constructor({ endpoint, token, fetch = globalThis.fetch.bind(globalThis), wait = pause }) {
    Object.assign(this, { endpoint, token, fetch, wait });
  }

  /** Announce a file; gives its address. */
  async create(file, facts, signal) {
    const answer = await this.#ask("POST", this.endpoint, { "Upload-Length": String(file.size), "Upload-Metadata": metadata(facts) }, undefined, signal);
    return answer.headers.get("Location");
  }

  /** How much is there, and what it became if it is whole; null where there is no such upload any more. */
  async standing(address, signal) {
    try {
      return standingOf(await this.#ask("HEAD", address, {}, undefined, signal));
    } catch (fault) {
      if (fault instanceof Refused && [404, 410].includes(fault.status)) return null;
      throw fault;
    }
  }

  /** Send what is missing. Cuts are waited out; gives where the file can be seen. */
  async send(file, address, { told = () => {}, cut = () => {}, signal } = {}) {
    let faults = 0;
    let standing = null;
    for (;;) {
      try {
        standing ??= await this.standing(address, signal);
        if (standing === null) throw new Refused(404, "");
        told(standing.offset);
        if (standing.offset >= file.size && standing.evidence) return standing.evidence;
        standing = await this.#part(file, address, standing.offset, signal);
        faults = 0;
      } catch (fault) {
        // 409, 423 and 460 say: ask where it stands, and go on from there. So does a server that just restarts.
        const passing = !(fault instanceof Refused) || [409, 423, 460].includes(fault.status) || fault.status >= 500;
        if (signal?.aborted || !passing || (fault instanceof Refused && faults > 20)) throw fault;
        standing = null;
        cut(fault);
        await this.wait(WAITS_MS[Math.min(faults++, WAITS_MS.length - 1)], signal);
      }
    }
  }

  /** Have the server forget an unfinished upload. */
  async abandon(address) {
    await this.#ask("DELETE", address, {});
  }

  async #part(file, address, offset, signal) {
    const part = new Uint8Array(await file.slice(offset, offset + PART_BYTES).arrayBuffer());
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      "Upload-Checksum": `sha256 ${base64(new Sha256().update(part).bytes())}`,
    };
    return standingOf(await this.#ask("PATCH", address, headers, part, signal));
  }

  async #ask(method, address, headers, body, signal) {
    const answer = await this.fetch(address, {
      method, body, signal, redirect: "manual", credentials: "same-origin",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token, Accept: "application/json", ...headers },
    });
    if (answer.ok) return answer;
    let message = "";
    try {
      message = (await answer.json()).problem.message;
    } catch {
      message = ""; // a HEAD, or a page of somebody in between
    }
    throw new Refused(answer.status, message);
  }
}

function standingOf(answer) {
  return { offset: Number(answer.headers.get("Upload-Offset")), evidence: answer.headers.get("Evidence-Location") };
}

/** Wait, but not longer than until the network is back. */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener?.("online", done);
    signal?.addEventListener("abort", () => {
      done();
      reject(signal.reason);
    });
  });
}
