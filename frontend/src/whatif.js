/** The what-if page: areas are drawn otherwise and figures changed; the server says what that is and what it would do. */
import { Grips } from "./grips.js";
import { openMap } from "./basemap.js";
import { addAreaLayers, repaintLayers } from "./layers.js";
import { fromTemplate, isolate, json, keyIsTaken, say, throttled } from "./page.js";
import { Past } from "./past.js";
import { at, lengths, parts, put, sketch } from "./shapes.js";
import { colours } from "./theme.js";
import { collection, path, point } from "./tracks.js";

const EMPTY = collection([]);
const TURNS = { raised: "raised", withdrawn: "withdrawn" };

export class WhatIf {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.given = json("what-if-config");
    this.words = this.given.words;
    this.past = new Past({ shapes: {}, rules: {} });
    this.names = new Map(this.given.areas.map(({ id, name }) => [id, name]));
    this.find = (name) => element.querySelector(`[data-${name}]`);
    this.ask = throttled(() => this.#outline(), 250);
    this.#openMap();
    this.#listen();
    this.#keys();
    this.render();
  }

  get edits() { return this.past.state; }
  get area() { return this.find("area").value; }
  get rule() { return this.find("rule").value; }

  /** The shape of an area as it is now, changed or not. */
  shape(area) {
    return this.edits.shapes[area] ?? this.given.shapes[area];
  }

  /** Changes an area's shape; what comes back to the text as it was is no change. */
  reshape(area, shape, words, kind = "") {
    const shapes = { ...this.edits.shapes, [area]: shape };
    if (JSON.stringify(shape) === JSON.stringify(this.given.shapes[area])) delete shapes[area];
    this.#step({ ...this.edits, shapes }, say(words, { name: this.names.get(area) }), kind);
  }

  refigure(rule, field, value) {
    const known = this.given.rules.find(({ id }) => id === rule);
    const fields = { ...this.edits.rules[rule], [field]: value };
    if (JSON.stringify(value) === JSON.stringify(known.fields[field])) delete fields[field];
    const rules = { ...this.edits.rules, [rule]: fields };
    if (Object.keys(fields).length === 0) delete rules[rule];
    this.#step({ ...this.edits, rules }, say(this.words.figure, { name: known.name }), "");
  }

