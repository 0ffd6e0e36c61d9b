/** The functions of XPath that XForms of ours use, apart from those that look at the tree (xpath.js). */
import { bool, dateText, dateTimeText, days, moment, num, text } from "./values.js";

const words = (value) => text(value).trim().split(/\s+/).filter(Boolean);
const numbers = (args) => args.flatMap((arg) => (Array.isArray(arg) ? arg.filter(({ off }) => !off).map((node) => num([node])) : [num(arg)]));
const truthy = (args) => args.flatMap((arg) => (Array.isArray(arg) ? arg.map((node) => bool([node])) : [bool(arg)]));
const counted = (nodes) => (Array.isArray(nodes) ? nodes.filter(({ off }) => !off) : []);
const two = (number) => String(number).padStart(2, "0");

const DATE_PARTS = {
  Y: (d) => String(d.getFullYear()).padStart(4, "0"), y: (d) => two(d.getFullYear() % 100), m: (d) => two(d.getMonth() + 1), n: (d) => String(d.getMonth() + 1),
  d: (d) => two(d.getDate()), e: (d) => String(d.getDate()), H: (d) => two(d.getHours()), h: (d) => String(d.getHours()), M: (d) => two(d.getMinutes()),
  S: (d) => two(d.getSeconds()), 3: (d) => String(d.getMilliseconds()).padStart(3, "0"),
};

function formatted([value, pattern]) {
  const when = moment(text(value));
  return when ? text(pattern).replace(/%([a-zA-Z3%])/g, (all, part) => (part === "%" ? "%" : DATE_PARTS[part]?.(when) ?? all)) : "";
}

/** Half goes away from nought towards plus infinity, as JavaRosa rounds. */
function rounded([value, digits]) {
  const scale = 10 ** (digits === undefined ? 0 : num(digits));
  return Math.round(num(value) * scale) / scale;
}

function fullMatch(pattern, value) {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return false;
  }
}

/** Each takes the values of its arguments. @type {Record<string, (args: any[], context: any) => any>} */
export const FUNCTIONS = {
  true: () => true,
  false: () => false,
  not: ([value]) => !bool(value),
  boolean: ([value]) => bool(value),
  string: ([value]) => text(value),
  number: ([value]) => num(value),
  int: ([value]) => Math.trunc(num(value)),
  round: rounded,
  floor: ([value]) => Math.floor(num(value)),
  ceiling: ([value]) => Math.ceil(num(value)),
  abs: ([value]) => Math.abs(num(value)),
  pow: ([base, power]) => num(base) ** num(power),
  sqrt: ([value]) => Math.sqrt(num(value)),
  sin: ([value]) => Math.sin(num(value)),
  cos: ([value]) => Math.cos(num(value)),
  pi: () => Math.PI,
  min: (args) => Math.min(...numbers(args).filter((one) => !Number.isNaN(one))),
  max: (args) => Math.max(...numbers(args).filter((one) => !Number.isNaN(one))),
  sum: ([nodes]) => numbers([nodes]).reduce((all, one) => all + (Number.isNaN(one) ? 0 : one), 0),
  count: ([nodes]) => counted(nodes).length,
  "count-non-empty": ([nodes]) => counted(nodes).filter((node) => text([node]) !== "").length,
  last: (_args, { size }) => size ?? 1,
  "string-length": ([value]) => [...text(value)].length,
  concat: (args) => args.map((arg) => (Array.isArray(arg) ? arg.map((node) => text([node])).join("") : text(arg))).join(""),
  join: ([between, ...args]) => args.flatMap((arg) => (Array.isArray(arg) ? counted(arg).map((node) => text([node])) : [text(arg)])).join(text(between)),
  substr: ([value, from, to]) => text(value).slice(num(from), to === undefined ? undefined : num(to)),
  "substring-before": ([value, mark]) => (text(value).includes(text(mark)) ? text(value).split(text(mark))[0] : ""),
  "substring-after": ([value, mark]) => (text(value).includes(text(mark)) ? text(value).slice(text(value).indexOf(text(mark)) + text(mark).length) : ""),
  contains: ([value, part]) => text(value).includes(text(part)),
  "starts-with": ([value, part]) => text(value).startsWith(text(part)),
  "ends-with": ([value, part]) => text(value).endsWith(text(part)),
  "normalize-space": ([value]) => words(value).join(" "),
  translate: ([value, from, to]) => [...text(value)].map((letter) => (text(from).includes(letter) ? [...text(to)][[...text(from)].indexOf(letter)] ?? "" : letter)).join(""),
  regex: ([value, pattern]) => fullMatch(text(pattern), text(value)),
  selected: ([value, choice]) => words(value).includes(text(choice).trim()),
  "selected-at": ([value, index]) => words(value)[num(index)] ?? "",
  "count-selected": ([value]) => words(value).length,
  today: (_args, { form }) => dateText(form.now()),
  now: (_args, { form }) => dateTimeText(form.now()),
  date: ([value]) => (typeof value === "number" ? dateText(new Date(value * 86_400_000)) : text(value)),
  "decimal-date-time": ([value]) => days(text(value)),
  "format-date": formatted,
  "format-date-time": formatted,
  uuid: (_args, { form }) => form.uuid(),
  checklist: ([least, most, ...checks]) => {
    const held = truthy(checks).filter(Boolean).length;
    return (num(least) < 0 || held >= num(least)) && (num(most) < 0 || held <= num(most));
  },
  property: () => "",
  version: (_args, { form }) => form.definition.version,
};
