/** The small maps: one alert, and the areas of an agreement. What they draw comes as one GeoJSON answer. */
import { label, openMap } from "./basemap.js";
import { addAreaLayers, repaintLayers } from "./layers.js";
import { colours } from "./theme.js";
import { circle, collection, point } from "./tracks.js";

export const extent = (features) => {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (value) => {
    if (typeof value[0] !== "number") { value.forEach(add); return; }
    box[0] = Math.min(box[0], value[0]);
    box[1] = Math.min(box[1], value[1]);
    box[2] = Math.max(box[2], value[0]);
    box[3] = Math.max(box[3], value[1]);
  };
  for (const { geometry } of features) if (geometry) add(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
};

async function open(element) {
  const answer = await fetch(element.dataset.src, { credentials: "same-origin" }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
  const note = element.querySelector("[data-note]");
  if (!answer || answer.features.length === 0) {
    element.classList.add("without-map");
    return null;
  }
  const near = answer.features.filter(({ properties: p }) => (element.dataset.map === "alert" ? ["crossing", "event"].includes(p.kind) || (p.kind === "fix" && p.inside !== false) : p.kind === "area"));
  const bounds = extent(near.length > 0 ? near : answer.features) ?? [-20, -20, 50, 50];
  const map = openMap(element, { bounds, fitBoundsOptions: { padding: 40, maxZoom: 11 }, cooperativeGestures: true });
  if (!map) { element.classList.add("without-map"); return null; }
  if (note) note.remove();
  return new Promise((resolve) => { map.once("style.load", () => resolve({ map, answer })); });
}

function drawAreas(map, answer, language) {
  addAreaLayers(map, colours(), language);
  const areas = answer.features.filter(({ properties }) => properties.kind === "area").map((f) => ({ ...f, properties: { ...f.properties, on: f.properties.phase_on } }));
  map.getSource("areas").setData(collection(areas));
  map.getSource("area-labels").setData(collection(areas.map(({ properties: p }) => point(p.middle, { kind: "area", name: p.name }))));
  map.getSource("places").setData(collection(answer.features.filter(({ properties }) => properties.kind === "place")));
  map.on("evenhand.theme", ({ colour }) => repaintLayers(map, colour));
}

/** @param {HTMLElement} element */
export async function areasMap(element) {
  const opened = await open(element);
  if (!opened) return;
  const { map, answer } = opened;
  drawAreas(map, answer, element.dataset.language);
  map.on("click", "area-fill", ({ features }) => { location.hash = `area-${features[0].properties.area}`; });
  map.on("mousemove", ({ point: at }) => { map.getCanvas().style.cursor = map.queryRenderedFeatures(at, { layers: ["area-fill"] }).length > 0 ? "pointer" : ""; });
  map.once("idle", () => element.setAttribute("data-loaded", ""));
}

/** @param {HTMLElement} element */
export async function alertMap(element) {
  const opened = await open(element);
  if (!opened) return;
  const { map, answer } = opened;
  drawAreas(map, answer, element.dataset.language);
  const colour = colours();
  const of = (kind) => answer.features.filter(({ properties }) => properties.kind === kind);
  const fixes = of("fix");
  const circles = [...fixes, ...of("event")].filter(({ properties: p }) => p.accuracy_m).map((f) => circle(f.geometry.coordinates, f.properties.accuracy_m, { inside: Boolean(f.properties.inside) }));
  map.addSource("alert", { type: "geojson", data: collection([...of("path"), ...of("crossing-segment"), ...fixes, ...of("event"), ...of("crossing")]) });
  map.addSource("alert-accuracy", { type: "geojson", data: collection(circles) });
  map.addLayer({ id: "alert-accuracy", type: "fill", source: "alert-accuracy", paint: { "fill-color": colour.track, "fill-opacity": 0.1, "fill-outline-color": colour.track } });
  const kind = (name) => ["==", ["get", "kind"], name];
  map.addLayer({ id: "alert-path", type: "line", source: "alert", filter: kind("path"), paint: { "line-color": colour.track, "line-width": 1.5 } });
  map.addLayer({ id: "alert-crossing", type: "line", source: "alert", filter: kind("crossing-segment"), paint: { "line-color": colour.certain, "line-width": 3.5 } });
  map.addLayer({ id: "alert-fix", type: "circle", source: "alert", filter: kind("fix"), paint: { "circle-radius": 3.5, "circle-color": ["case", ["==", ["get", "inside"], true], colour.certain, colour.paper], "circle-stroke-color": ["case", ["==", ["get", "inside"], true], colour.certain, colour.track], "circle-stroke-width": 1.5 } });
  map.addLayer({ id: "alert-event", type: "symbol", source: "alert", filter: kind("event"), layout: { "icon-image": ["case", ["get", "nuisance"], "event-nuisance", "event"], "icon-allow-overlap": true } });
  map.addLayer({ ...label("alert-point", "alert", "crossing", ["get", "text"], { "icon-image": ["get", "symbol"], "icon-rotate": ["get", "course"], "icon-allow-overlap": true, "text-size": 12, "text-allow-overlap": true, "text-anchor": ["match", ["get", "way"], "entry", "bottom", "top"], "text-offset": ["match", ["get", "way"], "entry", ["literal", [0, -1]], ["literal", [0, 1]]] }, colour) });
  map.once("idle", () => element.setAttribute("data-loaded", ""));
}
