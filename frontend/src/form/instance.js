/** The submission of a form as XML, as JavaRosa writes it: what does not apply is left out. Pure. */

const PREFIXES = { "http://openrosa.org/xforms": "orx", "http://openrosa.org/javarosa": "jr" };
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };
/** What XML 1.0 cannot hold at all; a pasted text may have it. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const escape = (value) => String(value).replace(IMPOSSIBLE, "").replace(/[&<>"\r]/g, (sign) => ESCAPES[sign]);

/** @param {import("./model.js").Form} form @returns {string} */
export function instanceXml(form) {
  const spaces = new Set();
  const body = written(form.root, spaces, attributes(form));
  const declared = [...spaces].map((space) => ` xmlns:${PREFIXES[space] ?? "x"}="${escape(space)}"`).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.replace(/^<[^\s>/]+/, (start) => start + declared)}`;
}

const attributes = ({ definition }) => Object.entries(definition.attributes).filter(([, value]) => value !== "").map(([name, value]) => ` ${name}="${escape(value)}"`).join("");

function written(node, spaces, more = "") {
  if (node.ns) spaces.add(node.ns);
  const name = node.ns ? `${PREFIXES[node.ns] ?? "x"}:${node.name}` : node.name;
  const inner = node.children ? node.children.filter(({ off }) => !off).map((child) => written(child, spaces)).join("") : escape(node.value ?? "");
  return inner === "" ? `<${name}${more}/>` : `<${name}${more}>${inner}</${name}>`;
}

/** The files that the answers name: the names in nodes of type binary that apply. */
export function namedFiles(form) {
  const found = [];
  const look = (node) => {
    if (node.off) return;
    if (!node.children && node.value && form.bind(node).type === "binary") found.push(node.value);
    for (const child of node.children ?? []) look(child);
  };
  look(form.root);
  return found;
}
