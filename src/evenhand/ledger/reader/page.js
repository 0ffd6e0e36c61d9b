// The page that reads an archive. Whatever the archive says is put in as text, never as markup.
"use strict";
(() => {
  const Core = globalThis.EvenhandCore;
  const PAGE = 50, PIECE = 1024, LANGUAGES = [["en", "English"], ["ar", "العربية"], ["fr", "Français"], ["zh-hans", "简体中文"]];
  const state = { language: "en", pieces: [], rows: [], total: 0, query: "", kind: "", page: 0, entry: null, given: null, missing: 0, checking: false, result: null, file: null };
  let words = {}, about = null;

  globalThis.evenhandWords = (told) => { words = told; };
  globalThis.evenhandAbout = (told) => { about = told; };
  globalThis.evenhandPiece = (told) => { state.pieces[told.number] = told; };

  const say = (key, details = {}) =>
    (words[state.language]?.[`reader.${key}`] ?? words[state.language]?.[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => `\u2068${details[name] ?? ""}\u2069`); // isolates: a date stays in order within Arabic
  const number = (value) => Number(value).toLocaleString(state.language === "ar" ? "ar-u-nu-latn" : state.language);

  function el(tag, traits = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(traits)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...inside.flat().filter((one) => one !== null && one !== undefined));
    return made;
  }

  const load = (path) => new Promise((done) => {
    const script = el("script", { src: path, onload: () => done(true), onerror: () => done(false) });
    document.head.append(script);
  });
  const breath = () => new Promise((done) => setTimeout(done));

  function take(piece) {
    const first = piece.number * PIECE, shown = new Map();
    for (const one of piece.shown) {
      if (!shown.has(one[0])) shown.set(one[0], []);
      shown.get(one[0]).push(one);
    }
    piece.entries.forEach((entry, at) => {
      const index = first + at;
      state.rows[index] = { index, entry, told: typeof entry === "string" ? quick(entry) : {}, shown: shown.get(index) ?? [], exhibits: [] };
    });
    for (const one of piece.exhibits) state.rows[one[0]]?.exhibits.push(one);
  }

  function quick(entry) {
    try { return JSON.parse(entry); } catch { return {}; }
  }

  const plainly = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  const sought = (row) => (row.sought ??= [row.index + 1, row.told.at, row.told.organisation, row.told.kind, row.told.subject, ...row.shown.map((one) => plainly(one[3]))].join(" ").toLowerCase());

  function matching() {
    const parts = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    return state.rows.filter((row) => row && (!state.kind || row.told.kind === state.kind) && parts.every((part) => sought(row).includes(part)));
  }

  // What is on the page.

  function head() {
    const choice = el("select", { id: "language", onchange: (event) => speak(event.target.value) },
      LANGUAGES.map(([tag, name]) => el("option", { value: tag, selected: tag === state.language, lang: tag }, name)));
    return el("header", {}, el("h1", {}, say("title")), el("label", { class: "language" }, el("span", {}, say("language")), choice));
  }

  function facts() {
    const told = about.manifest;
    const rows = [["log", told.origin], ["entries", number(told.size)], ["made-by", told.made_by], ["made-for", told.made_for], ["made-at", told.made_at]];
    return el("section", { class: "facts" }, el("p", {}, say("intro")),
      el("dl", {}, rows.map(([key, value]) => el("div", {}, el("dt", {}, say(key)), el("dd", {}, el("bdi", {}, value || "–"))))),
      state.missing ? el("p", { class: "bad", role: "alert" }, say("pieces-missing", { count: number(state.missing) })) : null);
  }

  function policyText() {
    return state.given ?? about.policies.at(-1)?.policy ?? "";
  }

  function check() {
    const button = el("button", { type: "button", id: "check", class: "main", onclick: runCheck, disabled: state.checking || state.pieces.length < pieceCount() }, say("check"));
    const file = el("input", { type: "file", id: "policy", onchange: async (event) => { state.given = await event.target.files[0]?.text() ?? null; state.result = null; draw(); } });
    return el("section", { class: "check" }, el("h2", {}, say("check-title")),
      el("p", {}, say("check-intro")), el("p", { class: "field" }, el("label", { for: "policy" }, say("policy")), file),
      el("p", { class: "quiet" }, state.given === null ? say("policy-brought") : say("policy-given")),
      el("p", {}, button, " ", el("progress", { id: "progress", max: 1, value: 0, hidden: !state.checking, "aria-label": say("check") })),
      el("div", { id: "result", role: "status" }, state.result ? told(state.result) : null));
  }

  function told(result) {
    const lines = [], add = (mark, key, details) => lines.push(el("li", { class: mark }, say(key, details)));
    if (result.unreadable) { add("bad", "policy-unreadable"); return el("ul", { class: "lines" }, lines); }
    const bad = (what) => result.faults.some((fault) => fault.what === what);
    if (!bad("bad-root")) add("good", "root-good", { count: number(result.size) });
    if (!result.able) add("warn", "no-signatures");
    else if (!bad("not-signed") && !bad("bad-signature")) add("good", "signed-good", { origin: result.origin });
    for (const [name, at] of result.cosigners) add("good", "cosigned", { witness: name, at: new Date(at * 1000).toISOString().slice(0, 19) + "Z" });
    if (result.able) add(result.final ? "good" : "warn", result.final ? "final" : "not-final");
    if (result.seen && !bad("bad-checkpoint")) add("good", "seen-good", { count: number(result.seen) });
    if (!bad("bad-field")) add("good", "fields-good", { count: number(result.fields) });
    if (result.exhibits && !bad("bad-exhibit")) add("good", "exhibits-good", { count: number(result.exhibits) });
    for (const fault of result.faults.slice(0, 100)) {
      add("bad", fault.what, { ...fault, number: number((fault.index ?? 0) + 1), size: number(fault.size ?? 0), signed: number(fault.signed ?? 0) });
    }
    if (state.given === null) add("warn", "not-trusted");
    const heading = result.faults.length ? "result-bad" : "result-good";
    return el("div", {}, el("p", { class: result.faults.length ? "bad strong" : "good strong" }, say(heading)), el("ul", { class: "lines" }, lines));
  }

  function search() {
    const kinds = [...new Set(state.rows.filter(Boolean).map((row) => row.told.kind).filter(Boolean))].sort();
    const box = el("input", { type: "search", id: "search", value: state.query, autocomplete: "off", oninput: (event) => { state.query = event.target.value; state.page = 0; list(); } });
    const kind = el("select", { id: "kind", onchange: (event) => { state.kind = event.target.value; state.page = 0; list(); } },
      el("option", { value: "" }, say("all-kinds")), kinds.map((one) => el("option", { value: one, selected: one === state.kind }, one)));
    return el("section", {}, el("h2", {}, say("entries-title")),
      el("div", { class: "filters" }, el("label", {}, el("span", {}, say("search")), box), el("label", {}, el("span", {}, say("kind")), kind)),
      el("div", { id: "list" }));
  }

  function list() {
    const place = document.getElementById("list");
    if (!place) return;
    const found = matching(), pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const rows = found.slice(state.page * PAGE, (state.page + 1) * PAGE);
    const turn = (by, key) => el("button", { type: "button", disabled: state.page + by < 0 || state.page + by >= pages, onclick: () => { state.page += by; list(); } }, say(key));
    place.replaceChildren(
      el("p", { role: "status" }, say("found", { count: number(found.length) })),
      rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("entries-title") }, el("table", {},
        el("thead", {}, el("tr", {}, ["number", "at", "organisation", "kind", "subject", "shown"].map((key) => el("th", { scope: "col" }, say(key))))),
        el("tbody", {}, rows.map((row) => el("tr", {},
          el("td", {}, el("a", { href: `#entry-${row.index + 1}` }, number(row.index + 1))),
          el("td", { class: "at" }, el("bdi", {}, row.told.at ?? "–")), el("td", {}, el("bdi", {}, row.told.organisation ?? "–")),
          el("td", {}, el("bdi", {}, row.told.kind ?? "–")), el("td", { class: "id" }, el("bdi", {}, row.told.subject ?? "–")),
          el("td", {}, number(row.shown.length))))))) : el("p", { class: "quiet" }, say("none-found")),
      el("p", { class: "pager" }, turn(-1, "newer"), el("span", {}, say("page", { page: number(state.page + 1), pages: number(pages) })), turn(1, "older")));
  }

  function record(row) {
    const statement = typeof row.entry === "string" ? Core.statementOf(row.entry) : null;
    const back = el("p", {}, el("a", { href: "#", class: "back" }, say("back")));
    const heading = el("h2", { tabindex: "-1", id: "record" }, say("entry-title", { number: number(row.index + 1) }));
    if (!statement) return el("section", {}, back, heading, el("p", {}, say("no-statement")), el("pre", {}, plainly(row.entry)));
    const shown = new Map(row.shown.map((one) => [one[1], one]));
    const top = ["at", "organisation", "kind", "subject"].map((key) => el("div", {}, el("dt", {}, say(key)), el("dd", {}, el("bdi", {}, statement[key]))));
    const names = [...new Set([...Object.keys(statement.fields), ...shown.keys()])].sort();
    return el("section", {}, back, heading, el("dl", {}, top),
      el("p", {}, el("a", { href: "#", onclick: () => { state.query = statement.subject; state.page = 0; } }, say("same-record"))),
      el("h3", {}, say("fields")), names.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("fields") }, el("table", {},
        el("thead", {}, el("tr", {}, ["field", "value", "state"].map((key) => el("th", { scope: "col" }, say(key))))),
        el("tbody", {}, names.map((name) => fieldRow(name, shown.get(name), statement))))) : el("p", {}, say("no-fields")),
      row.exhibits.length ? el("h3", {}, say("evidence")) : null, row.exhibits.length ? exhibits(row, shown) : null,
      el("details", {}, el("summary", {}, say("raw")), el("pre", {}, row.entry)));
  }

  function fieldRow(name, one, statement) {
    if (!one) return el("tr", {}, el("td", {}, el("bdi", {}, name)), el("td", { class: "quiet" }, "–"), el("td", { class: "quiet" }, say("hidden")));
    const good = Core.isShownTruly(statement, one);
    const value = typeof one[3] === "string" ? one[3] : JSON.stringify(one[3], null, 1);
    return el("tr", {}, el("td", {}, el("bdi", {}, name)), el("td", { class: "value", dir: "auto" }, value), el("td", { class: good ? "good" : "bad" }, say(good ? "field-good" : "field-bad")));
  }

  function exhibits(row, shown) {
    const chosen = el("input", { type: "file", id: "exhibit", onchange: (event) => compare(event.target.files[0], row) });
    return el("div", {}, el("ul", {}, row.exhibits.map((one) => el("li", {}, el("code", {}, one[2]), " ",
      one[3] ? el("a", { href: `evidence/${one[2]}`, download: one[2] }, say("open-file")) : el("span", { class: "quiet" }, say("file-not-here")),
      Core.isExhibitTied(one, shown.get(one[1])?.[3]) ? null : el("span", { class: "bad" }, ` ${say("exhibit-loose")}`)))),
      el("p", { class: "field" }, el("label", { for: "exhibit" }, say("compare")), chosen), el("p", { role: "status", id: "compared" }));
  }

  async function compare(file, row) {
    if (!file) return;
    const hash = new Core.Sha256(), reader = file.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      hash.update(value);
    }
    const digest = Core.hex(hash.digest()), good = row.exhibits.some((one) => one[2] === digest);
    const place = document.getElementById("compared");
    place.className = good ? "good" : "bad";
    place.textContent = say(good ? "compare-good" : "compare-bad", { name: file.name, digest });
  }

  const meaning = () => el("section", { class: "meaning" }, el("h2", {}, say("meaning-title")),
    el("ul", {}, ["proves-1", "proves-2", "proves-3"].map((key) => el("li", {}, say(key)))), el("h3", {}, say("not-title")),
    el("ul", {}, ["not-1", "not-2", "not-3", "not-4"].map((key) => el("li", {}, say(key)))));

  // How it goes on.

  const pieceCount = () => Math.ceil(about.manifest.size / PIECE);

  async function runCheck() {
    state.checking = true;
    draw();
    const bar = () => document.getElementById("progress");
    try {
      const policy = Core.readPolicy(policyText());
      state.result = await Core.checkAll(about, policy, pieceCount(), (at) => state.pieces[at] ?? { entries: [], shown: [], exhibits: [] }, async (done) => {
        if (bar()) bar().value = done / Math.max(1, about.manifest.size);
        await breath();
      });
    } catch {
      state.result = { unreadable: true, faults: [{}] };
    }
    state.checking = false;
    draw();
    document.getElementById("check").focus();
  }

  function draw() {
    document.documentElement.lang = state.language;
    document.documentElement.dir = state.language === "ar" ? "rtl" : "ltr";
    document.title = say("title");
    const place = document.getElementById("page");
    if (!about) { place.replaceChildren(head(), el("p", { class: "bad" }, say("no-data"))); return; }
    const row = state.entry === null ? null : state.rows[state.entry];
    const main = row ? [record(row)] : [facts(), check(), search(), meaning()];
    place.replaceChildren(head(), el("main", {}, main));
    list();
  }

  function speak(language) {
    state.language = language;
    draw();
    document.getElementById("language").focus();
  }

  function go() {
    const found = /^#entry-(\d+)$/.exec(location.hash), before = state.entry;
    state.entry = found && state.rows[Number(found[1]) - 1] ? Number(found[1]) - 1 : null;
    draw();
    if (state.entry !== null) { document.getElementById("record").focus(); scrollTo(0, 0); }
    else if (before !== null) document.getElementById("search").focus();
  }

  async function begin() {
    const asked = (navigator.language ?? "en").toLowerCase();
    state.language = asked.startsWith("zh") ? "zh-hans" : LANGUAGES.map(([tag]) => tag).find((tag) => asked.startsWith(tag)) ?? "en";
    await load("reader/words.js");
    await load("reader/data/about.js");
    draw();
    if (!about) return;
    addEventListener("hashchange", go);
    for (let at = 0; at < pieceCount(); at++) {
      const path = `reader/data/${String(at).padStart(6, "0")}.js`;
      if (!(await load(path)) || !state.pieces[at]) { state.missing++; state.pieces[at] = { number: at, entries: [], shown: [], exhibits: [] }; }
      else take(state.pieces[at]);
      if (at % 16 === 0) list();
    }
    go();
  }

  begin();
})();
