/** One question as a person answers it: each maker gives the element and what shows the answer in it. */
import { h, freshId, sizeText } from "./dom.js";
import { latinDigits, moment, dateTimeText, offsetText } from "./values.js";

const RADIOS_AT_MOST = 8;
const SEARCH_FROM = 13;
const SHOWN_AT_MOST = 60;
const two = (number) => String(number).padStart(2, "0");

/** @typedef {{form: any, words: any, answer: (node: any, value: string) => void, keepFile: Function, dropFile: Function, openMap: Function, largest: number}} Page */
/** @typedef {{element: HTMLElement, input?: HTMLElement, group?: boolean, show: () => void}} Control */

/** The control for a question. @param {Page} page @returns {Control} */
export function controlFor(page, control, node, ids) {
  const bind = page.form.bind(node);
  if (control.kind === "select1" || control.kind === "select") return choice(page, control, node, ids);
  if (control.kind === "upload") return upload(page, control, node, ids);
  if (control.kind === "trigger") return trigger(page, node, ids);
  if (bind.type === "dateTime") return dateTime(page, node, ids);
  if (bind.type === "geopoint" || bind.type === "geotrace" || bind.type === "geoshape") return page.placeControl(control, node, ids, bind.type);
  return line(page, control, node, ids, bind.type);
}

function line(page, control, node, ids, type) {
  const number = type === "int" || type === "decimal";
  const long = (control.appearance ?? "").includes("multiline");
  const input = long ? h("textarea", ids) : h("input", { ...ids, type: { date: "date", time: "time" }[type] ?? "text", inputmode: number ? (type === "int" ? "numeric" : "decimal") : null, autocomplete: "off" });
  if (number) input.setAttribute("dir", "ltr");
  else if (type !== "date" && type !== "time") input.setAttribute("dir", "auto");
  const written = () => (number ? latinDigits(input.value).trim().replace(",", ".") : input.value);
  input.addEventListener("input", () => page.answer(node, written()));
  return { element: input, input, show: () => { if (written() !== (node.value ?? "")) input.value = node.value ?? ""; } };
}

function trigger(page, node, ids) {
  const input = h("input", { ...ids, type: "checkbox", onchange: () => page.answer(node, input.checked ? "OK" : "") });
  return { element: h("label", { class: "forms-choice" }, input, page.words.ok), input, show: () => { input.checked = node.value === "OK"; } };
}

/** Date and time by the clock of this device; its offset from UTC stands beside and goes along. */
function dateTime(page, node, ids) {
  const zone = h("span", { class: "small quiet nowrap" });
  const input = h("input", { ...ids, type: "datetime-local", dir: "ltr" });
  const set = (when) => page.answer(node, when ? dateTimeText(when) : "");
  input.addEventListener("input", () => { const when = input.value ? new Date(input.value) : null; set(when && !Number.isNaN(when.getTime()) ? when : null); });
  const now = h("button", { type: "button", class: "button", onclick: () => { const when = page.form.now(); when.setSeconds(0, 0); set(when); } }, page.words.now);
  const shown = (when) => `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}T${two(when.getHours())}:${two(when.getMinutes())}`;
  return {
    element: h("div", { class: "forms-line" }, input, now, zone), input,
    show: () => {
      const when = moment(node.value ?? "");
      zone.textContent = `UTC${offsetText(when ?? page.form.now())}`;
      if ((when ? shown(when) : "") !== input.value) input.value = when ? shown(when) : "";
    },
  };
}

