/**
 * A form being filled in: its tree of answers, what applies, what is worked out, what is wrong. Pure: no page, no network.
 * The tree is small (hundreds of nodes), so after each change everything is worked out again until nothing changes.
 * Source: ODK XForms specification: bindings, preloads, repeats, events.
 */
import { evaluate } from "./xpath.js";
import { bool, dateText, dateTimeText, geopoint, num, text } from "./values.js";

const MOST_ROUNDS = 25;
const MOST_REPEATS = 200;
const INTEGER = /^-?\d{1,9}$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** @typedef {{name: string, ns?: string, value?: string, children?: Node[], parent: Node | null, path: string, off?: boolean}} Node */

export class Form {
  /**
   * @param {any} definition as the server gives it
   * @param {{now?: () => Date, uuid?: () => string, lastSaved?: any, saved?: any}} given
   *   `saved`: the tree that `plain` gave, to go on with a draft; `lastSaved`: the tree of the last report of this form.
   */
  constructor(definition, given = {}) {
    this.definition = definition;
    this.now = given.now ?? (() => new Date());
    this.uuid = given.uuid ?? (() => crypto.randomUUID());
    this.lastSaved = given.lastSaved ? planted(given.lastSaved, null, "") : null;
    this.lists = {};
    this.templates = new Map();
    this.controls = new Map();
    this.#index(definition.body);
    const fresh = this.#planted(definition.root, null, "");
    this.root = given.saved ? planted(this.#grafted(definition.root, given.saved, ""), null, "") : fresh;
    if (!given.saved) this.#begin();
    this.settle();
  }

  get instanceId() { return text(this.nodes("/meta/instanceID", true)); }

  #index(children) {
    for (const one of children) {
      if (one.ref) this.controls.set(one.ref, one);
      if (one.children) this.#index(one.children);
    }
  }

  /** The tree of a definition: templates of repeats are put aside, defaults filled in. */
  #planted(given, parent, above) {
    const path = `${above}/${given.name}`;
    const node = { name: given.name, parent, path, ...(given.ns ? { ns: given.ns } : {}) };
    if (!given.children) return { ...node, value: given.value ?? "" };
    node.children = given.children.filter((child) => {
      if (child.template) this.templates.set(`${path}/${child.name}`, child);
      return !child.template;
    }).map((child) => this.#planted(child, node, path));
    return node;
  }

  /** A draft in the form as it is now: questions that came since are there, answers to those that went are kept. */
  #grafted(wanted, saved, above) {
    if (!saved.children || !wanted.children) return saved;
    const path = `${above}/${wanted.name}`;
    const names = new Set(wanted.children.map(({ name }) => name));
    const children = [...names].flatMap((name) => {
      const [own, held] = [wanted.children.findLast((child) => child.name === name), saved.children.filter((child) => child.name === name)];
      if (held.length > 0) return held.map((child) => this.#grafted(own, child, path));
      return this.templates.has(`${path}/${name}`) ? [] : [bare(own)];
    });
    return { ...saved, children: [...children, ...saved.children.filter(({ name }) => !names.has(name))] };
  }

