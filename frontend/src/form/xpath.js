/**
 * The XPath that XForms of ours use: parsed once, evaluated over the small tree of a form. Pure: no page, no network.
 * Values are strings, numbers, booleans and lists of nodes; a node is {name, value, children, parent}.
 * Source: ODK XForms specification, "XPath" and "XPath functions"; XPath 1.0.
 */
import { FUNCTIONS } from "./functions.js";
import { bool, compare, num, plus } from "./values.js";

const TOKEN = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|("[^"]*"|'[^']*')|(\.\.|::|!=|<=|>=|[()[\]/.,|+*=<>@-])|([\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?)|$)/uy;
const WORDS = new Set(["or", "and", "div", "mod"]);
const LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]];
const parsed = new Map();

export class XPathFault extends Error {}

/** The tree of an expression; the same text is parsed once. @param {string} text */
export function parse(text) {
  let tree = parsed.get(text);
  if (!tree) {
    tree = new Parser(text).whole();
    parsed.set(text, tree);
  }
  return tree;
}

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match || (match[0].trim() === "" && TOKEN.lastIndex < text.length)) throw new XPathFault(`"${text}" cannot be read from "${text.slice(from, from + 12)}" on`);
    const [, number, string, sign, name] = match;
    if (number !== undefined) found.push({ kind: "number", value: Number(number) });
    else if (string !== undefined) found.push({ kind: "string", value: string.slice(1, -1) });
    else if (sign !== undefined) found.push({ kind: sign });
    else if (name !== undefined) found.push({ kind: "name", value: name });
    else break;
  }
  return found;
}

class Parser {
  constructor(text) {
    this.text = text;
    this.tokens = tokens(text);
    this.at = 0;
  }

  get next() { return this.tokens[this.at]; }

  whole() {
    if (this.tokens.length === 0) throw new XPathFault("an expression is empty");
    const tree = this.level(0);
    if (this.next) throw new XPathFault(`"${this.text}" goes on after its end`);
    return tree;
  }

  level(depth) {
    if (depth === LEVELS.length) return this.unary();
    let left = this.level(depth + 1);
    for (let sign = this.operator(LEVELS[depth]); sign; sign = this.operator(LEVELS[depth])) {
      left = { type: "both", sign, left, right: this.level(depth + 1) };
    }
    return left;
  }

  /** The operator that comes next, if it is one of these; a name is one only where an operand is complete. */
  operator(signs) {
    const { next } = this;
    const sign = next?.kind === "name" && WORDS.has(next.value) ? next.value : next?.kind;
    if (!signs.includes(sign)) return null;
    this.at += 1;
    return sign;
  }

  unary() {
    if (!this.skip("-")) return this.union();
    return { type: "minus", of: this.unary() };
  }

  union() {
    let left = this.primary();
    while (this.skip("|")) left = { type: "union", left, right: this.primary() };
    return left;
  }

  skip(kind) {
    if (this.next?.kind !== kind) return false;
    this.at += 1;
    return true;
  }

  need(kind) {
    if (!this.skip(kind)) throw new XPathFault(`"${this.text}" lacks "${kind}"`);
  }

  primary() {
    const { next } = this;
    if (!next) throw new XPathFault(`"${this.text}" ends too soon`);
    if (next.kind === "number" || next.kind === "string") {
      this.at += 1;
      return { type: "value", value: next.value };
    }
    if (next.kind === "(") {
      this.at += 1;
      const inner = this.level(0);
      this.need(")");
      return this.onward(inner);
    }
    if (next.kind === "name" && this.tokens[this.at + 1]?.kind === "(" && next.value !== "node" && next.value !== "text") return this.onward(this.call());
    return this.path();
  }

  call() {
    const name = this.next.value;
    const known = name in FUNCTIONS || ["if", "coalesce", "once", "current", "instance", "jr:itext", "position", "jr:choice-name", "indexed-repeat"].includes(name);
    if (!known) throw new XPathFault(`the function ${name}() is not known here`);
    this.at += 2;
    const args = [];
    if (!this.skip(")")) {
      do args.push(this.level(0)); while (this.skip(","));
      this.need(")");
    }
    return { type: "call", name, args };
  }

  /** Steps and predicates after a bracket or a function: instance('x')/root/item[...]. */
  onward(base) {
    if (this.next?.kind !== "/" && this.next?.kind !== "[") return base;
    const predicates = this.predicates();
    const steps = this.skip("/") ? this.steps() : [];
    return { type: "path", base, predicates, steps };
  }

  path() {
    const absolute = this.skip("/");
    if (absolute && !this.startsStep()) return { type: "path", absolute, steps: [] };
    return { type: "path", absolute, steps: this.steps() };
  }

  startsStep() { return [".", "..", "name", "*", "@"].includes(this.next?.kind); }

