/** The list of forms, and the queue. */
import { isolate, say } from "../page.js";
import { ask, bdi, chip, download, h, sizeText, timeText } from "./dom.js";
import { isUnsent } from "./desk.js";

export class LobbyView {
  constructor(app) {
    Object.assign(this, { app, words: app.words });
    this.list = h("ul", { class: "forms-list" });
    this.queue = h("div", {});
    this.device = h("div", {});
    this.element = h("div", { class: "narrow" }, h("h1", {}, this.words.forms), this.queue, this.list, h("h2", {}, this.words.this_device), this.device);
  }

  async refresh() {
    const { app, words } = this;
    const reports = await app.desk.reports();
    const drafts = reports.filter(({ state }) => state === "draft");
    const count = (...states) => reports.filter(({ state }) => states.includes(state)).length;
    const others = await app.store.others(app.desk.owner);
    this.queue.replaceChildren(
      h("p", { class: "forms-line" }, h("a", { class: "button", href: app.urls.queue, "data-route": "" }, words.queue),
        count("waiting") ? chip("possible", say(words.count_waiting, { count: count("waiting") })) : null, count("refused") ? chip("bad", say(words.count_refused, { count: count("refused") })) : null),
      ...drafts.map((one) => h("p", {}, h("a", { href: `${app.urls.fill.replace("FORM", one.form)}#${one.id}`, "data-route": "" }, words.go_on), " ", isolate(one.title || timeText(one.begun)))),
      ...(others ? [h("p", { class: "message", "data-kind": "info" }, say(words.others_wait, { count: others }))] : []));
    if (this.list.childElementCount === 0) {
      const forms = await app.forms();
      this.list.replaceChildren(...forms.map(({ form, titles }) => h("li", {}, h("a", { href: app.urls.fill.replace("FORM", form), "data-route": "" }, titles[app.config.language] ?? titles.en))));
      if (forms.length === 0) this.list.replaceChildren(h("li", { class: "quiet" }, words.no_form));
    }
    await this.#device();
  }

  async #device() {
    const { app, words } = this;
    const owner = await app.store.owner(app.desk.owner);
    const estimate = await navigator.storage?.estimate?.().catch(() => null);
    const lasting = await navigator.storage?.persisted?.().catch(() => false);
    this.device.replaceChildren(
      h("p", {}, owner.byPassphrase ? chip("good", words.passphrase_is_set) : chip("warn", words.passphrase_not_set)),
      h("p", { class: "small quiet" }, words.passphrase_help),
      ...(app.given ? [h("p", {}, h("button", { type: "button", class: "button", onclick: () => app.choosePassphrase() }, owner.byPassphrase ? words.change_passphrase : words.set_passphrase))] : []),
      ...(estimate?.quota ? [h("p", { class: "small quiet" }, say(words.room, { used: sizeText(estimate.usage), quota: sizeText(estimate.quota) }), " ", lasting ? words.lasting : words.not_lasting)] : []));
  }
}

const CHIPS = { draft: "idle", waiting: "possible", sending: "info", sent: "good", refused: "bad", damaged: "bad" };

export class QueueView {
  constructor(app) {
    Object.assign(this, { app, words: app.words });
    this.list = h("ul", { class: "plain forms-queue" });
    this.note = h("div", {});
    this.restored = h("p", { role: "status" });
    this.element = h("div", { class: "narrow" },
      h("p", { class: "breadcrumb" }, h("a", { href: app.urls.lobby, "data-route": "" }, this.words.forms)),
      h("div", { class: "heading" }, h("h1", {}, this.words.queue), h("div", { class: "heading-actions" },
        h("button", { type: "button", class: "button primary", onclick: () => app.send({ all: true }) }, this.words.send_now),
        h("button", { type: "button", class: "button", onclick: () => this.exportAll() }, this.words.export_all))),
      this.note, this.list,
      h("details", {}, h("summary", {}, this.words.restore), h("p", { class: "field" }, h("label", { for: "restore" }, this.words.restore_help), h("input", { id: "restore", type: "file", accept: ".json", onchange: (event) => this.restore(event.target) })), this.restored));
  }