  #begin() {
    for (const [path, { preload, preload_params: how }] of Object.entries(this.definition.binds)) {
      for (const node of this.nodes(path)) {
        if (preload === "uid") node.value = `uuid:${this.uuid()}`;
        else if (preload === "timestamp" && how === "start") node.value = dateTimeText(this.now());
        else if (preload === "date") node.value = dateText(this.now());
      }
    }
    this.#set("odk-instance-first-load", () => true);
  }

  /** What the form sets at an event, on the nodes that `concerned` picks. */
  #set(event, concerned, by = null) {
    for (const { event: events, ref, value, on } of this.definition.sets) {
      if (!events.split(/\s+/).includes(event) || (by !== null && on !== by.path)) continue;
      for (const node of this.#near(ref, by)) if (concerned(node)) node.value = value === "" ? "" : text(this.evaluate(value, node));
    }
  }

  #near(path, by) {
    const all = this.nodes(path);
    if (!by) return all;
    const shared = (node) => { let depth = 0; for (let up = node; up; up = up.parent) if (contains(up, by)) depth = Math.max(depth, up.path.length); return depth; };
    const best = Math.max(0, ...all.map(shared));
    return all.filter((node) => shared(node) === best);
  }

  /** All nodes at a path of the definition; `loose` finds by the end of the path. */
  nodes(path, loose = false) {
    const found = [];
    const look = (node) => {
      if (loose ? node.path.endsWith(path) : node.path === path) found.push(node);
      for (const child of node.children ?? []) look(child);
    };
    look(this.root);
    return found;
  }

  evaluate(expression, node) { return evaluate(expression, { node, form: this }); }
  text(value) { return text(value); }

  /** The root of another instance: a choice list, or what was last saved. */
  instance(name) {
    if (name === "__last-saved" || name === "last-saved") return this.lastSaved ? [{ name: "", children: [this.lastSaved], parent: null }] : [];
    return (this.lists[name] ??= this.#listed(this.definition.lists[name] ?? []));
  }

  #listed(rows) {
    const root = { name: "root", parent: null };
    root.children = rows.map((row) => {
      const item = { name: "item", parent: root, row };
      item.children = Object.entries(row).filter(([, value]) => typeof value === "string").map(([key, value]) => ({ name: key, value, parent: item }));
      return item;
    });
    return [{ name: "", children: [root], parent: null }];
  }

  /** The choices of a control for one node: [{name, label}]. */
  choices(control, node) {
    if (control.items) return control.items;
    const { nodeset, value } = control.itemset;
    return this.evaluate(nodeset, node).map((item) => ({ ...item.row, name: item.row[value] ?? "" }));
  }

  choiceName(value, path) {
    const control = this.controls.get(path.trim());
    const node = control && this.nodes(path.trim())[0];
    return node ? this.spoken(this.choices(control, node).find(({ name }) => name === value)?.label, node) : value;
  }

  /** A text in the language that is set, values filled in. @param {any} texts */
  spoken(texts, node, language = this.language) {
    if (!texts) return "";
    const parts = spokenParts(texts, language);
    return parts.map((part) => (typeof part === "string" ? part : text(this.evaluate(part.value, node)))).join("").trim();
  }

  bind(node) { return this.definition.binds[node.path] ?? {}; }

  /** Change an answer and work everything out again. */
  answer(node, value) {
    if (node.value === value) return;
    node.value = value;
    this.#set("xforms-value-changed", () => true, node);
    this.settle();
  }

  /** Repeats, relevance and calculations until nothing changes. */
  settle() {
    for (let round = 0; round < MOST_ROUNDS; round += 1) if (!this.#round()) return;
  }

  #round() {
    let changed = this.#counts();
    const visit = (node, off) => {
      const { relevant, calculate } = this.bind(node);
      const now = off || (relevant ? !bool(this.evaluate(relevant, node)) : false);
      if (Boolean(node.off) !== now) { node.off = now; changed = true; }
      if (calculate && !now) {
        const value = this.evaluate(calculate, node);
        const written = typeof value === "number" && Number.isNaN(value) ? "" : text(value);
        if (written !== node.value) { node.value = written; changed = true; }
      }
      for (const child of node.children ?? []) visit(child, now);
    };
    visit(this.root, false);
    return changed;
  }

  /** Repeats whose number the form works out. */
  #counts() {
    let changed = false;
    for (const control of this.controls.values()) {
      if (control.kind !== "repeat" || !control.count) continue;
      for (const parent of this.nodes(control.ref.slice(0, control.ref.lastIndexOf("/")))) {
        const wanted = Math.max(0, Math.min(MOST_REPEATS, Math.trunc(num(this.evaluate(control.count, parent))) || 0));
        while (this.repeats(control.ref, parent).length < wanted) { this.#sprout(control.ref, parent); changed = true; }
        for (const extra of this.repeats(control.ref, parent).slice(wanted)) { parent.children.splice(parent.children.indexOf(extra), 1); changed = true; }
      }
    }
    return changed;
  }

  repeats(path, parent) { return parent.children.filter((child) => child.path === path); }

  #sprout(path, parent) {
    const template = this.templates.get(path);
    const node = this.#planted(template, parent, parent.path);
    parent.children.splice(this.#seat(path, parent), 0, node);
    this.#set("odk-new-repeat", (one) => contains(node, one));
    return node;
  }

  /** Where the next of a repeat belongs among its siblings: after the last of its like, else where the form has it. */
  #seat(path, parent) {
    const like = this.repeats(path, parent);
    if (like.length > 0) return parent.children.indexOf(like.at(-1)) + 1;
    const asked = path.split("/").slice(2, -1).reduce((node, name) => node.children.findLast((child) => child.name === name), this.definition.root);
    const later = new Set(asked.children.slice(asked.children.findLastIndex(({ name }) => path.endsWith(`/${name}`)) + 1).map(({ name }) => name));
    const next = parent.children.findIndex(({ name }) => later.has(name));
    return next < 0 ? parent.children.length : next;
  }

  /** One more of a repeat. @returns {Node} */
  add(path, parent) {
    if (this.repeats(path, parent).length >= MOST_REPEATS) return null;
    const node = this.#sprout(path, parent);
    this.settle();
    return node;
  }

  remove(node) {
    node.parent.children.splice(node.parent.children.indexOf(node), 1);
    this.settle();
  }

  /** What is wrong with one answer: null, or {kind: required | constraint | number | point, message?}. */
  fault(node) {
    const bind = this.bind(node);
    if (node.off || node.children) return null;
    const value = node.value ?? "";
    if (value === "") return bind.required && bool(this.evaluate(bind.required, node)) ? { kind: "required", message: this.spoken(bind.required_message, node) } : null;
    if (bind.type === "int" && !INTEGER.test(value)) return { kind: "integer" };
    if (bind.type === "decimal" && !DECIMAL.test(value)) return { kind: "decimal" };
    if (bind.type === "geopoint" && !geopoint(value)) return { kind: "point" };
    if (bind.constraint && !bool(this.evaluate(bind.constraint, node))) return { kind: "constraint", message: this.spoken(bind.constraint_message, node) };
    return null;
  }

  /** Every fault in the order of the form: [{node, fault}]. */
  faults() {
    const found = [];
    const look = (node) => {
      if (node.off) return;
      const fault = this.controls.has(node.path) ? this.fault(node) : null;
      if (fault) found.push({ node, fault });
      for (const child of node.children ?? []) look(child);
    };
    look(this.root);
    return found;
  }

  /** Writes what is written when a report is finished, once. */
  finish() {
    for (const [path, { preload, preload_params: how }] of Object.entries(this.definition.binds)) {
      if (preload === "timestamp" && how === "end") for (const node of this.nodes(path)) node.value = dateTimeText(this.now());
    }
    this.settle();
  }

  /** The tree as plain values, for a draft; the form goes on from it. */
  plain() {
    const copy = ({ name, ns, value, children }) => ({ name, ...(ns ? { ns } : {}), ...(children ? { children: children.map(copy) } : { value }) });
    return copy(this.root);
  }
}

const contains = (node, other) => { for (let up = other; up; up = up.parent) if (up === node) return true; return false; };

/** A part of a definition as an empty draft has it. */
const bare = ({ name, ns, value, children }) => ({ name, ...(ns ? { ns } : {}), ...(children ? { children: children.filter(({ template }) => !template).map(bare) } : { value: value ?? "" }) });

function planted(given, parent, above) {
  const path = `${above}/${given.name}`;
  const node = { name: given.name, parent, path, ...(given.ns ? { ns: given.ns } : {}) };
  if (!given.children) return { ...node, value: given.value ?? "" };
  node.children = given.children.map((child) => planted(child, node, path));
  return node;
}

/** The parts of a text in the wanted language, else English, else any. "-" is how a missing translation is written. */
export function spokenParts(texts, language) {
  const short = (language ?? "en").toLowerCase();
  const usable = (code) => (texts[code] && !(texts[code].length === 1 && texts[code][0] === "-") ? texts[code] : null);
  const near = Object.keys(texts).find((code) => usable(code) && (code === short || code.split("-")[0] === short.split("-")[0]));
  return (near && texts[near]) || usable("") || usable("en") || Object.keys(texts).map(usable).find(Boolean) || [];
}
