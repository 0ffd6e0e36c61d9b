/** Adding a file to something: hashed here, sent in parts, paused and gone on with, also after the page was closed.
    Without this script the form is an ordinary one. */
import { digestOf, Refused, Tus } from "./tus.js";

const KEPT = "evenhand-upload:";

class Widget {
  #stop = null;

  constructor(form) {
    this.form = form;
    this.tus = new Tus({ endpoint: form.dataset.upload, token: form.elements.csrfmiddlewaretoken.value });
    const part = (name) => form.querySelector(`[data-${name}]`);
    this.parts = Object.fromEntries(["progress", "said", "digest", "send", "pause", "resume", "abandon", "failed", "unfinished"].map((name) => [name, part(name)]));
    form.addEventListener("submit", (event) => {
      if (!form.elements.file.files.length) return;
      event.preventDefault();
      this.run();
    });
    this.parts.pause.addEventListener("click", () => this.#stop?.abort("pause"));
    this.parts.resume.addEventListener("click", () => this.run());
    this.parts.abandon.addEventListener("click", () => this.abandon());
    form.elements.file.addEventListener("change", () => this.fresh());
    this.remind();
  }

  /** What was begun on this subject and not finished, from an earlier visit. */
  remind() {
    for (const [key, kept] of unfinished(this.form)) {
      this.tus.standing(kept.address).then((found) => {
        if (!found || found.evidence) return localStorage.removeItem(key);
        const words = { name: kept.name, percent: percent(found.offset, kept.size) };
        this.parts.unfinished.hidden = false;
        this.parts.unfinished.querySelector("span").textContent = this.words("waiting", words);
        return null;
      }, () => null);
    }
  }

  fresh() {
    this.#stop?.abort("another file");
    this.digest = null;
    this.show({ progress: false, pause: false, resume: false, abandon: false, failed: false, send: true, digest: false });
  }

  async run() {
    const file = this.form.elements.file.files[0];
    const stop = new AbortController();
    this.#stop = stop;
    this.show({ progress: true, send: false, pause: true, resume: false, abandon: false, failed: false, unfinished: false });
    try {
      this.digest ??= await digestOf(file, (done) => this.tell("hashing", done, file.size), stop.signal);
      this.showDigest();
      const address = await this.address(file, stop.signal);
      const told = (done) => this.tell("sending", done, file.size);
      const place = await this.tus.send(file, address, { told, cut: () => this.say("cut"), signal: stop.signal });
      localStorage.removeItem(keyOf(this.form, file));
      this.say("done");
      globalThis.location.assign(place);
    } catch (fault) {
      if (stop.signal.aborted && stop.signal.reason === "pause") return this.paused();
      if (!stop.signal.aborted) this.failed(fault);
    }
    return undefined;
  }

  /** Where this file is being sent to: where an earlier visit began, or a new place. */
  async address(file, signal) {
    const key = keyOf(this.form, file);
    const kept = read(key);
    if (kept) {
      const found = await this.tus.standing(kept.address, signal);
      if (found) {
        this.say("resumed", { percent: percent(found.offset, file.size) });
        return kept.address;
      }
    }
    const { note, protection } = this.form.elements;
    const facts = {
      filename: file.name, filetype: file.type, sha256: this.digest, note: note.value, protection: protection?.value,
      subject_kind: this.form.dataset.subjectKind, subject: this.form.dataset.subject,
    };
    const address = await this.tus.create(file, facts, signal);
    localStorage.setItem(key, JSON.stringify({ address, name: file.name, size: file.size }));
    return address;
  }

  async abandon() {
    const key = keyOf(this.form, this.form.elements.file.files[0]);
    const kept = read(key);
    localStorage.removeItem(key);
    if (kept) await this.tus.abandon(kept.address).catch(() => null);
    this.fresh();
  }

  paused() {
    this.say("paused");
    this.show({ pause: false, resume: true, abandon: true });
  }

  failed(fault) {
    const known = fault instanceof Refused && fault.message;
    this.parts.failed.querySelector("span").textContent = known ? fault.message : this.words("cut");
    this.show({ failed: true, pause: false, resume: true, abandon: true });
  }

  tell(what, done, size) {
    this.parts.progress.querySelector("progress").value = (100 * done) / size;
    this.say(what, { percent: percent(done, size), sent: megabytes(done), size: megabytes(size) });
  }

  say(what, words = {}) {
    this.parts.said.textContent = this.words(what, words);
  }

  words(what, words = {}) {
    const phrase = this.form.dataset[`said${what[0].toUpperCase()}${what.slice(1)}`] ?? "";
    return phrase.replace(/\{(\w+)\}/g, (_all, name) => `\u2068${words[name] ?? ""}\u2069`);
  }

  showDigest() {
    this.parts.digest.querySelector("bdi").textContent = this.digest;
    this.show({ digest: true });
  }

  show(states) {
    for (const [name, shown] of Object.entries(states)) this.parts[name].hidden = !shown;
  }
}

const percent = (done, size) => Math.floor((100 * done) / size);
const megabytes = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);
const subjectKey = (form) => `${KEPT}${form.dataset.subjectKind}/${form.dataset.subject}/`;
const keyOf = (form, file) => `${subjectKey(form)}${file.name}/${file.size}/${file.lastModified}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function unfinished(form) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(subjectKey(form)));
  return keys.map((key) => [key, read(key)]).filter(([, kept]) => kept);
}

for (const form of document.querySelectorAll("form[data-upload]")) new Widget(form);
