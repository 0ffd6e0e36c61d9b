/** The page on which one form is filled in. Every change is kept at once; nothing has to be saved. */
import { ask, freshId, h, icon } from "./dom.js";
import { controlFor } from "./controls.js";
import { instanceXml, namedFiles } from "./instance.js";
import { Form } from "./model.js";
import { placeControl, sectorPanel } from "./place.js";
import { say } from "../page.js";

const PAUSE_MS = 200;

export class FillPage {
  /** @param {{desk: any, words: any, config: any, definition: any, digest: string, id: string, report: any | null, lastSaved: any, lookUp: any, leave: (path: string) => void, mapScript: string}} given */
  constructor(given) {
    Object.assign(this, given);
    this.report = given.report ?? { form: this.definition.form, digest: this.digest, title: "", files: [], begun: new Date().toISOString() };
    this.files = [...this.report.files];
    this.form = new Form(this.definition, { lastSaved: this.lastSaved, saved: given.report?.tree });
    this.form.language = this.config.language;
    this.largest = this.config.largest_mb * 1_000_000;
    this.fields = [];
    this.touched = new Set();
    this.strict = false;
    if (!given.report) this.#speak();
    this.element = this.#draw();
    this.update();
    this.changed = false;
  }

  /** Who reads the pages in a language most likely writes in it. */
  #speak() {
    for (const node of this.form.nodes("/language", true)) {
      const control = this.form.controls.get(node.path);
      if (control?.kind === "select1" && node.value === "" && this.form.choices(control, node).some(({ name }) => name === this.form.language)) this.form.answer(node, this.form.language);
    }
  }

  #draw() {
    const title = this.definition.titles?.[this.config.language] ?? this.definition.title;
    this.status = h("p", { class: "forms-kept small", role: "status" });
    this.summary = h("div", { class: "message forms-faults", "data-kind": "bad", tabindex: "-1", hidden: true });
    const body = h("div", { class: "forms-body" });
    this.#children(this.definition.body, this.form.root, body, 2);
    // With autocomplete on, a browser writes what stands in the fields into its own file of sessions, in clear.
    return h("form", { class: "forms-fill", novalidate: true, autocomplete: "off", onkeydown: keepOpen, onsubmit: (event) => { event.preventDefault(); this.finish(); } },
      h("p", { class: "breadcrumb" }, h("a", { href: this.config.urls.lobby, "data-route": "" }, this.words.forms)),
      h("h1", {}, title), h("p", { class: "quiet small" }, this.words.kept_as_you_write),
      this.summary, body,
      h("div", { class: "forms-bar" }, this.status,
        h("button", { type: "button", class: "button plain", onclick: () => this.discard() }, this.words.discard),
        h("a", { class: "button", href: this.config.urls.queue, "data-route": "" }, this.words.later),
        h("button", { class: "button primary" }, icon("upload"), this.words.finish)));
  }

  #children(children, context, container, level) {
    for (const one of children) {
      if (one.kind === "group") this.#group(one, context, container, level);
      else if (one.kind === "repeat") this.#repeat(one, context, container, level);
      else this.#field(one, context, container);
    }
  }

  #group(group, context, container, level) {
    const repeats = group.children.some(({ kind, ref }) => kind === "repeat" && ref === group.ref);
    const node = repeats || !group.ref ? context : descend(context, group.ref);
    if (!node) return;
    const labelled = Boolean(group.label);
    const heading = labelled ? h(`h${Math.min(level, 4)}`, { id: freshId("group") }) : null;
    const section = h(labelled ? "section" : "div", { class: labelled ? "forms-group" : "forms-plain-group", "data-level": level, "aria-labelledby": heading?.id ?? null }, heading);
    container.append(section);
    this.fields.push({ node, element: section, show: () => { if (heading) heading.textContent = this.form.spoken(group.label, node); section.hidden = Boolean(node.off) && !repeats; } });
    if (!repeats) sectorPanel(this, node, section);
    this.#children(group.children, node, section, labelled ? level + 1 : level);
  }

  #repeat(repeat, parent, container, level) {
    const list = h("div", { class: "forms-repeats" });
    const shown = new Map();
    const one = (node, i) => {
      const heading = h(`h${Math.min(level, 4)}`, { class: "small", id: freshId("turn") });
      const remove = repeat.count ? null : h("button", { type: "button", class: "button plain small", onclick: () => this.#takeOut(node) }, this.words.remove_one);
      const made = h("section", { class: "forms-repeat", "aria-labelledby": heading.id }, h("div", { class: "forms-repeat-head" }, heading, remove));
      list.insertBefore(made, list.children[i] ?? null);
      const from = this.fields.length;
      this.#children(repeat.children, node, made, level + 1);
      shown.set(node, { element: made, heading, fields: this.fields.splice(from) });
      return shown.get(node);
    };
    const add = repeat.count ? null : h("button", { type: "button", class: "button", "data-add": repeat.ref, onclick: () => {
      const node = this.form.add(repeat.ref, parent);
      this.#altered();
      if (node) shown.get(node)?.element.querySelector("input, select, textarea, button:not(.plain)")?.focus();
    } });
    container.append(list, ...(add ? [add] : []));
    const label = () => this.form.spoken(this.form.controls.get(repeat.ref)?.label ?? this.#labelOf(repeat.ref), parent);
    this.fields.push({ node: parent, element: list, inner: () => [...shown.values()].flatMap(({ fields }) => fields), show: () => {
      const nodes = this.form.repeats(repeat.ref, parent);
      for (const [node, { element }] of shown) if (!nodes.includes(node)) { element.remove(); shown.delete(node); }
      nodes.forEach((node, i) => {
        const held = shown.get(node) ?? one(node, i);
        held.heading.textContent = say(this.words.turn, { name: label(), number: i + 1 });
        for (const field of held.fields) field.show();
      });
      if (add) add.replaceChildren("+ ", label() || this.words.add_one);
    } });
  }

  #labelOf(ref) {
    const look = (children) => { for (const one of children) { if (one.kind === "group" && one.ref === ref) return one.label; const inner = one.children && look(one.children); if (inner) return inner; } return null; };
    return look(this.definition.body);
  }

  async #takeOut(node) {
    if (!(await ask({ title: this.words.remove_one, body: this.words.remove_question, yes: this.words.remove_one, no: this.words.cancel, danger: true }))) return;
    this.form.remove(node);
    this.#altered();
  }

  #field(control, context, container) {
    const node = descend(context, control.ref);
    if (!node) return;
    const bind = this.form.bind(node);
    const id = freshId("field");
    const [label, hint, fault] = [h("span"), h("p", { class: "help", id: `${id}-hint` }), h("p", { class: "errorlist", id: `${id}-fault` })];
    if (bind.readonly && control.kind === "input") {
      const note = h("p", { class: "forms-note" }, label);
      container.append(note);
      this.fields.push({ node, element: note, show: () => { label.textContent = this.form.spoken(control.label, node); note.hidden = Boolean(node.off); } });
      return;
    }
    const made = controlFor(this, control, node, { id, "aria-describedby": `${id}-hint ${id}-fault` });
    const mark = h("span", { class: "forms-required quiet small" });
    const field = made.group
      ? h("div", { class: "field forms-field", id, tabindex: "-1", role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-hint ${id}-fault` }, h("p", { class: "label", id: `${id}-label` }, label, " ", mark), hint, made.element, fault)
      : h("div", { class: "field forms-field" }, h("label", { for: id }, label, " ", mark), hint, made.element, fault);
    container.append(field);
    made.element.addEventListener("focusout", ({ relatedTarget }) => { if (!made.element.contains(relatedTarget)) { this.touched.add(node); this.update(); } });
    field.dataset.node = node.path;
    this.fields.push({ node, element: field, focus: () => (made.input ?? field.querySelector("input, select, textarea, button") ?? field).focus(), label, show: () => this.#showField({ control, node, bind, label, hint, fault, mark, made, field }) });
  }

  #showField({ control, node, bind, label, hint, fault, mark, made, field }) {
    field.hidden = Boolean(node.off);
    if (node.off) return;
    label.textContent = this.form.spoken(control.label, node);
    hint.textContent = this.form.spoken(control.hint, node);
    hint.hidden = hint.textContent === "";
    const needed = bind.required === "true()" || (bind.required && this.form.fault({ ...node, value: "" })?.kind === "required");
    mark.textContent = needed ? this.words.required_mark : "";
    made.show();
    const wrong = this.strict || (this.touched.has(node) && node.value !== "") ? this.form.fault(node) : null;
    fault.textContent = wrong ? this.saying(wrong) : "";
    field.toggleAttribute("data-wrong", Boolean(wrong));
    if (made.input) made.input.setAttribute("aria-invalid", String(Boolean(wrong)));
  }

  saying({ kind, message }) { return message || this.words.faults[kind]; }

  placeControl(control, node, ids, type) { return placeControl(this, control, node, ids, type); }

  answer(node, value) {
    this.form.answer(node, value);
    this.#altered();
  }

  /** Several answers at once, as one change. @param {Array<[any, string]>} pairs */
  answers(pairs) {
    for (const [node, value] of pairs) if (node) this.form.answer(node, value);
    this.#altered();
  }

  update() { for (const field of this.fields) field.show(); }

  #altered() {
    this.changed = true;
    this.update();
    if (this.strict) this.#summarise(this.form.faults());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE_MS);
  }

  /** Puts the draft away. Called soon after each change, and at once when the page goes out of sight. */
  async keep() {
    clearTimeout(this.timer);
    if (!this.changed || this.over) return;
    this.changed = false;
    try {
      await this.desk.keep(this.id, "draft", this.#sealed());
      this.status.textContent = this.words.kept_here;
      this.onkept?.();
    } catch (fault) {
      this.changed = true;
      this.status.textContent = fault.name === "QuotaExceededError" ? this.words.no_room : this.words.not_kept;
    }
  }

  #sealed() {
    return { ...this.report, title: this.#title(), tree: this.form.plain(), files: this.files, instance: this.form.instanceId };
  }

  /** By which its writer knows it again in the list; it is sealed like the rest. */
  #title() {
    const words = this.form.nodes("/text", true).find(({ value, children }) => !children && value);
    return (words?.value ?? "").slice(0, 80);
  }

  fileOf(node) { return this.files.find(({ name }) => name === node.value) ?? null; }

  async keepFile(node, file, progress) {
    if (file.size > this.largest) throw new Error(say(this.words.too_large, { limit: this.config.largest_mb }));
    if (file.size === 0) throw new Error(this.words.empty_file);
    const name = freshName(file, this.files);
    let kept;
    try {
      kept = await this.desk.keepFile(file, name, progress);
    } catch (fault) {
      throw new Error(fault.name === "QuotaExceededError" ? this.words.no_room : this.words.not_kept);
    }
    const old = this.fileOf(node);
    this.files = [...this.files.filter((one) => one !== old), kept];
    this.form.answer(node, name);
    const digest = node.parent.children.find((one) => one.name === "sha256");
    if (digest) this.form.answer(digest, kept.sha256);
    this.#altered();
    await this.keep();
    if (old) await this.desk.store.removeFile(old.id);
  }

  async dropFile(node) {
    const old = this.fileOf(node);
    this.files = this.files.filter((one) => one !== old);
    this.form.answer(node, "");
    const digest = node.parent.children.find((one) => one.name === "sha256");
    if (digest) this.form.answer(digest, "");
    this.#altered();
    await this.keep();
    if (old) await this.desk.store.removeFile(old.id);
  }

  /** Checks everything and puts the report into the queue. */
  async finish() {
    const faults = this.form.faults();
    this.strict = true;
    this.update();
    this.#summarise(faults);
    if (faults.length > 0) { this.summary.focus(); return; }
    this.form.finish();
    const named = new Set(namedFiles(this.form));
    const dropped = this.files.filter(({ name }) => !named.has(name));
    this.files = this.files.filter(({ name }) => named.has(name));
    const report = { ...this.#sealed(), xml: instanceXml(this.form), finished: new Date().toISOString() };
    this.over = true;
    try {
      await this.desk.keep(this.id, "waiting", report);
      await this.desk.keepLastSaved(this.definition.form, lastSavedOf(report.tree, this.definition));
    } catch (fault) {
      this.over = false;
      this.status.textContent = fault.name === "QuotaExceededError" ? this.words.no_room : this.words.not_kept;
      return;
    }
    for (const { id } of dropped) await this.desk.store.removeFile(id);
    this.leave(this.config.urls.queue);
  }

  #summarise(faults) {
    this.summary.hidden = faults.length === 0;
    const link = ({ node, fault }) => {
      const field = this.#all().find((one) => one.node === node && one.focus);
      return h("li", {}, h("a", { href: "#", onclick: (event) => { event.preventDefault(); field?.focus(); } }, field?.label.textContent ?? node.name), ": ", this.saying(fault));
    };
    this.summary.replaceChildren(h("div", {}, h("b", {}, say(this.words.faults_found, { count: faults.length })), h("ul", {}, ...faults.map(link))));
  }

  /** Every field, those within repeats too. */
  #all(fields = this.fields) { return fields.flatMap((field) => [field, ...(field.inner ? this.#all(field.inner()) : [])]); }

  async discard() {
    const sure = await ask({ title: this.words.discard, body: this.words.discard_question, yes: this.words.discard, no: this.words.cancel, danger: true });
    if (!sure) return;
    this.over = true;
    clearTimeout(this.timer);
    await this.desk.order.catch(() => {});
    await this.desk.remove(this.id);
    for (const { id } of this.files) await this.desk.store.removeFile(id);
    this.leave(this.config.urls.lobby);
  }
}

/** The Enter key of a phone's keyboard ends an answer and not the report; only the button does that. */
function keepOpen(event) {
  const { target } = event;
  if (event.key === "Enter" && target.tagName === "INPUT" && target.type !== "file") event.preventDefault();
}

/** The node of a question below the one that holds it. */
export function descend(context, ref) {
  if (!ref?.startsWith(`${context.path}/`)) return ref === context.path ? context : null;
  return ref.slice(context.path.length + 1).split("/").reduce((node, name) => node?.children?.find((child) => child.name === name) ?? null, context);
}

/** A name for a file that no other file of the report has; only the ending of the sender's own name is kept. */
function freshName(file, others) {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(file.name)?.[1]?.toLowerCase() ?? file.type.split("/")[1]?.replace(/[^a-z0-9]/g, "").slice(0, 8) ?? "bin";
  const stem = file.type.split("/")[0].replace(/[^a-z]/g, "") || "file";
  const taken = new Set(others.map(({ name }) => name));
  for (;;) {
    const name = `${stem}-${crypto.randomUUID().slice(0, 8)}.${ending}`;
    if (!taken.has(name)) return name;
  }
}

/** Of the last report only what the form looks back at, which is never what somebody wrote about what happened. */
function lastSavedOf(tree, definition) {
  const wanted = new Set(JSON.stringify(definition).match(/(?<=instance\('__last-saved'\))\/[\w/.-]+/g) ?? []);
  const copy = ({ name, value, children }, above) => (children ? { name, children: children.map((child) => copy(child, `${above}/${name}`)) } : { name, value: wanted.has(`${above}/${name}`) ? value : "" });
  return copy(tree, "");
}
