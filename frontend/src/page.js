/** Small helpers for the page: templates filled with text, never with markup. */

/** A copy of `<template id>` with every `[data-field]` filled in and every empty `[data-row]` removed. */
export function fromTemplate(id, values) {
  const root = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return fill(root, values);
}

export function fill(root, values) {
  for (const slot of [root, ...root.querySelectorAll("[data-field]")]) {
    const value = slot.dataset?.field ? values[slot.dataset.field] : undefined;
    if (value === undefined || value === null || value === "") continue;
    if (slot.tagName === "A") slot.href = value;
    else slot.textContent = value;
  }
  for (const row of root.querySelectorAll("[data-row]")) {
    const value = values[row.dataset.row];
    if (value === undefined || value === null || value === "") row.remove();
  }
  return root;
}

/** A sentence with its {details} in place. @param {string} sentence @param {Record<string, string | number>} details */
export const say = (sentence, details) => sentence.replace(/\{(\w+)\}/g, (all, name) => (name in details ? isolate(details[name]) : all));

/** A value within a sentence of another direction keeps its own (Unicode isolates). */
export const isolate = (value) => `\u2068${value}\u2069`;

export const json = (id) => JSON.parse(document.getElementById(id).textContent);

/** Whether a key press belongs to what has the focus, and not to the page. @param {KeyboardEvent} event */
export function keyIsTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.isContentEditable || ["SELECT", "TEXTAREA"].includes(target.tagName)) return true;
  if (target.tagName === "INPUT") return /** @type {HTMLInputElement} */ (target).type !== "range" || event.key !== " ";
  if (target.closest("dialog, .maplibregl-canvas-container")) return event.key !== " ";
  return event.key === " " && Boolean(target.closest("button, a, summary"));
}

/** Runs `work` at most once in `wait` milliseconds, the last time certainly. */
export function throttled(work, wait) {
  let [timer, last] = [0, 0];
  return () => {
    const rest = last + wait - performance.now();
    if (rest <= 0) { last = performance.now(); work(); }
    else if (!timer) timer = setTimeout(() => { timer = 0; last = performance.now(); work(); }, rest);
  };
}