  async refresh() {
    const { app, words } = this;
    const reports = await app.desk.reports();
    const others = await app.store.others(app.desk.owner);
    this.note.replaceChildren(...(others ? [h("p", { class: "message", "data-kind": "info" }, say(words.others_wait, { count: others }))] : []));
    const focused = document.activeElement?.dataset?.act;
    this.list.replaceChildren(...(reports.length ? reports.map((one) => this.#row(one)) : [h("li", { class: "empty" }, words.nothing_here)]));
    if (focused) this.list.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
  }

  #row(report) {
    const { app, words } = this;
    const progress = app.sender.progress.get(report.id);
    const state = report.state === "waiting" && progress !== undefined ? "sending" : report.state;
    const when = report.sent ?? report.finished ?? report.begun;
    const act = (name, label, onclick, more = "") => h("button", { type: "button", class: `button ${more}`, "data-act": `${name} ${report.id}`, onclick }, label);
    const forms = this.titles ?? {};
    if (!this.titles) app.forms().then((all) => { this.titles = Object.fromEntries(all.map(({ form, titles }) => [form, titles[app.config.language] ?? titles.en])); this.refresh(); });
    return h("li", { class: "card forms-card", "data-state": state, "data-report": report.id },
      h("div", { class: "forms-line" }, chip(CHIPS[state], words.states[state]), h("b", {}, forms[report.form] ?? report.form ?? ""), h("span", { class: "small quiet" }, bdi(timeText(when)))),
      report.title ? h("p", { dir: "auto" }, report.title) : null,
      report.files.length ? h("p", { class: "small quiet" }, say(words.files, { count: report.files.length, size: sizeText(report.size) })) : null,
      state === "sending" ? h("progress", { max: 1, value: progress, "aria-label": words.states.sending }) : null,
      report.receipt ? h("p", {}, words.number, " ", bdi(report.receipt.number), report.receipt.conflict ? ` ${words.conflict}` : "") : null,
      report.reason ? h("p", { class: "errorlist", dir: "auto" }, report.reason) : null,
      report.tries && state === "waiting" ? h("p", { class: "small quiet" }, say(words.tried, { count: report.tries, at: timeText(new Date(report.nextAt).toISOString()) })) : null,
      h("p", { class: "forms-line" },
        state === "draft" ? h("a", { class: "button", href: `${app.urls.fill.replace("FORM", report.form)}#${report.id}`, "data-route": "" }, words.go_on) : null,
        state === "refused" ? act("again", words.send_again, () => this.again(report.id)) : null,
        state === "refused" ? act("amend", words.amend, () => this.amend(report)) : null,
        isUnsent(report) && report.xml ? act("file", words.export_one, () => this.exportOne(report)) : null,
        state === "sent" ? act("clear", words.clear_sent, () => app.desk.remove(report.id).then(() => this.refresh()), "plain") : null,
        isUnsent(report) || state === "damaged" ? act("delete", words.delete, () => this.delete(report, progress), "plain") : null));
  }

  async again(id) {
    await this.app.desk.change(id, "waiting", (old) => ({ ...old, reason: undefined, tries: 0, nextAt: 0 }));
    await this.refresh();
    this.app.send({ all: true });
  }

  /** Opens a refused report again, as a draft: nothing of it is at the server. */
  async amend(report) {
    await this.app.desk.change(report.id, "draft", ({ xml: _xml, reason: _reason, finished: _finished, ...old }) => ({ ...old, files: old.files.map((file) => ({ ...file, acked: false })) }));
    this.app.go(`${this.app.urls.fill.replace("FORM", report.form)}#${report.id}`);
  }

  async delete(report, progress) {
    if (progress !== undefined) return;
    const { words } = this;
    const box = h("input", { type: "checkbox", id: "sure", required: true });
    const sure = await ask({ title: words.delete, body: [words.delete_question, h("label", { class: "forms-choice" }, box, words.delete_sure)], yes: words.delete, no: words.cancel, danger: true });
    if (!sure) return;
    await this.app.desk.remove(report.id);
    await this.refresh();
  }

  /** Everything of this person that lies here, as it lies here: encrypted. */
  async exportAll() {
    const { store, desk } = this.app;
    const plain = (value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? { base64: base64(value) } : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : value);
    const parts = [`{"format":"evenhand-offline-queue/1","owner":${JSON.stringify(plain(await store.owner(desk.owner)))},"reports":[`];
    const rows = await store.reports(desk.owner);
    rows.forEach((row, i) => parts.push(`${i ? "," : ""}${JSON.stringify(plain(row))}`));
    parts.push("],\"pieces\":[");
    let first = true;
    for (const { files } of await desk.reports()) {
      for (const { id, pieces } of files) {
        for (let n = 0; n < pieces; n += 1) {
          const piece = await store.piece(id, n);
          if (!piece) continue;
          parts.push(`${first ? "" : ","}${JSON.stringify(plain(piece))}`);
          first = false;
        }
      }
    }
    parts.push("]}\n");
    download(new Blob(parts, { type: "application/json" }), `evenhand-queue-${timeText(new Date().toISOString()).replace(/[^0-9]/g, "")}.json`);
  }

  async restore(input) {
    try {
      await this.app.restore(input.files[0]);
      this.restored.textContent = this.words.restored;
    } catch (fault) {
      this.restored.textContent = fault instanceof SyntaxError ? this.words.not_your_queue : fault.message;
    }
    input.value = "";
    await this.refresh();
  }

  /** One report in clear, to be carried by hand: the XML, and each file beside it. */
  async exportOne(report) {
    const { words, app } = this;
    if (!(await ask({ title: words.export_one, body: words.export_question, yes: words.export_one, no: words.cancel }))) return;
    download(new Blob([report.xml], { type: "text/xml" }), `${report.instance.replace(/[^a-z0-9-]/gi, "")}.xml`);
    for (const file of report.files) download(await app.desk.file(file), file.name);
  }
}

function base64(value) {
  const bytes = new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
