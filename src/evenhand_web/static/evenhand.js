// What every page does beyond HTML: keyboard, dialogs, selection of rows. Nothing here is needed to use a page.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

const rows = () => [...document.querySelectorAll("[data-rows] [data-href]")];

function moveRow(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute("data-current"));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  all[at]?.removeAttribute("data-current");
  next.setAttribute("data-current", "");
  next.querySelector("a[href]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function currentRow() {
  return document.querySelector("[data-rows] [data-current]");
}

const keys = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => currentRow()?.querySelector("input[data-row]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

// A key of the page's own, [data-key]: on a list it is done to what is ticked, or else to the row where one is.
function keyed(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!target) return null;
  return () => {
    const form = target.closest("[data-selection]");
    const box = currentRow()?.querySelector("input[data-row]");
    if (form && !form.hasAttribute("data-some") && box && !box.checked) box.click();
    if (form && !form.hasAttribute("data-some")) return;
    if (target.tagName !== "SUMMARY") { target.click(); return; }
    target.parentElement.open = true;
    target.parentElement.querySelector("select, input, textarea")?.focus();
  };
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (typing(event.target)) event.target.blur();
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = keys[event.key] ?? keyed(event.key);
  if (act) {
    event.preventDefault();
    act();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A form with data-confirm asks first; without JavaScript it is simply sent, and every act can be undone.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset?.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "ok") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
    },
    { once: true },
  );
});

// Selection: the box in the head selects all rows; what acts on the selection shows only while there is one.
function showSelection() {
  for (const form of document.querySelectorAll("[data-selection]")) {
    const boxes = [...form.querySelectorAll("input[data-row]")];
    const chosen = boxes.filter((box) => box.checked).length;
    const all = form.querySelector("input[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    for (const place of form.querySelectorAll("[data-chosen]")) place.textContent = String(chosen);
    form.toggleAttribute("data-some", chosen > 0);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-all]")) {
    for (const box of event.target.closest("[data-selection]").querySelectorAll("input[data-row]")) box.checked = event.target.checked;
  }
  if (event.target.matches("input[data-all], input[data-row]")) showSelection();
});

document.addEventListener("change", (event) => { if (event.target.matches("select[data-autosubmit]")) event.target.form.requestSubmit(); });
document.addEventListener("htmx:after:swap", showSelection);
document.documentElement.classList.add("has-js");
showSelection();
