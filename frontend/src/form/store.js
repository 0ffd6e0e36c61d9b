/**
 * What lies on the device, in IndexedDB. Of a report it holds in clear: a random id, a random name of its owner, its state,
 * its size. Each change is on the disk before it counts as done ("strict"), so that a killed process takes nothing along.
 */

const NAME = "evenhand-forms";
const STORES = { owners: { keyPath: "owner" }, reports: { keyPath: "id" }, pieces: { keyPath: ["file", "n"] }, saved: { keyPath: ["owner", "form"] }, device: { keyPath: "name" } };

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class Store {
  static async open(factory = indexedDB) {
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
      request.transaction.objectStore("reports").createIndex("owner", "owner");
      request.transaction.objectStore("pieces").createIndex("owner", "owner");
    };
    const base = await done(request);
    base.onversionchange = () => base.close();
    return new Store(base);
  }

  constructor(base) { this.base = base; }

  /** Runs `work` over stores in one transaction and waits until it is on the disk. */
  write(names, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.base.transaction(names, "readwrite", { durability: "strict" });
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
      Promise.resolve(work(...[names].flat().map((name) => transaction.objectStore(name)))).then((value) => { result = value; }, (fault) => { reject(fault); try { transaction.abort(); } catch { /* it is over */ } });
    });
  }

  read(name, work) { return done(work(this.base.transaction(name).objectStore(name))); }

  owners() { return this.read("owners", (all) => all.getAll()); }
  owner(owner) { return this.read("owners", (all) => all.get(owner)); }
  putOwner(row) { return this.write("owners", (all) => { all.put(row); }); }

  /** Whether it was added; false where it is there already. */
  addOwner(row) {
    return this.write("owners", async (all) => {
      if (await done(all.get(row.owner))) return false;
      all.add(row);
      return true;
    });
  }

  report(id) { return this.read("reports", (all) => all.get(id)); }
  reports(owner) { return this.read("reports", (all) => all.index("owner").getAll(owner)); }
  putReport(row) { return this.write("reports", (all) => { all.put(row); }); }

  /** How many reports of others lie here unsent. */
  async others(owner) {
    const all = await this.read("reports", (rows) => rows.getAll());
    return all.filter((row) => row.owner !== owner && ["waiting", "refused", "draft"].includes(row.state)).length;
  }

  /** Takes a report away with its files: after the server has it, or after its owner said so. */
  removeReport(id, files) {
    return this.write(["reports", "pieces"], (reports, pieces) => {
      reports.delete(id);
      for (const file of files) pieces.delete(IDBKeyRange.bound([file, 0], [file, Infinity]));
    });
  }

  removeFile(file) { return this.write("pieces", (all) => { all.delete(IDBKeyRange.bound([file, 0], [file, Infinity])); }); }
  putPiece(row) { return this.write("pieces", (all) => { all.put(row); }); }
  piece(file, n) { return this.read("pieces", (all) => all.get([file, n])); }

  /** Files of an owner of which no report knows: a process was killed while it was kept. */
  async strayFiles(owner, known) {
    const keys = await this.read("pieces", (all) => all.index("owner").getAllKeys(owner));
    return [...new Set(keys.map(([file]) => file))].filter((file) => !known.has(file));
  }

  lastSaved(owner, form) { return this.read("saved", (all) => all.get([owner, form])); }
  putLastSaved(row) { return this.write("saved", (all) => { all.put(row); }); }
  async device(name) { return (await this.read("device", (all) => all.get(name)))?.value; }
  putDevice(name, value) { return this.write("device", (all) => { all.put({ name, value }); }); }
}
