/** Places in a form: a point, a way, an area, and the sector of an observer; drawn on the map, and typed without one. */
import { h } from "./dom.js";
import { say } from "../page.js";
import { named, observerOf, sectorOf, withBearing, withError, withObserver, withRange } from "./sector.js";
import { geopoint, geopointText, geotrace, geotraceText, typedPoint } from "./values.js";

const PATIENCE_MS = 30_000;
let script = null;

/** The script of the map, fetched when somebody wants one. */
const mapScript = (page) => (script ??= import(new URL(page.mapScript, document.baseURI).href).catch(() => { script = null; return null; }));

/** A place for a map that opens when asked; without WebGL or without the script it says so and the numbers stay. */
class MapBox {
  constructor(page, label, watch) {
    Object.assign(this, { page, watch, map: null });
    this.note = h("p", { class: "small quiet", role: "status" });
    this.holder = h("div", { class: "forms-map", hidden: true });
    this.button = h("button", { type: "button", class: "button", "aria-expanded": "false", onclick: () => this.toggle() }, label);
    this.element = h("div", { class: "forms-map-box" }, this.button, this.note, this.holder);
  }

  async toggle() {
    const open = this.holder.hidden;
    this.holder.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (!open || this.map) return;
    this.note.textContent = this.page.words.map_opening;
    const module = await mapScript(this.page);
    const canvas = document.getElementById("map-template").content.firstElementChild.cloneNode(true);
    this.holder.replaceChildren(canvas);
    this.map = (await module?.openPlaceMap?.(canvas, { words: this.page.words, places: this.page.gazetteer.places, bounds: this.page.gazetteer.bounds, language: this.page.config.language, ...this.watch })) ?? null;
    this.note.textContent = this.map ? "" : this.page.words.no_map;
    if (!this.map) this.holder.hidden = true;
    this.show();
  }

  show() { this.map?.show(); }
}

function position(page) {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) { reject(new Error(page.words.no_position)); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => reject(new Error(page.words.no_position)), { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 });
  });
}

/** Map and numbers for a question of type geopoint, geotrace or geoshape. */
export function placeControl(page, control, node, ids, type) {
  return type === "geopoint" ? pointControl(page, control, node, ids) : lineControl(page, node, ids, type === "geoshape");
}

function pointControl(page, control, node, ids) {
  const byReceiver = !(control.appearance ?? "").includes("placement-map");
  const input = h("input", { ...ids, type: "text", dir: "ltr", autocomplete: "off", placeholder: "31.2089 16.5887", onchange: () => typed() });
  const about = h("span", { class: "small quiet", role: "status" });
  function typed() {
    const point = typedPoint(input.value);
    page.answer(node, point ? geopointText(point) : input.value.trim());
  }
  const receiver = h("button", { type: "button", class: "button", onclick: async () => {
    about.textContent = page.words.position_asked;
    try {
      const { latitude, longitude, altitude, accuracy } = await position(page);
      page.answer(node, geopointText({ lat: latitude, lon: longitude, altitude: altitude ?? 0, accuracy }));
    } catch (fault) { about.textContent = fault.message; }
  } }, page.words.my_position);
  const box = byReceiver ? null : new MapBox(page, page.words.draw, {
    shape: () => { const point = geopoint(node.value); return { kind: "point", points: point ? [[point.lon, point.lat]] : [] }; },
    tap: ([lon, lat]) => page.answer(node, geopointText({ lat, lon })),
    move: (_key, [lon, lat]) => page.answer(node, geopointText({ lat, lon })),
  });
  return {
    element: h("div", {}, h("div", { class: "forms-line" }, input, byReceiver ? receiver : null, about), box?.element ?? null), input,
    show: () => {
      const point = geopoint(node.value);
      if (document.activeElement !== input) input.value = point ? `${point.lat} ${point.lon}` : node.value ?? "";
      if (point?.accuracy) about.textContent = `± ${Math.round(point.accuracy)} m`;
      else if (point) about.textContent = "";
      box?.show();
    },
  };
}