  steps() {
    const found = [];
    do {
      if (this.skip("..")) found.push({ axis: "parent", predicates: this.predicates() });
      else if (this.skip(".")) found.push({ axis: "self", predicates: this.predicates() });
      else if (this.skip("*")) found.push({ axis: "child", name: "*", predicates: this.predicates() });
      else if (this.next?.kind === "name") {
        const name = this.next.value;
        this.at += 1;
        found.push({ axis: "child", name: name.slice(name.indexOf(":") + 1), predicates: this.predicates() });
      } else throw new XPathFault(`"${this.text}" has a step that cannot be read`);
    } while (this.skip("/"));
    return found;
  }

  predicates() {
    const found = [];
    while (this.skip("[")) {
      found.push(this.level(0));
      this.need("]");
    }
    return found;
  }
}

/**
 * What an expression says.
 * @param {string | object} expression
 * @param {{node: any, form: any, current?: any, position?: number, size?: number}} context
 */
export function evaluate(expression, context) {
  const tree = typeof expression === "string" ? parse(expression) : expression;
  return walk(tree, { current: context.node, ...context });
}

function walk(tree, context) {
  switch (tree.type) {
    case "value": return tree.value;
    case "minus": return -num(walk(tree.of, context));
    case "union": return [...new Set([...walk(tree.left, context), ...walk(tree.right, context)])];
    case "both": return both(tree, context);
    case "call": return call(tree, context);
    default: return select(tree, context);
  }
}

function both({ sign, left, right }, context) {
  const a = walk(left, context);
  if (sign === "or") return bool(a) || bool(walk(right, context));
  if (sign === "and") return bool(a) && bool(walk(right, context));
  const b = walk(right, context);
  if (sign === "+" || sign === "-") return plus(a, b, sign);
  if (sign === "*") return num(a) * num(b);
  if (sign === "div") return num(a) / num(b);
  if (sign === "mod") return num(a) % num(b);
  return compare(sign, a, b);
}

function call({ name, args }, context) {
  const value = (i) => walk(args[i], context);
  switch (name) {
    case "if": return bool(value(0)) ? value(1) : value(2);
    case "coalesce": return args.map((_arg, i) => value(i)).find((one) => context.form.text(one) !== "") ?? "";
    case "once": return context.form.text([context.node]) || value(0);
    case "current": return [context.current];
    case "instance": return context.form.instance(context.form.text(value(0)));
    case "position": return args.length === 0 ? context.position ?? 1 : place(value(0)[0]);
    case "jr:choice-name": return context.form.choiceName(context.form.text(value(0)), context.form.text(value(1)));
    case "indexed-repeat": return indexed(args, context);
    case "jr:itext": return context.form.text(value(0));
    default: return FUNCTIONS[name](args.map((_arg, i) => value(i)), context);
  }
}

/** The how manieth of its like a node is, from 1. */
const place = (node) => (node?.parent ? node.parent.children.filter(({ name }) => name === node.name).indexOf(node) + 1 : 1);

function indexed([target, ...pairs], context) {
  const found = walk({ ...target, everywhere: true }, context);
  const wanted = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) wanted.push([walk({ ...pairs[i], everywhere: true }, context), num(walk(pairs[i + 1], context))]);
  return found.filter((node) => wanted.every(([repeats, index]) => {
    for (let up = node; up; up = up.parent) if (repeats.includes(up)) return place(up) === index;
    return false;
  }));
}

function select(tree, context) {
  let nodes;
  if (tree.base) nodes = filter(walk(tree.base, context), tree.predicates, context);
  else if (tree.absolute) nodes = [{ name: "", children: [context.form.root], parent: null }];
  else nodes = [context.node];
  const own = tree.absolute && !tree.everywhere ? lineage(context.current ?? context.node) : [];
  tree.steps.forEach((step, i) => {
    const last = i === tree.steps.length - 1;
    nodes = filter(stepped(nodes, step, !last && step.predicates.length === 0 ? own[i] : null), step.predicates, context);
  });
  return nodes;
}

/** The nodes from the root down to one; an absolute path stays with them, so that within a repeat it means that repeat. */
function lineage(node) {
  const found = [];
  for (let up = node; up; up = up.parent) found.unshift(up);
  return found;
}

function stepped(nodes, { axis, name }, own) {
  if (axis === "self") return nodes;
  if (axis === "parent") return [...new Set(nodes.map(({ parent }) => parent).filter(Boolean))];
  const children = nodes.flatMap((node) => (node.children ?? []).filter((child) => name === "*" || child.name === name));
  return own && children.includes(own) ? [own] : children;
}

function filter(nodes, predicates, context) {
  return predicates.reduce((left, predicate) => left.filter((node, i) => {
    const value = walk(predicate, { ...context, node, position: i + 1, size: left.length });
    return typeof value === "number" ? value === i + 1 : bool(value);
  }), nodes);
}
