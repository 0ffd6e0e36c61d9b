/** The agreement page: search within it, follow the contents while scrolling, keep countdowns true. */
import { json } from "./page.js";

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "").replace(/[أإآ]/g, "ا").replace(/ة/g, "ه").replace(/ى/g, "ي").toLowerCase();

/** Hides the entries that do not hold every word that was typed. */
function search(field) {
  const entries = [...document.querySelectorAll("[data-entry]")].map((element) => ({ element, text: fold(element.textContent) }));
  const status = document.querySelector("[data-found]");
  const words = json("agreement-words");
  const apply = () => {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { element, text } of entries) {
      element.hidden = !wanted.every((word) => text.includes(word));
      if (!element.hidden) found += 1;
    }
    for (const section of document.querySelectorAll("[data-section]")) {
      const own = [...section.querySelectorAll("[data-entry]")];
      section.hidden = wanted.length > 0 && own.length > 0 && own.every((element) => element.hidden);
    }
    status.textContent = wanted.length === 0 ? "" : words.found.replace("{count}", String(found));
  };
  field.addEventListener("input", apply);
  field.form?.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

/** Marks in the contents the section that is being read. */
function follow(contents) {
  const links = new Map([...contents.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) isIntersecting ? seen.add(target.id) : seen.delete(target.id);
    const current = [...links.keys()].find((id) => seen.has(id));
    for (const [id, link] of links) id === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }, { rootMargin: "-10% 0px -60% 0px" });
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) watch.observe(section);
  }
}

/** Counts down, minute by minute, from the server's clock and not from this machine's. */
function countDown(elements) {
  const words = json("agreement-words");
  const clock = document.querySelector("[data-server-now]");
  const [served, opened, still] = [Number(clock.dataset.serverNow), performance.now(), clock.dataset.still !== undefined];
  const tell = () => {
    const now = served + (still ? 0 : (performance.now() - opened) / 1000);
    for (const element of elements) {
      const left = Number(element.dataset.due) - now;
      const [days, hours, minutes] = [Math.floor(Math.abs(left) / 86400), Math.floor(Math.abs(left) / 3600) % 24, Math.floor(Math.abs(left) / 60) % 60];
      const length = words.length.replace("{days}", String(days)).replace("{hours}", String(hours).padStart(2, "0")).replace("{minutes}", String(minutes).padStart(2, "0"));
      element.textContent = (left > 0 ? words.left : words.overdue).replace("{length}", `\u2068${length}\u2069`);
      element.classList.toggle("overdue", left <= 0);
    }
  };
  tell();
  if (!still) setInterval(tell, 30_000);
}

const field = document.querySelector("[data-search]");
if (field) search(field);
const contents = document.querySelector("[data-contents]");
if (contents) follow(contents);
const due = [...document.querySelectorAll("[data-due]")];
if (due.length > 0) countDown(due);
