/** The form in the browser: opens the vault of whoever is here, then shows the forms, one form, or the queue. */
import { json, say } from "../page.js";
import { ask, h } from "./dom.js";
import { Desk } from "./desk.js";
import { FillPage } from "./fill.js";
import { LobbyView, QueueView } from "./views.js";
import { fetchSession, Sender } from "./sender.js";
import { Store } from "./store.js";
import { openForSession, openRow, openWithPassphrase, setPassphrase, SHORTEST_PASSPHRASE, weakness } from "./vault.js";

const LOOK_AGAIN_MS = 20_000;
const LOCK_AFTER_MS = 15 * 60_000;

class App {
  constructor(element) {
    this.element = element;
    this.view = element.querySelector("[data-view]");
    this.net = element.querySelector("[data-net]");
    this.config = json("forms-config");
    this.words = this.config.words;
    this.urls = this.config.urls;
    this.channel = new BroadcastChannel("evenhand-forms");
  }

  async start() {
    this.#worker();
    try {
      this.store = await Store.open();
    } catch {
      this.#say(this.words.no_storage);
      return;
    }
    await this.#open();
  }

  /** Opens the vault: by the session where there is a network, by the passphrase where there is none. */
  async #open() {
    const session = await fetchSession(this.urls.session);
    if (session?.may_file) {
      const given = await this.#key(session);
      if (given) { await this.#unlocked(await openForSession(this.store, given), given); return; }
    } else if (session?.signed_in) { this.#say(this.words.may_not); return; }
    await this.#locked(Boolean(session));
  }

  async #key({ csrf }) {
    const answer = await fetch(this.urls.key, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf, Accept: "application/json" } }).catch(() => null);
    return answer?.ok && (answer.headers.get("content-type") ?? "").includes("json") ? answer.json() : null;
  }

  /** Nobody is signed in, or there is no network: the passphrase, if somebody set one here. */
  async #locked(reachable) {
    const waiting = await this.store.others("");
    const known = (await this.store.owners()).some(({ byPassphrase }) => byPassphrase);
    const sign = h("p", {}, h("a", { class: known ? "button" : "button primary", href: this.urls.sign_in }, this.words.sign_in));
    const parts = [h("h1", {}, this.words.locked), waiting ? h("p", {}, say(this.words.waiting_here, { count: waiting })) : null];
    if (known) parts.push(this.#passphraseForm());
    else if (!reachable) parts.push(h("p", {}, this.words.no_passphrase));
    this.view.replaceChildren(h("div", { class: "narrow" }, parts.filter(Boolean), reachable ? sign : h("p", { class: "small quiet" }, this.words.no_network)));
    addEventListener("online", () => location.reload(), { once: true });
  }

  #passphraseForm() {
    const input = h("input", { type: "password", id: "passphrase", required: true, autocomplete: "current-password", dir: "ltr" });
    const fault = h("p", { class: "errorlist", role: "alert" });
    return h("form", { class: "form", onsubmit: async (event) => {
      event.preventDefault();
      const passphrase = input.value;
      [input.value, input.disabled] = ["", true];
      fault.textContent = this.words.opening;
      const vault = await openWithPassphrase(this.store, passphrase);
      input.disabled = false;
      if (vault) await this.#unlocked(vault, null);
      else { fault.textContent = this.words.wrong_passphrase; input.focus(); }
    } }, h("p", { class: "field" }, h("label", { for: "passphrase" }, this.words.passphrase), input), fault, h("p", {}, h("button", { class: "button primary" }, this.words.open)));
  }

  async #unlocked(vault, given) {
    this.given = given;
    this.desk = new Desk(this.store, vault);
    this.sender = new Sender(this.desk, this.urls);
    this.sender.addEventListener("change", () => this.#changed());
    this.channel.onmessage = () => this.shown?.refresh?.();
    navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data?.send) this.send(); });
    addEventListener("online", () => { this.send({ all: true }); this.#network(); });
    addEventListener("offline", () => this.#network());
    document.addEventListener("visibilitychange", () => this.#turned());
    addEventListener("pagehide", () => this.shown?.keep?.());
    addEventListener("popstate", () => this.show());
    document.addEventListener("click", (event) => this.#clicked(event));
    setInterval(() => { this.send(); this.#watch(); }, LOOK_AGAIN_MS);
    navigator.locks?.request("evenhand-files", { ifAvailable: true }, (lock) => (lock ? this.desk.sweep() : null)).catch(() => {});
    await this.show();
    this.send({ all: true });
  }

  #changed() {
    this.shown?.refresh?.();
    this.channel.postMessage("changed");
    this.#network();
  }

  #network() {
    const state = !navigator.onLine ? "offline" : this.sender?.state ?? "";
    if (state === "other" || (state === "sign-in" && this.given)) { this.#lock(); return; }
    this.net.textContent = { offline: this.words.no_network, "sign-in": this.words.sign_in_to_send, other: this.words.other_signed_in }[state] ?? "";
    if (state === "sign-in") this.net.append(" ", h("a", { href: this.urls.sign_in }, this.words.sign_in));
    this.net.dataset.kind = state === "offline" ? "idle" : "warn";
  }

  /** Whoever opened it by signing in and is signed in no more, here or in another window: what they wrote is put away and closed. */
  async #lock() {
    if (this.locking) return;
    this.locking = true;
    await this.shown?.keep?.();
    await this.desk.order.catch(() => {});
    location.reload();
  }

  /** Looks whether the same person is still signed in. */
  async #watch() {
    if (!navigator.onLine || document.visibilityState === "hidden") return;
    const session = await fetchSession(this.urls.session);
    if (session && this.given && session.owner !== this.desk.owner) this.#lock();
  }

  #turned() {
    if (document.visibilityState === "hidden") { this.hiddenAt = Date.now(); this.shown?.keep?.(); return; }
    // A phone left lying: whoever takes it up next has to know the passphrase.
    if (!this.given && Date.now() - (this.hiddenAt ?? Date.now()) > LOCK_AFTER_MS) { location.reload(); return; }
    this.#watch();
    this.send();
  }

  async send(options) {
    await this.sender.run(options).catch((fault) => console.warn("evenhand: sending stopped:", fault.name));
    if ((await this.store.reports(this.desk.owner)).some(({ state }) => state === "waiting")) {
      const registration = await navigator.serviceWorker?.getRegistration?.(this.urls.lobby);
      registration?.sync?.register("evenhand-send").catch(() => {});
    }
  }

  #clicked(event) {
    const link = event.target.closest?.("a[data-route]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.go(link.getAttribute("href"));
  }

  async go(path) {
    await this.shown?.keep?.();
    history.pushState(null, "", path);
    await this.show();
    document.getElementById("main")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Shows what the address says. */
  async show() {
    await this.shown?.keep?.();
    this.release?.();
    const fill = new RegExp(`^${this.urls.fill.replace("FORM", "([a-z0-9-]+)")}$`).exec(location.pathname);
    if (fill) this.shown = await this.#fill(fill[1]);
    else this.shown = location.pathname === this.urls.queue ? new QueueView(this) : new LobbyView(this);
    this.view.replaceChildren(this.shown.element);
    await this.shown.refresh?.();
    this.#network();
  }

  async forms() {
    const answer = await fetch(this.urls.definitions, { credentials: "same-origin", headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    return answer?.forms ?? [];
  }

  async #fill(form) {
    const id = location.hash.slice(1) || crypto.randomUUID();
    if (!(await this.#hold(id))) return { element: h("p", { class: "message", "data-kind": "warn" }, this.words.open_elsewhere) };
    const report = location.hash ? await this.desk.report(id) : null;
    const read = (address) => (address ? fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : null)).catch(() => null) : null);
    const newest = async () => (await this.forms()).find((one) => one.form === form)?.url;
    let url = report ? this.urls.definitions.replace(/\.json$/, `/${report.form}/${report.digest}.json`) : await newest();
    let definition = await read(url);
    if (!definition && report) {
      // The version in which it was begun is neither here nor in force any more.
      url = await newest();
      definition = await read(url);
    }
    if (!definition || (report && report.state !== "draft")) return { element: h("p", { class: "message", "data-kind": "warn" }, report && report.state !== "draft" ? this.words.is_queued : this.words.no_form) };
    this.gazetteer ??= await fetch(this.urls.places, { credentials: "same-origin", headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    if (!location.hash) history.replaceState(null, "", `#${id}`);
    const page = new FillPage({
      desk: this.desk, words: this.words, config: this.config, definition, digest: url.split("/").at(-1).replace(".json", ""), id, report, gazetteer: this.gazetteer ?? { places: [], bounds: null },
      lastSaved: await this.desk.lastSaved(form), leave: (path) => { this.#left(); this.go(path); }, mapScript: this.element.dataset.mapScript,
    });
    page.onkept = () => this.#persist();
    return page;
  }

  #left() {
    this.#persist();
    this.channel.postMessage("changed");
    this.send({ all: true });
  }

  /** A draft is open in one tab at a time; and while one is open, its files are not swept up. */
  async #hold(id) {
    if (!navigator.locks) return true;
    const held = (name, options) => new Promise((resolve) => {
      navigator.locks.request(name, options, (lock) => (lock ? new Promise((release) => resolve(release)) : resolve(null)));
    });
    const one = await held(`evenhand-draft-${id}`, { ifAvailable: true });
    if (!one) return false;
    const files = await held("evenhand-files", { mode: "shared" });
    this.release = () => { one(); files(); this.release = null; };
    return true;
  }

  /** Asks the browser once not to throw away what lies here when it runs short of room. */
  async #persist() {
    if (this.asked) return;
    this.asked = true;
    if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.();
  }

  /** Lets the signed-in person choose the passphrase for the time without a network. */
  async choosePassphrase() {
    const fields = ["passphrase", "passphrase_again"].map((name) => h("input", { id: name, type: "password", required: true, autocomplete: "new-password", dir: "ltr", minlength: SHORTEST_PASSPHRASE }));
    const fault = h("p", { class: "errorlist", role: "alert" });
    const rows = fields.map((input) => h("p", { class: "field" }, h("label", { for: input.id }, this.words[input.id]), input));
    const check = async () => {
      const weak = weakness(fields[0].value);
      fault.textContent = weak ? this.words[`passphrase_${weak}`] : fields[0].value !== fields[1].value ? this.words.passphrases_differ : this.words.opening;
      if (weak || fields[0].value !== fields[1].value) return false;
      await setPassphrase(this.store, this.given, fields[0].value);
      return true;
    };
    const done = await ask({ title: this.words.set_passphrase, body: [this.words.passphrase_help, ...rows, fault], yes: this.words.set, no: this.words.cancel, check });
    for (const input of fields) input.value = "";
    if (done) this.shown?.refresh?.();
  }

  /** Puts the rows of a queue that was saved as a file back where they are missing. @param {File} file */
  async restore(file) {
    const saved = JSON.parse(await file.text(), (_key, value) => (typeof value?.base64 === "string" ? Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)) : value));
    if (saved.format !== "evenhand-offline-queue/1" || saved.owner?.owner !== this.desk.owner || !this.given) throw new Error(this.words.not_your_queue);
    // Saved on another device, it is sealed with the key of that one.
    const old = new Desk(this.store, await openRow(saved.owner, this.given));
    for (const row of saved.reports) {
      if (await this.store.report(row.id)) continue;
      const report = await old.opened(row);
      for (const piece of saved.pieces.filter(({ file }) => report.files.some(({ id }) => id === file))) await this.desk.takeOver(old, piece, report.files.find(({ id }) => id === piece.file).pieces);
      if (report.state !== "damaged") await this.desk.keep(row.id, row.state, report);
    }
  }

  #say(text) { this.view.replaceChildren(h("p", { class: "message", "data-kind": "warn" }, text)); }

  /** The shell knows nobody, so the theme that was chosen is remembered here for it. */
  #theme() {
    const root = document.documentElement;
    if (!document.querySelector("[data-shell-language]")) localStorage.setItem("theme", root.dataset.theme ?? "");
    else if (localStorage.getItem("theme")) root.dataset.theme = localStorage.getItem("theme");
  }

  async #worker() {
    this.#theme();
    const workers = navigator.serviceWorker;
    if (!workers) return;
    for (const button of document.querySelectorAll("[data-shell-language]")) {
      button.addEventListener("click", async () => { await this.shown?.keep?.(); (await workers.ready).active.postMessage({ language: button.dataset.shellLanguage }); setTimeout(() => location.reload(), 150); });
    }
    try {
      await workers.register(this.urls.worker, { scope: this.urls.lobby });
      const { active } = await workers.ready;
      const isShell = Boolean(document.querySelector("[data-shell-language]"));
      if (!isShell) active.postMessage({ language: this.config.language });
      if (navigator.onLine) active.postMessage({ ready: true });
    } catch (fault) {
      console.warn("evenhand: without a network these pages will not open here:", fault.name);
    }
  }
}

const element = document.querySelector("[data-forms]");
if (element) new App(element).start();
