// Looks again every few seconds while somebody looks, and changes only what changed. Without scripts the page stays as it is.
const EVERY_MS = 3000;
const live = document.querySelector("[data-live]");

async function lookAgain() {
  if (document.hidden || live.contains(document.activeElement) || !getSelection().isCollapsed) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  const open = live.querySelector("details")?.open;
  if (fresh && fresh.innerHTML !== live.dataset.seen) {
    live.dataset.seen = fresh.innerHTML;
    live.replaceChildren(...fresh.childNodes);
    const details = live.querySelector("details");
    if (open && details) details.open = true;
  }
}

setInterval(() => lookAgain().catch(() => {}), EVERY_MS);
