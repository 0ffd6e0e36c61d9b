/** The map in a form: tap or drag where something was; an observer's sector has grips for bearing, error and distances. */
import * as maplibregl from "maplibre-gl";
import { label, openMap } from "./basemap.js";
import { away, between, sectorRings } from "./form/geodesy.js";
import { say } from "./page.js";
import { colours } from "./theme.js";
import { collection, path, point } from "./tracks.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const [STEP, STRIDE] = [6, 36];
const polygon = (rings, properties) => ({ type: "Feature", properties, geometry: { type: "Polygon", coordinates: rings } });

/** @returns {Promise<PlaceMap | null>} null where the browser cannot draw one */
export async function openPlaceMap(element, given) {
  const map = openMap(element, { center: [18, 29], zoom: 4, cooperativeGestures: false });
  if (!map) return null;
  await new Promise((resolve) => { map.once("style.load", resolve); });
  return new PlaceMap(map, element, given);
}

class PlaceMap {
  constructor(map, element, given) {
    Object.assign(this, { map, element, given, held: new Map(), drawn: "" });
    const colour = colours();
    for (const id of ["drawn", "gazetteer"]) map.addSource(id, { type: "geojson", data: collection([]) });
    map.addLayer({ id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour.selected, "fill-opacity": 0.18 } });
    map.addLayer({ id: "drawn-line", type: "line", source: "drawn", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colour.selected, "line-width": 2 } });
    map.addLayer({ id: "gazetteer-dot", type: "circle", source: "gazetteer", paint: { "circle-radius": ["case", ["get", "on"], 8, 4], "circle-color": ["case", ["get", "on"], colour.selected, colour.place], "circle-stroke-color": colour.paper, "circle-stroke-width": 1.5 } });
    map.addLayer(label("gazetteer-name", "gazetteer", "place", ["get", "name"], { "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.6] }, colour));
    map.on("click", (event) => this.#tapped(event));
    this.show();
    this.#fit();
    map.once("idle", () => element.setAttribute("data-loaded", ""));
  }

  #tapped({ point: at, lngLat }) {
    const near = this.given.place ? this.map.queryRenderedFeatures([[at.x - 8, at.y - 8], [at.x + 8, at.y + 8]], { layers: ["gazetteer-dot"] }) : [];
    if (near.length > 0) this.given.place(near[0].properties.id);
    else this.given.tap(rounded([lngLat.lng, lngLat.lat]));
  }

  /** Draws what the answers say now. */
  show() {
    const shape = this.given.shape();
    const key = JSON.stringify(shape);
    if (key === this.drawn) return;
    const before = this.shape;
    [this.drawn, this.shape] = [key, shape];
    this.#draw(shape);
    this.#grips(shape);
    if (before && before.points.length === 0 && shape.points.length > 0) this.#fit();
  }

  #draw(shape) {
    const features = [];
    if (shape.sector) features.push(polygon(sectorRings(shape.sector), {}));
    if (shape.kind === "route" && shape.points.length > 1) features.push(path(shape.points, {}));
    if (shape.kind === "area" && shape.points.length > 1) features.push(shape.points.length > 2 ? polygon([[...shape.points, shape.points[0]]], {}) : path(shape.points, {}));
    this.map.getSource("drawn").setData(collection(features));
    const places = this.given.places ?? [];
    this.map.getSource("gazetteer").setData(collection(places.map(({ id, names, lon, lat }) => point([lon, lat], { kind: "place", id, name: names[this.given.language] ?? names.en, on: shape.place === id }))));
  }

  #wanted({ kind, points, sector }) {
    const { words } = this.given;
    if (kind !== "sector") return points.map((place, i) => ({ key: String(i), kind: "corner", place, label: say(words.grip_point, { number: i + 1 }) }));
    const grips = points.map((place) => ({ key: "observer", kind: "centre", place, label: words.grip_observer }));
    if (!sector) return grips;
    const { observer, bearing, error, low, high } = sector;
    const along = bearing ?? 0;
    const at = (distance, turn) => away(observer, distance, turn);
    grips.push({ key: "bearing", kind: "rim", place: at((low + high) / 2, along), label: say(words.grip_bearing, { bearing: bearing === null ? "–" : `${bearing}°` }) });
    grips.push({ key: "high", kind: "rim", place: at(high, along), label: say(words.grip_high, { distance: `${Math.round(high)} m` }) });
    if (low > 0 || bearing !== null) grips.push({ key: "low", kind: "rim", place: at(Math.max(low, high / 12), along), label: say(words.grip_low, { distance: `${Math.round(low)} m` }) });
    if (bearing !== null) grips.push({ key: "error", kind: "between", place: at(high, along + Math.min(error, 179)), label: say(words.grip_error, { error: `${error}°` }) });
    return grips;
  }

  #grips(shape) {
    const wanted = new Map(this.#wanted(shape).map((grip) => [grip.key, grip]));
    for (const [key, { marker }] of this.held) if (!wanted.has(key)) { marker.remove(); this.held.delete(key); }
    for (const [key, grip] of wanted) {
      const held = this.held.get(key) ?? { marker: this.#marker(grip) };
      Object.assign(held, grip);
      this.held.set(key, held);
      held.marker.getElement().setAttribute("aria-label", grip.label);
      if (!held.dragged) held.marker.setLngLat(grip.place);
    }
  }

  #marker({ key, kind, place }) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "grip";
    element.dataset.kind = kind;
    element.dataset.grip = key;
    const marker = new maplibregl.Marker({ element, draggable: true }).setLngLat(place).addTo(this.map);
    const here = () => { const { lng, lat } = marker.getLngLat(); return [lng, lat]; };
    marker.on("drag", () => { this.held.get(key).dragged = true; this.#moved(key, here()); });
    marker.on("dragend", () => { const held = this.held.get(key); if (held) { held.dragged = false; held.marker.setLngLat(held.place); } });
    element.addEventListener("click", (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => this.#key(event, key));
    return marker;
  }

  #moved(key, place) {
    const observer = this.shape.sector?.observer;
    this.given.move(key, rounded(place), observer ? between(observer, place) : null);
  }

  /** Arrows: a point goes that way; a bearing turns, a distance grows and shrinks. */
  #key(event, key) {
    const way = ARROWS[event.key];
    const grip = this.held.get(key);
    if (way) {
      const { sector } = this.shape;
      const size = event.shiftKey ? STRIDE : STEP;
      const amount = way[0] - way[1];
      if (sector && key === "bearing") this.given.move(key, null, { bearing: (sector.bearing ?? 0) + amount * (event.shiftKey ? 10 : 1) });
      else if (sector && key === "error") this.given.move(key, null, { bearing: sector.bearing + Math.max(0.5, sector.error + amount * (event.shiftKey ? 5 : 1)) });
      else if (sector && (key === "low" || key === "high")) this.given.move(key, null, { distance: sector[key] + amount * (event.shiftKey ? 1000 : 100) });
      else {
        const { x, y } = this.map.project(grip.place);
        const { lng, lat } = this.map.unproject([x + way[0] * size, y + way[1] * size]);
        this.#moved(key, [lng, lat]);
      }
    } else if (["Delete", "Backspace"].includes(event.key) && this.given.remove) this.given.remove(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #fit() {
    const { sector, points } = this.shape;
    const named = (this.given.places ?? []).find(({ id }) => id === this.shape.place);
    const { bounds } = this.given;
    const all = sector ? sectorRings(sector).flat() : points.length > 0 ? points : named ? [[named.lon, named.lat]] : bounds ? [bounds.slice(0, 2), bounds.slice(2)] : [];
    if (all.length === 0) return;
    const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
    this.map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { padding: 40, maxZoom: 10, animate: false });
  }
}

const rounded = ([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
