/** The situation map: one instant, a window back from it, and everything that is known within. */
import { BlockStore } from "./blocks.js";
import { openMap } from "./basemap.js";
import { CoverageLayer } from "./coverage.js";
import { addAreaLayers, addCoverageLayer, addMovementLayers, applySwitches, repaintLayers } from "./layers.js";
import { json, keyIsTaken, say, throttled } from "./page.js";
import { Panel } from "./panel.js";
import { readState, writeState } from "./state.js";
import { swatch } from "./symbols.js";
import { colours } from "./theme.js";
import { Timeline } from "./timeline.js";
import { circle, collection, drawTracks, inWindow, joinTracks, point, whereAt } from "./tracks.js";

const CLOSED = new Set(["dismissed", "withdrawn"]);

export class Situation {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.given = json("situation-config");
    this.words = this.given.words;
    this.state = readState(location.search);
    this.state.at ??= this.given.at;
    this.state.window ??= this.given.window;
    this.tracks = new Map();
    this.alerts = new Map();
    this.events = new Map();
    this.areas = [];
    this.store = new BlockStore(this.given.urls.data, () => this.refresh());
    this.panel = new Panel(element.querySelector("[data-panel]"), this.given, (key, move) => this.select(key, move));
    this.redraw = throttled(() => this.draw(), 90);
    this.relist = throttled(() => this.list(), 400);
    this.keepAddress = throttled(() => history.replaceState(null, "", writeState(this.state)), 500);
    this.#openMap();
    this.#legend();
    this.coverage = new CoverageLayer(element, this.given, this.state.coverage, (sensor) => { this.state.coverage = sensor; this.keepAddress(); });
    this.timeline = new Timeline(element.querySelector("[data-timeline]"), { ...this.given, at: this.state.at, window: this.state.window }, (at, window, playing) => this.moved(at, window, playing));
    this.timeline.setWindow(this.state.window);
    this.#keys();
    this.#loadOnce();
  }

  moved(at, window, playing) {
    Object.assign(this.state, { at, window });
    this.playing = playing;
    this.refresh();
    if (!playing) this.keepAddress();
  }

  /** Takes what the server has answered for the window, and draws it. */
  refresh() {
    if (!this.timeline) return;
    const { at, window } = this.state;
    const ahead = this.playing ? window : 1;
    const { answers, waiting, failed } = this.store.within(at - window, at + ahead, window);
    this.#notice(answers, waiting, failed);
    if (this.playing && waiting && answers.length === 0) return;
    this.tracks = joinTracks(answers);
    const of = (kind) => answers.flatMap(({ features }) => features.filter(({ properties }) => properties.kind === kind));
    this.alerts = new Map(of("alert").map((f) => [f.properties.alert, this.#alert(f)]));
    this.events = new Map(of("event").map((f) => [`${f.properties.source}/${f.properties.event}`, { ...f.properties, lon: f.geometry.coordinates[0], lat: f.geometry.coordinates[1] }]));
    this.redraw();
    this.relist();
  }

  #alert({ properties, geometry }) {
    const symbol = CLOSED.has(properties.state) ? "alert-closed" : `alert-${properties.certainty}`;
    return { ...properties, symbol, lon: geometry?.coordinates[0], lat: geometry?.coordinates[1] };
  }

  /** What of it all is in the window and switched on. */
  visible() {
    const { at, window, hidden } = this.state;
    const now = (thing) => inWindow(thing.began_at, thing.ended_at, at, window);
    return {
      tracks: [...this.tracks.values()].filter((track) => !hidden.has(track.shape)),
      alerts: [...this.alerts.values()].filter((alert) => now(alert) && !hidden.has(alert.symbol)),
      events: [...this.events.values()].filter((event) => now(event) && !hidden.has(event.nuisance ? "nuisances" : "events")),
      at, window,
    };
  }

  draw() {
    if (!this.ready) return;
    const { tracks, alerts, events, at, window } = this.visible();
    const drawn = drawTracks(tracks, at, window);
    const set = (source, data) => this.map.getSource(source).setData(data);
    set("heads", drawn.heads);
    set("trails", drawn.trails);
    set("fixes", drawn.fixes);
    set("events", collection(events.map((event) => point([event.lon, event.lat], { key: `event:${event.source}/${event.event}`, nuisance: Boolean(event.nuisance) }))));
    set("alerts", collection(alerts.filter((alert) => alert.lon !== undefined).map((alert) => point([alert.lon, alert.lat], { key: `alert:${alert.alert}`, symbol: alert.symbol, rank: alert.certainty === "certain" ? 2 : 1 }))));
    this.#drawAreas(at);
    this.coverage.show(this.map, at);
    this.#drawSelection();
  }

  #drawAreas(at) {
    const key = this.areas.map(({ properties: p }) => inForce(p, at)).join();
    if (key === this.areasDrawn) return;
    this.areasDrawn = key;
    const features = this.areas.map((area) => ({ ...area, properties: { ...area.properties, on: inForce(area.properties, at) } }));
    this.map.getSource("areas").setData(collection(features));
    this.map.getSource("area-labels").setData(collection(features.filter((f) => f.properties.on).map(({ properties: p }) => point(p.middle, { kind: "area", name: p.name }))));
  }

  list() {
    const shown = this.visible();
    this.panel.list(shown);
    const heard = shown.tracks.filter((track) => whereAt(track, shown.at, shown.window)).length;
    if (!this.playing) this.panel.announce({ ...shown, tracks: heard });
    const empty = this.element.querySelector("[data-nothing]");
    empty.hidden = !(this.settled && heard === 0 && shown.alerts.length === 0 && shown.events.length === 0);
    if (this.state.selected) this.#showSelected();
  }

  /** Chooses one thing by its key, "object:…", "alert:…", "event:…", "area:…"; "" lets go. */
  select(key, move) {
    this.state.selected = key || null;
    this.keepAddress();
    this.#showSelected();
    if (this.ready) this.#drawSelection();
    const place = this.#placeOf(key);
    if (move && place && this.map && !this.map.getBounds().contains(place)) this.map.easeTo({ center: place });
    if (key) this.element.querySelector("[data-detail]").scrollIntoView({ block: "nearest" });
  }

  #find(key) {
    const [kind, id] = split(key);
    if (kind === "area") return this.areas.find((area) => area.properties.key === id)?.properties;
    return { object: this.tracks, alert: this.alerts, event: this.events }[kind]?.get(id);
  }

  #placeOf(key) {
    const [kind] = split(key);
    const thing = key && this.#find(key);
    if (!thing) return null;
    if (kind === "object") return whereAt(thing, this.state.at, this.state.window)?.place ?? null;
    if (kind === "area") return thing.middle;
    return thing.lon === undefined ? null : [thing.lon, thing.lat];
  }

  #showSelected() {
    const key = this.state.selected ?? "";
    const [kind, id] = split(key);
    const values = key && this.#find(key);
    const here = kind === "object" && values ? whereAt(values, this.state.at, this.state.window) : null;
    if (!values || (kind === "object" && !here)) { this.panel.show(null); return; }
    const alerts = [...this.alerts.values()];
    const link = (alert) => ({ href: alert.url, text: `${alert.title} · ${this.panel.time(alert.began_at)}` });
    const lists = {
      object: () => ({ alerts: alerts.filter((alert) => alert.object === id).map(link) }),
      area: () => ({ rules: values.rules.map(({ text, href }) => ({ text, href })), alerts: alerts.filter((alert) => alert.area === values.area && alert.agreement === values.agreement).map(link) }),
    }[kind]?.() ?? {};
    const symbol = kind === "object" ? `${values.shape}-${here.state}` : kind === "event" ? (values.nuisance ? "event-nuisance" : "event") : values.symbol;
    this.panel.show({ kind, values, here, at: this.state.at, lists, symbol });
  }

  #drawSelection() {
    const key = this.state.selected ?? "";
    const [kind] = split(key);
    const place = this.#placeOf(key);
    const values = key && this.#find(key);
    this.map.getSource("selection").setData(collection(place && kind !== "area" ? [point(place, {})] : []));
    this.map.removeFeatureState({ source: "areas" });
    if (values && kind === "area") this.map.setFeatureState({ source: "areas", id: values.key }, { selected: true });
    const here = values && kind === "object" ? whereAt(values, this.state.at, this.state.window) : null;
    const radius = here ? values.accuracies[here.fix] : kind === "event" && values ? values.accuracy_m : null;
    this.map.getSource("accuracy").setData(collection(radius ? [circle(here ? values.places[here.fix] : place, radius)] : []));
  }

  #openMap() {
    const element = this.element.querySelector("[data-canvas]");
    const view = this.state.view ? { center: [this.state.view[0], this.state.view[1]], zoom: this.state.view[2] } : { bounds: this.given.bounds, fitBoundsOptions: { padding: this.#padding() } };
    this.map = openMap(element, view);
    if (!this.map) { this.element.classList.add("without-map"); this.element.querySelector("[data-no-map]").hidden = false; return; }
    this.map.once("style.load", () => {
      const colour = colours();
      addAreaLayers(this.map, colour, element.dataset.language);
      addCoverageLayer(this.map);
      addMovementLayers(this.map, colour);
      this.ready = true;
      applySwitches(this.map, this.state.hidden);
      this.#drawPlaces();
      this.areasDrawn = "";
      this.draw();
    });
    this.map.on("load", () => this.element.setAttribute("data-loaded", ""));
    this.map.on("evenhand.theme", ({ colour }) => { repaintLayers(this.map, colour); });
    this.map.on("moveend", () => {
      const { lng, lat } = this.map.getCenter();
      this.state.view = [lng, lat, this.map.getZoom()];
      this.keepAddress();
    });
    this.map.on("click", (event) => this.#clicked(event));
    this.map.on("mousemove", (event) => { this.map.getCanvas().style.cursor = this.#under(event.point, 5).length > 0 ? "pointer" : ""; });
  }

  /** Room for the legend, which lies over the map where there is space for it. */
  #padding() {
    const side = matchMedia("(max-width: 60rem)").matches ? 20 : 250;
    const rtl = document.documentElement.dir === "rtl";
    return { top: 30, bottom: 30, left: rtl ? 40 : side, right: rtl ? side : 40 };
  }

  #under({ x, y }, reach) {
    const layers = ["alert", "head", "event"].filter((layer) => this.map.getLayer(layer));
    return this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers });
  }

  #clicked(event) {
    const keys = [...new Set(this.#under(event.point, 9).map(({ properties: p }) => p.key ?? `object:${p.object}`))];
    if (keys.length > 0) {
      // Several things in one spot: each further click takes the next.
      const next = keys[(keys.indexOf(this.state.selected) + 1) % keys.length];
      this.select(next, false);
      return;
    }
    const inside = this.map.queryRenderedFeatures(event.point, { layers: ["area-fill"] }).map((f) => `area:${f.properties.key}`);
    const areas = [...new Set(inside)];
    this.select(areas.length > 0 ? areas[(areas.indexOf(this.state.selected) + 1) % areas.length] : "", false);
  }

  #legend() {
    const legend = this.element.querySelector("[data-legend]");
    for (const box of legend.querySelectorAll("input[type=checkbox]")) {
      box.checked = !this.state.hidden.has(box.value);
      const slot = box.parentElement.querySelector("[data-symbol]");
      if (slot?.dataset.symbol) slot.replaceChildren(swatch(slot.dataset.symbol));
      box.addEventListener("change", () => {
        if (box.checked) this.state.hidden.delete(box.value);
        else this.state.hidden.add(box.value);
        if (this.ready) applySwitches(this.map, this.state.hidden);
        this.keepAddress();
        this.redraw();
        this.relist();
      });
    }
    if (matchMedia("(max-width: 60rem)").matches) legend.open = false;
  }

  #keys() {
    document.addEventListener("keydown", (event) => {
      if (keyIsTaken(event)) return;
      if (event.key === "Escape" && this.state.selected) { this.select("", false); return; }
      if (this.timeline.press(event.key, event.shiftKey)) event.preventDefault();
    });
  }

  #notice(answers, waiting, failed) {
    this.settled = !waiting;
    this.element.setAttribute("aria-busy", String(waiting));
    this.element.querySelector("[data-progress]").hidden = !waiting;
    const broken = this.element.querySelector("[data-failed]");
    broken.hidden = !failed;
    const [shown, total] = answers.reduce(([a, b], { evenhand: e }) => [a + e.shown, b + e.total], [0, 0]);
    const thinned = this.element.querySelector("[data-thinned]");
    thinned.hidden = shown >= total;
    const every = Math.max(1, ...answers.map(({ evenhand: e }) => e.every));
    thinned.textContent = say(this.words.thinned, { every, shown, total });
  }

  #drawPlaces() {
    if (this.ready && this.places) this.map.getSource("places").setData(this.places);
  }

  async #loadOnce() {
    const get = (url) => fetch(url, { credentials: "same-origin" }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    this.element.querySelector("[data-retry]").addEventListener("click", () => this.store.retry());
    get(this.given.urls.timeline).then((answer) => answer && this.timeline.show(answer));
    const agreements = (await Promise.all(this.given.urls.agreements.map(get))).filter(Boolean);
    const features = agreements.flatMap((answer) => answer.features);
    this.areas = features.filter(({ properties }) => properties.kind === "area");
    this.places = collection(features.filter(({ properties }) => properties.kind === "place"));
    this.#drawPlaces();
    this.areasDrawn = "";
    this.redraw();
    this.relist();
  }
}

const inForce = ({ begins_at: begins, ends_at: ends, phase_on: phase }, at) => phase && (begins === null || begins <= at) && (ends === null || at < ends);
const split = (key) => [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
