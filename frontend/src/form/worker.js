/**
 * The service worker: opens the pages of the form where there is no network. It keeps the shell, the scripts and the
 * definitions of forms, which are the same for everybody; never a page with a person on it, and nothing outside its scope.
 */
/* global self, caches, clients */
const { version, scope, shells, files, map, static: statics, definitions, places } = self.GIVEN;
const SHELL = `evenhand-forms-shell-${version}`;
const DEFINITIONS = "evenhand-forms-definitions";
const SETTINGS = "evenhand-forms-settings";
const LANGUAGE = `${scope}language`;
const PATIENCE_MS = 8_000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll([...Object.values(shells), ...files].map((url) => new Request(url, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("evenhand-forms-shell-") && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
}

/** The map and the definitions, which nobody waits for. */
async function fetchRest() {
  const cache = await caches.open(SHELL);
  for (const url of map) if (!(await cache.match(url))) await cache.add(url).catch(() => {});
  const answer = await newest(new Request(definitions, { credentials: "same-origin" }), DEFINITIONS);
  await newest(new Request(places, { credentials: "same-origin" }), DEFINITIONS);
  const { forms = [] } = await answer.clone().json().catch(() => ({}));
  for (const { url } of forms) await kept(new Request(url, { credentials: "same-origin" }), DEFINITIONS).catch(() => {});
}

self.addEventListener("message", (event) => {
  const { data } = event;
  if (data?.language in shells) event.waitUntil(caches.open(SETTINGS).then((cache) => cache.put(LANGUAGE, new Response(data.language))));
  if (data?.ready) event.waitUntil(fetchRest());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "evenhand-send") event.waitUntil(clients.matchAll({ type: "window" }).then((all) => all.forEach((one) => one.postMessage({ send: true }))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const { pathname } = url;
  if (request.mode === "navigate") {
    if (pathname.startsWith(scope)) event.respondWith(page(request));
  } else if (pathname === definitions || pathname === places) event.respondWith(newest(request, DEFINITIONS));
  else if (pathname.startsWith(definitions.replace(/\.json$/, "/"))) event.respondWith(kept(request, DEFINITIONS));
  else if (pathname.startsWith(statics)) event.respondWith(asset(request));
});

/** The page itself while there is a network; the shell where there is none, or where the server is ill. */
async function page(request) {
  try {
    const answer = await patient(request);
    if (answer.status < 500) return answer;
  } catch { /* no network */ }
  const cache = await caches.open(SHELL);
  return (await cache.match(shells[await language()])) ?? Response.error();
}

async function language() {
  const found = await (await caches.open(SETTINGS)).match(LANGUAGE);
  return found ? found.text() : Object.keys(shells)[0];
}

function patient(request) {
  return Promise.race([fetch(request), new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE_MS); })]);
}

/** What may change: from the network if there is one, and kept for when there is none. */
async function newest(request, name) {
  const cache = await caches.open(name);
  try {
    const answer = await patient(request);
    if (answer.ok && !answer.redirected && (answer.headers.get("content-type") ?? "").startsWith("application/json")) await cache.put(request.url, answer.clone());
    if (answer.status < 500) return answer;
  } catch { /* no network */ }
  return (await cache.match(request.url)) ?? Response.error();
}

/** What never changes under its address. */
async function kept(request, name) {
  const cache = await caches.open(name);
  const known = await cache.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await cache.put(request.url, answer.clone());
  return answer;
}

/** Scripts and styles of this version: from the network first, so that page and script are of one build. */
async function asset(request) {
  const cache = await caches.open(SHELL);
  const known = await cache.match(request);
  if (known && !self.navigator.onLine) return known;
  try {
    const answer = await patient(request);
    if (answer.ok && answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return known ?? Response.error();
  }
}
