/** Elements made of values, never of markup. */

/** @param {string} tag @param {Record<string, any>} [given] attributes; on… listeners; booleans set or leave out @param {...any} children */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string" && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the house's sprite, decorative. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["class", "icon"], ["aria-hidden", "true"], ["focusable", "false"], ["viewBox", "0 0 16 16"]]) svg.setAttribute(key, value);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${iconsUrl()}#${name}`);
  svg.append(use);
  return svg;
}

const iconsUrl = () => document.querySelector("svg use")?.getAttribute("href")?.split("#")[0] ?? "/static/icons.svg";

/** A state: shape, word, colour. */
export const chip = (kind, text) => h("span", { class: "chip", "data-kind": kind }, icon(kind), text);

export const bdi = (text) => h("bdi", { dir: "ltr" }, text);

let counter = 0;
export const freshId = (stem) => `${stem}-${(counter += 1)}`;

/**
 * Asks in the dialog of the page. @returns {Promise<boolean>} whether the answer was yes
 * @param {{title: string, body?: any, yes: string, no: string, danger?: boolean, check?: () => (boolean | Promise<boolean>)}} question
 */
export function ask({ title, body = "", yes, no, danger = false, check = () => true }) {
  const dialog = document.getElementById("forms-dialog");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("[data-body]").replaceChildren(...[body].flat().map((part) => (typeof part === "string" ? h("p", {}, part) : part)));
  const [accept, refuse] = [dialog.querySelector("[data-yes]"), dialog.querySelector("[data-no]")];
  accept.textContent = yes;
  refuse.textContent = no;
  refuse.hidden = !no;
  accept.classList.toggle("danger", danger);
  accept.classList.toggle("primary", !danger);
  dialog.returnValue = "cancel";
  return new Promise((resolve) => {
    const accepted = async (event) => {
      event.preventDefault();
      if (dialog.querySelector("form").reportValidity() && (await check())) dialog.close("ok");
    };
    accept.addEventListener("click", accepted);
    dialog.addEventListener("close", () => {
      accept.removeEventListener("click", accepted);
      resolve(dialog.returnValue === "ok");
    }, { once: true });
    dialog.showModal();
  });
}

/** A byte count for people. */
export const sizeText = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** A local time for people. @param {string} iso */
export function timeText(iso) {
  const when = new Date(iso);
  return Number.isNaN(when.getTime()) ? "" : `${when.toLocaleDateString("sv-SE")} ${when.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" })}`;
}

/** Gives a Blob to the person as a file. */
export function download(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