  #step(state, what, kind) {
    this.past.step(state, what, kind, performance.now());
    this.render();
  }

  back() { this.#walk(this.past.undo(), this.words.undone); }
  forth() { this.#walk(this.past.redo(), this.words.redone); }

  #walk(what, sentence) {
    if (!what) return;
    this.tell(say(sentence, { what }));
    this.render();
  }

  /** Everything after a change: grips, fields, the sketch, and the server's word. */
  render() {
    this.find("undo").disabled = !this.past.canUndo;
    this.find("redo").disabled = !this.past.canRedo;
    const changed = Object.keys(this.edits.shapes).length + Object.keys(this.edits.rules).length > 0;
    for (const name of ["reset", "try", "keep"]) this.find(name).disabled = !changed || Boolean(this.running);
    this.#fields();
    this.grips?.show(this.area, this.area ? this.shape(this.area) : null);
    this.draw();
    this.find("empty").hidden = changed;
    this.#forget();
    if (changed) this.ask();
    else this.#answered({ features: [], faults: [], changes: [] });
  }

  draw() {
    if (!this.ready) return;
    const lines = this.area ? sketch(this.shape(this.area), this.given.places) : [];
    this.map.getSource("sketch").setData(collection(lines.map((line) => path(line, {}))));
  }

  #fields() {
    const area = this.area;
    const sizes = area ? lengths(this.shape(area), this.given.places) : [];
    const refers = area ? parts(this.shape(area)).filter(({ kind }) => kind === "area").map(({ shape }) => say(this.words.refers, { name: this.names.get(shape.area) ?? shape.area })) : [];
    this.#inputs(this.find("sizes"), sizes.map(({ path: where, name, text }) => ({ key: where.join("."), label: this.words[name], value: text, set: (value) => this.reshape(area, put(this.shape(area), where, value), this.words.sized) })));
    this.find("refers").textContent = refers.join(" ");
    const rule = this.given.rules.find(({ id }) => id === this.rule);
    const fields = Object.entries(rule?.fields ?? {}).flatMap(([name, value]) => {
      const now = this.edits.rules[rule.id] && name in this.edits.rules[rule.id] ? this.edits.rules[rule.id][name] : value;
      if (name !== "in_force") return [{ key: name, label: this.given.fields[name], value: now ?? "", set: (text) => this.refigure(rule.id, name, text === "" ? null : Number.isInteger(Number(text)) ? Number(text) : text) }];
      return ["from", "until"].map((end) => ({ key: `${name}.${end}`, label: `${this.given.fields[name]}: ${this.words[`span_${end}`]}`, value: now?.[end] ?? "", set: (text) => this.refigure(rule.id, name, { from: null, until: null, ...now, [end]: text || null }) }));
    });
    this.#inputs(this.find("figures"), fields);
    this.find("still").hidden = !rule || rule.runs;
  }

  /** Inputs that stay where they are while one types: made again only where other fields are wanted. */
  #inputs(box, wanted) {
    const keys = wanted.map(({ key, label }) => `${key} ${label}`).join();
    if (box.dataset.keys !== keys) {
      box.dataset.keys = keys;
      box.replaceChildren(...wanted.map(({ label, key }) => {
        const made = fromTemplate("figure-template", { label });
        made.querySelector("input").dataset.key = key;
        return made;
      }));
    }
    wanted.forEach(({ value, set }, i) => {
      const input = box.querySelectorAll("input")[i];
      if (document.activeElement !== input || input.value === "") input.value = String(value);
      input.onchange = () => { if (input.value.trim() !== String(value)) set(input.value.trim()); };
    });
  }

  async #post(address, body, signal) {
    return fetch(address, {
      method: "POST", credentials: "same-origin", signal, body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.element.querySelector("[name=csrfmiddlewaretoken]").value },
    });
  }

  /** Asks how the changed areas are drawn; the latest question alone counts. */
  async #outline() {
    const asked = this.edits;
    const answer = await this.#post(this.given.urls.outline, asked).then((r) => r.json()).catch(() => null);
    if (asked !== this.edits) return;
    if (!answer || answer.problem) this.tell(answer?.problem?.message ?? this.words.failed);
    else this.#answered(answer);
  }

  #answered({ features, faults, changes }) {
    this.faulty = faults.length > 0;
    if (this.ready && !this.faulty) this.map.getSource("tried").setData(collection(features));
    const list = (name, lines) => {
      const box = this.find(name);
      box.hidden = lines.length === 0;
      box.replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    };
    list("faults", faults.map(({ text, entry }) => (entry ? `${isolate(this.names.get(entry) ?? this.given.rules.find(({ id }) => id === entry)?.name ?? entry)}: ${text}` : text)));
    list("changes", changes);
    const spot = faults.map(({ value }) => /^(-?[\d.]+),(-?[\d.]+)$/.exec(value)).filter(Boolean).map(([, lat, lon]) => point([Number(lon), Number(lat)], {}));
    if (this.ready) this.map.getSource("spots").setData(collection(spot));
    for (const name of ["try", "keep"]) this.find(name).disabled ||= this.faulty;
  }

  /** What the last trial said holds only for the text that was tried. */
  #forget() {
    if (this.running || this.tried === this.edits) return;
    this.find("result").hidden = true;
    if (this.ready) this.map.getSource("turns").setData(EMPTY);
  }

  async #try() {
    const stop = new AbortController();
    const tried = this.edits;
    this.running = stop;
    this.find("stop").hidden = false;
    this.render();
    const progress = this.find("progress");
    try {
      const response = await this.#post(this.given.urls.trial, tried, stop.signal);
      if (!response.ok) throw new Error((await response.json()).problem?.message ?? this.words.failed);
      await eachLine(response.body, (step) => {
        if (step.problem) throw new Error(step.problem.message);
        if (step.step) progress.textContent = say(this.words.steps[step.step], step);
        if (step.result) { this.tried = tried; this.#result(step.result); }
      });
      progress.textContent = "";
    } catch (fault) {
      progress.textContent = fault.name === "AbortError" ? this.words.given_up : fault.message;
    }
    this.running = null;
    this.find("stop").hidden = true;
    this.render();
  }

  #result({ before, after, counts, rules, listed, hidden, total }) {
    const box = this.find("result");
    box.hidden = false;
    const told = Object.entries(counts).map(([kind, count]) => `${this.words.changes[kind]} ${isolate(count)}`).join(" · ");
    this.find("summary").textContent = `${say(this.words.summary, { before, after })} ${told || this.words.same}`;
    const row = (id, values) => fromTemplate(id, values);
    this.find("totals").replaceChildren(...rules.map(({ rule, before: was, after: is, changes }) => row("total-template", { rule, was: String(was), is: String(is), turns: Object.entries(changes).map(([kind, count]) => `${this.words.changes[kind]} ${isolate(count)}`).join(" · ") || "–" })));
    this.find("listed").replaceChildren(...listed.map(({ properties: p }) => {
      const made = row("turn-template", { ...p, change: this.words.changes[p.change], certainty: this.words[p.certainty], url: p.url });
      made.querySelector("[data-mark]").dataset.mark = TURNS[p.change] ?? "other";
      if (p.url) made.querySelector("a").href = p.url;
      return made;
    }));
    this.find("more").textContent = hidden ? this.words.hidden : total > listed.length ? say(this.words.listed, { shown: listed.length, total }) : "";
    if (this.ready) this.map.getSource("turns").setData(collection(listed.filter(({ geometry }) => geometry).map((one) => ({ ...one, properties: { turn: TURNS[one.properties.change] ?? "other" } }))));
    this.tell(this.find("summary").textContent);
  }

  async #keep(event) {
    event.preventDefault();
    const form = this.find("draft");
    const body = { ...this.edits, version: form.elements.version.value, note: form.elements.note.value };
    const said = this.find("kept");
    const answer = await this.#post(this.given.urls.save, body).then((r) => r.json()).catch(() => null);
    if (!answer?.href) { said.textContent = answer?.problem?.message ?? answer?.faults?.[0]?.text ?? this.words.failed; return; }
    const link = Object.assign(document.createElement("a"), { href: answer.href, textContent: say(this.words.saved, { version: answer.version }) });
    said.replaceChildren(link);
  }

  tell(text) { this.find("status").textContent = text; }

  #listen() {
    const acts = { undo: () => this.back(), redo: () => this.forth(), reset: () => this.#step({ shapes: {}, rules: {} }, this.find("reset").textContent, ""), try: () => this.#try(), stop: () => this.running?.abort() };
    for (const [name, act] of Object.entries(acts)) this.find(name).addEventListener("click", act);
    this.find("draft").addEventListener("submit", (event) => this.#keep(event));
    this.find("area").addEventListener("change", () => { this.render(); this.#fit(); });
    this.find("rule").addEventListener("change", () => this.render());
  }

  #keys() {
    document.addEventListener("keydown", (event) => {
      const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
      const redo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y";
      const typing = ["INPUT", "TEXTAREA"].includes(event.target.tagName);
      if ((undo || redo) && !typing) {
        event.preventDefault();
        if (redo || event.shiftKey) this.forth();
        else this.back();
        return;
      }
      if (event.key === "Escape" && !keyIsTaken(event) && this.area) { this.find("area").value = ""; this.render(); this.find("area").focus(); }
    });
  }

  #fit() {
    const places = this.area ? sketch(this.shape(this.area), this.given.places).flat() : [];
    if (!this.map || places.length === 0) return;
    const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)];
    this.map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { padding: this.#room(), maxZoom: 11, animate: false });
  }

  /** Room for the legend, under which no corner could be taken hold of. */
  #room() {
    const side = matchMedia("(max-width: 60rem)").matches ? 40 : 240;
    const rtl = document.documentElement.dir === "rtl";
    return { top: 50, bottom: 50, left: rtl ? 50 : side, right: rtl ? side : 50 };
  }

  #openMap() {
    const canvas = this.find("canvas");
    this.map = openMap(canvas, { bounds: this.given.bounds, fitBoundsOptions: { padding: 30 } });
    if (!this.map) { this.find("no-map").hidden = false; return; }
    this.grips = new Grips(this.map, this);
    this.map.once("style.load", async () => {
      const colour = colours();
      addAreaLayers(this.map, colour, canvas.dataset.language);
      for (const id of ["tried", "sketch", "spots", "turns"]) this.map.addSource(id, { type: "geojson", data: EMPTY });
      this.map.addLayer({ id: "tried-fill", type: "fill", source: "tried", paint: { "fill-color": colour.selected, "fill-opacity": 0.14 } });
      this.map.addLayer({ id: "tried-line", type: "line", source: "tried", paint: { "line-color": colour.selected, "line-width": 2.2 } });
      this.map.addLayer({ id: "sketch", type: "line", source: "sketch", paint: { "line-color": colour.selected, "line-width": 1, "line-dasharray": [3, 2] } });
      this.map.addLayer({ id: "spots", type: "circle", source: "spots", paint: { "circle-radius": 12, "circle-color": "transparent", "circle-stroke-color": colour.certain, "circle-stroke-width": 3 } });
      const turn = (raised, withdrawn, other) => ["match", ["get", "turn"], "raised", raised, "withdrawn", withdrawn, other];
      this.map.addLayer({ id: "turns", type: "circle", source: "turns", paint: { "circle-radius": 8, "circle-color": turn(colour.certain, colour.paper, colour.paper), "circle-stroke-color": turn(colour.paper, colour.selected, colour.closed), "circle-stroke-width": turn(1.5, 2.5, 2) } });
      this.map.addLayer({ id: "turn-signs", type: "symbol", source: "turns", layout: { "text-field": turn("+", "−", "·"), "text-font": ["system-ui, sans-serif"], "text-size": 14, "text-allow-overlap": true }, paint: { "text-color": turn(colour.paper, colour.selected, colour.ink) } });
      this.ready = true;
      const areas = await fetch(this.given.urls.areas, { credentials: "same-origin" }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
      const of = (kind) => (areas?.features ?? []).filter(({ properties }) => properties.kind === kind);
      this.map.getSource("areas").setData(collection(of("area").map((one) => ({ ...one, properties: { ...one.properties, on: one.properties.phase_on } }))));
      this.map.getSource("places").setData(collection(of("place")));
      this.element.setAttribute("data-loaded", "");
      this.render();
    });
    this.map.on("evenhand.theme", ({ colour }) => repaintLayers(this.map, colour));
    this.map.on("click", (event) => {
      const found = this.map.getLayer("area-fill") ? this.map.queryRenderedFeatures(event.point, { layers: ["area-fill", "area-off"] }) : [];
      const id = found.at(-1)?.properties.area;
      if (id && id !== this.area) { this.find("area").value = id; this.render(); }
    });
  }

  /** A value in the shape of the area that is worked on. */
  valueAt(where) { return at(this.shape(this.area), where); }
}

/** Calls `take` with each line of JSON as it comes. */
async function eachLine(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line));
    if (done) return;
  }
}
