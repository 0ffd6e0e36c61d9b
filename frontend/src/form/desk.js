/** The reports of one person on one device: drafts, the queue, their files. Everything that is written goes through here. */

export const PIECE = 1_048_576;
const UNSENT = new Set(["draft", "waiting", "refused"]);

/**
 * @typedef {object} Report what is sealed
 * @property {string} form @property {string} digest @property {string} title
 * @property {any} tree the answers @property {string} [xml] once it is finished @property {string} instance
 * @property {Array<{id: string, name: string, size: number, type: string, sha256: string, pieces: number, acked?: boolean}>} files
 * @property {string} begun @property {string} [finished] @property {string} [sent]
 * @property {any} [receipt] @property {string} [reason] @property {number} [tries] @property {number} [nextAt]
 */

export class Desk {
  /** @param {import("./store.js").Store} store @param {import("./vault.js").Vault} vault */
  constructor(store, vault) {
    this.store = store;
    this.vault = vault;
    this.order = Promise.resolve();
  }

  get owner() { return this.vault.owner; }

  /** Puts a report away as it is now. One after the other, so that the last change is the one that stays. */
  keep(id, state, { id: _id, state: _state, size: _size, ...report }) {
    this.order = this.order.catch(() => {}).then(async () => {
      const sealed = await this.vault.seal(`report|${id}`, report);
      const size = report.files.reduce((all, { size: one }) => all + one, 0);
      await this.store.putReport({ id, owner: this.owner, state, size, sealed });
    });
    return this.order;
  }

  /** A report as {id, state, ...what is sealed}; null if it is not here or not this person's. */
  async report(id) {
    const row = await this.store.report(id);
    return row?.owner === this.owner ? this.opened(row) : null;
  }

  /** Newest first. */
  async reports() {
    const found = await Promise.all((await this.store.reports(this.owner)).map((row) => this.opened(row)));
    return found.sort((a, b) => ((b.finished ?? b.begun) < (a.finished ?? a.begun) ? -1 : 1));
  }

  async opened(row) {
    try {
      return { ...(await this.vault.open(`report|${row.id}`, row.sealed)), id: row.id, state: row.state, size: row.size };
    } catch {
      return { id: row.id, state: "damaged", size: row.size, files: [], begun: "", title: "" };
    }
  }

  /** Changes a report: `change` gets what is sealed and gives what it becomes. */
  async change(id, state, change) {
    const found = await this.report(id);
    if (!found || found.state === "damaged") return;
    await this.keep(id, state ?? found.state, change(found));
  }

  /**
   * Keeps a file, encrypted in pieces; it is whole when this is done.
   * @param {File} file @param {(share: number) => void} progress
   */
  async keepFile(file, name, progress = () => {}) {
    const id = crypto.randomUUID();
    const whole = await file.arrayBuffer();
    const pieces = Math.max(1, Math.ceil(whole.byteLength / PIECE));
    for (let n = 0; n < pieces; n += 1) {
      const sealed = await this.vault.sealPiece(`piece|${id}|${n}|${pieces}`, whole.slice(n * PIECE, (n + 1) * PIECE));
      await this.store.putPiece({ file: id, n, owner: this.owner, ...sealed });
      progress((n + 1) / pieces);
    }
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { id, name, size: whole.byteLength, type: file.type, sha256, pieces };
  }

  /** The file again, as it was. @returns {Promise<Blob>} */
  async file({ id, pieces, type }) {
    const parts = [];
    for (let n = 0; n < pieces; n += 1) {
      const piece = await this.store.piece(id, n);
      if (!piece) throw new Error(`piece ${n} of ${pieces} is missing`);
      parts.push(new Blob([await this.vault.openPiece(`piece|${id}|${n}|${pieces}`, piece)]));
    }
    return new Blob(parts, { type });
  }

  /** Takes a piece from another desk of the same person, sealed anew. */
  async takeOver(other, piece, pieces) {
    const about = `piece|${piece.file}|${piece.n}|${pieces}`;
    await this.store.putPiece({ file: piece.file, n: piece.n, owner: this.owner, ...(await this.vault.sealPiece(about, await other.vault.openPiece(about, piece))) });
  }

  async remove(id) {
    const report = await this.report(id);
    if (report) await this.store.removeReport(id, report.files.map(({ id: file }) => file));
  }

  /** Sent whole: the list stays, its files go. */
  async settled(id, receipt, now) {
    const files = (await this.report(id))?.files ?? [];
    await this.change(id, "sent", ({ tree: _tree, xml: _xml, ...report }) => ({ ...report, receipt, sent: now.toISOString(), reason: undefined, files: files.map((file) => ({ ...file, acked: true })) }));
    for (const file of files) await this.store.removeFile(file.id);
  }

  /** Takes away pieces of files that were being kept when the process was killed. */
  async sweep() {
    const reports = await this.reports();
    if (reports.some(({ state }) => state === "damaged")) return;
    const known = new Set(reports.flatMap(({ files }) => files.map(({ id }) => id)));
    for (const file of await this.store.strayFiles(this.owner, known)) await this.store.removeFile(file);
  }

  async lastSaved(form) {
    const row = await this.store.lastSaved(this.owner, form);
    return row ? this.vault.open(`saved|${form}`, row.sealed).catch(() => null) : null;
  }

  async keepLastSaved(form, tree) { await this.store.putLastSaved({ owner: this.owner, form, sealed: await this.vault.seal(`saved|${form}`, tree) }); }
}

export const isUnsent = ({ state }) => UNSENT.has(state);