function lineControl(page, node, ids, closed) {
  const input = h("textarea", { ...ids, dir: "ltr", autocomplete: "off", placeholder: "31.2089 16.5887\n31.2101 16.6012", onchange: () => set(input.value.split(/\n|;/).map(typedPoint).filter(Boolean).map(({ lat, lon }) => [lon, lat])) });
  const points = () => { const all = geotrace(node.value); return closed && all.length > 3 ? all.slice(0, -1) : all; };
  const set = (all) => page.answer(node, geotraceText(all, closed));
  const undo = h("button", { type: "button", class: "button", onclick: () => set(points().slice(0, -1)) }, page.words.last_point_out);
  const box = new MapBox(page, page.words.draw, {
    shape: () => ({ kind: closed ? "area" : "route", points: points() }),
    tap: (place) => set([...points(), place]),
    move: (key, place) => set(points().map((one, i) => (i === Number(key) ? place : one))),
    remove: (key) => set(points().filter((_one, i) => i !== Number(key))),
  });
  return {
    element: h("div", {}, input, h("p", { class: "small quiet" }, page.words.one_point_a_line), undo, box.element), input,
    show: () => {
      if (document.activeElement !== input) input.value = points().map(([lon, lat]) => `${lat} ${lon}`).join("\n");
      undo.disabled = points().length === 0;
      box.show();
    },
  };
}

/** Where a group asks for a position or a direction, a map on which both are drawn; its questions stay beside it. */
export function sectorPanel(page, group, container) {
  const nodes = named(group);
  if (!nodes.marked && !nodes.bearing_deg) return;
  const own = Boolean(nodes.marked);
  const sector = () => (own ? sectorOf(nodes) : null);
  const said = h("p", { class: "forms-sector", role: "status" });
  const isSector = () => !nodes.kind || nodes.kind.value !== "point";
  const choose = (pairs) => page.answers(pairs);
  const asSector = (pairs) => [...(own && nodes.kind && !["sector", "named", "direction"].includes(nodes.kind.value) ? [[nodes.kind, "sector"]] : []), ...pairs];
  const box = new MapBox(page, page.words.draw_sector, {
    shape: () => {
      const kind = nodes.kind?.value ?? "";
      if (kind === "named") return { kind: "named", place: nodes.named?.value ?? "", points: [] };
      const observer = observerOf(nodes);
      return isSector() ? { kind: "sector", points: observer ? [observer] : [], sector: sector() } : { kind: "point", points: observer ? [observer] : [] };
    },
    tap: (place) => choose([...(nodes.kind && !["sector", "point"].includes(nodes.kind.value) ? [[nodes.kind, "sector"]] : []), ...withObserver(nodes, place)]),
    move: (key, place, polar) => choose(moved(key, place, polar)),
    place: nodes.named ? (id) => choose([[nodes.kind, "named"], [nodes.named, id]]) : null,
  });
  function moved(key, place, polar) {
    if (key === "observer" || key === "0") return withObserver(nodes, place);
    if (key === "bearing") return asSector(withBearing(nodes, polar.bearing));
    if (key === "error") return asSector(withError(nodes, Math.abs(((polar.bearing - (sector()?.bearing ?? 0) + 540) % 360) - 180)));
    return asSector(withRange(nodes, key, polar.distance));
  }
  const element = h("div", { class: "forms-place" }, box.element, said);
  container.append(element);
  page.fields.push({ node: group, element, show: () => {
    element.hidden = Boolean(group.off) || !own || !["sector", "point", "named", ""].includes(nodes.kind?.value ?? "");
    const found = isSector() ? sector() : null;
    said.textContent = found && found.bearing !== null ? say(page.words.sector, { bearing: round(found.bearing), error: round(found.error), low: km(found.low), high: km(found.high) }) : "";
    box.show();
  } });
}

const round = (value) => `${Math.round(value * 10) / 10}°`;
const km = (length) => (length < 1000 ? `${Math.round(length)} m` : `${Math.round(length / 100) / 10} km`);