/** Radio buttons, boxes, a menu, or a search where there are many. */
function choice(page, control, node, ids) {
  const several = control.kind === "select";
  const minimal = (control.appearance ?? "").includes("minimal");
  const options = page.form.choices(control, node);
  if (!several && options.length < SEARCH_FROM && (minimal || options.length > RADIOS_AT_MOST)) return menu(page, control, node, ids);
  const name = freshId("choice");
  const list = h("div", { class: "forms-choices" });
  const search = options.length >= SEARCH_FROM ? h("input", { type: "search", id: `${ids.id}-search`, "aria-label": page.words.search, placeholder: page.words.search, autocomplete: "off", dir: "auto", oninput: () => draw() }) : null;
  const chosen = () => (node.value ?? "").split(/\s+/).filter(Boolean);
  const pick = (value, on) => {
    const left = several ? page.form.choices(control, node).map((one) => one.name).filter((one) => (one === value ? on : chosen().includes(one))) : [value];
    page.answer(node, left.join(" "));
  };
  const box = (option) => {
    const input = h("input", { type: several ? "checkbox" : "radio", name, value: option.name, checked: chosen().includes(option.name), onchange: ({ target }) => pick(option.name, target.checked) });
    return h("label", { class: "forms-choice" }, input, h("span", { dir: "auto" }, page.form.spoken(option.label, node)));
  };
  const more = h("p", { class: "small quiet", role: "status" });
  let drawn = "";
  function draw() {
    const wanted = folded(search?.value ?? "");
    const all = page.form.choices(control, node);
    const kept = chosen();
    const found = all.filter((option) => kept.includes(option.name) || (wanted === "" ? true : Object.values(option.label ?? {}).some((parts) => folded(parts.join(" ")).includes(wanted))));
    const shown = [...found.filter(({ name: one }) => kept.includes(one)), ...found.filter(({ name: one }) => !kept.includes(one))].slice(0, search ? SHOWN_AT_MOST : Infinity);
    const ordered = search && wanted === "" ? shown : all.filter((one) => shown.includes(one));
    const key = `${ordered.map((one) => one.name).join()}|${page.form.language}`;
    if (key !== drawn) { list.replaceChildren(...ordered.map(box)); drawn = key; }
    for (const input of list.querySelectorAll("input")) input.checked = kept.includes(input.value);
    more.textContent = found.length > shown.length ? page.words.more_found : search && found.length === 0 ? page.words.none_found : "";
  }
  const clear = !several ? h("button", { type: "button", class: "button plain small", onclick: () => page.answer(node, "") }, page.words.clear) : null;
  return { element: h("div", {}, search, list, more, clear), group: true, show: () => { draw(); if (clear) clear.hidden = !node.value; } };
}

function menu(page, control, node, ids) {
  const select = h("select", { ...ids, onchange: () => page.answer(node, select.value) });
  let drawn = null;
  return {
    element: select, input: select,
    show: () => {
      const options = page.form.choices(control, node);
      const key = options.map((one) => one.name).join() + page.form.language;
      if (key !== drawn) {
        select.replaceChildren(h("option", { value: "" }, page.words.choose), ...options.map((one) => h("option", { value: one.name }, page.form.spoken(one.label, node))));
        drawn = key;
      }
      select.value = node.value ?? "";
    },
  };
}

/** As people search: without case, accents, hamza forms. */
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[أإآٱ]/g, "ا").replace(/ة/g, "ه").replace(/ى/g, "ي").trim();

function upload(page, control, node, ids) {
  const state = h("p", { class: "forms-file", role: "status" });
  const input = h("input", { ...ids, type: "file", accept: control.mediatype ?? null, capture: (control.appearance ?? "").includes("new") ? "environment" : null });
  const remove = h("button", { type: "button", class: "button", onclick: async () => { await page.dropFile(node); input.value = ""; } }, page.words.take_out);
  let busy = false;
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    busy = true;
    state.textContent = page.words.keeping;
    try {
      await page.keepFile(node, file, (share) => { state.textContent = `${page.words.keeping} ${Math.round(share * 100)} %`; });
      busy = false;
    } catch (fault) {
      busy = false;
      input.value = "";
      state.textContent = fault.message;
      return;
    }
    page.update();
  });
  return {
    element: h("div", {}, input, h("div", { class: "forms-line" }, state, remove)), input,
    show: () => {
      const file = page.fileOf(node);
      remove.hidden = !file;
      if (!busy && file) state.replaceChildren(page.words.kept, " ", h("bdi", {}, file.name), " ", h("bdi", { dir: "ltr", class: "quiet" }, sizeText(file.size)));
      else if (!busy && !state.textContent) state.textContent = "";
      if (!busy && !file && node.value === "" && state.querySelector("bdi")) state.textContent = "";
    },
  };
}
