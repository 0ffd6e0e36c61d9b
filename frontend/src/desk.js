/** The map of the desk, which asks for what lies in view, and the map of one report: shapes, not points. */
import { label, openMap } from "./basemap.js";
import { addAreaLayers, repaintLayers } from "./layers.js";
import { say } from "./page.js";
import { colours } from "./theme.js";
import { collection } from "./tracks.js";
import { extent } from "./small.js";

const EMPTY = collection([]);
const CLUSTER = ["all", [">", ["get", "number"], 1]];
const SINGLE = ["==", ["get", "number"], 1];

/** The address of the answer for what the map shows, with the filters of the page. @param {string} address */
export function asked(address, search, [west, south, east, north]) {
  const query = new URLSearchParams(search);
  for (const name of ["after", "before"]) query.delete(name);
  query.set("bbox", [west, south, east, north].map((value) => value.toFixed(4)).join(","));
  return `${address}?${query}`;
}

function addDeskLayers(map, colour) {
  map.addSource("desk", { type: "geojson", data: EMPTY });
  const radius = ["interpolate", ["linear"], ["log10", ["get", "number"]], 0, 9, 2, 18, 5, 30];
  map.addLayer({ id: "desk-many", type: "circle", source: "desk", filter: CLUSTER, paint: { "circle-radius": radius, "circle-color": colour.track, "circle-opacity": 0.85, "circle-stroke-color": colour.paper, "circle-stroke-width": 1.5 } });
  map.addLayer({ ...label("desk-number", "desk", "", ["to-string", ["get", "number"]], { "text-size": 12, "text-allow-overlap": true }, colour), filter: CLUSTER, paint: { "text-color": colour.paper } });
  map.addLayer({ id: "desk-one", type: "symbol", source: "desk", filter: SINGLE, layout: { "icon-image": ["get", "symbol"], "icon-allow-overlap": true } });
}

/** @param {HTMLElement} element */
export function deskMap(element) {
  const fold = element.closest("details");
  if (fold && !fold.open) fold.addEventListener("toggle", () => open(element), { once: true });
  else open(element);
}

function open(element) {
  const map = openMap(element, { bounds: [5, 20, 30, 36], cooperativeGestures: true });
  if (!map) { element.classList.add("without-map"); return; }
  const note = element.querySelector("[data-note]");
  let latest = 0;
  const load = async ({ fit = false } = {}) => {
    const mine = (latest += 1);
    const [[west, south], [east, north]] = map.getBounds().toArray();
    const box = fit ? [-180, -89, 180, 89] : [Math.max(west, -180), Math.max(south, -89), Math.min(east, 180), Math.min(north, 89)];
    const answer = await fetch(asked(element.dataset.src, location.search, box), { credentials: "same-origin" }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    if (!answer || mine !== latest) return;
    const newest = answer.evenhand.of_newest;
    if (note) { note.hidden = !newest; note.textContent = newest ? say(element.dataset.more, { count: newest }) : ""; }
    if (fit) {
      const { bounds } = answer.evenhand;
      if (bounds) { map.fitBounds(bounds, { padding: 40, maxZoom: 11, animate: false }); return; }
    }
    map.getSource("desk").setData(answer);
    element.setAttribute("data-loaded", "");
  };
  map.once("style.load", () => {
    addDeskLayers(map, colours());
    map.on("moveend", () => load());
    load({ fit: true }).then(() => load());
  });
  map.on("click", "desk-one", ({ features }) => { location.href = features[0].properties.url; });
  map.on("click", "desk-many", ({ features }) => map.easeTo({ center: features[0].geometry.coordinates, zoom: map.getZoom() + 2 }));
  map.on("mousemove", ({ point: at }) => {
    const [hit] = map.queryRenderedFeatures(at, { layers: ["desk-one", "desk-many"] });
    map.getCanvas().style.cursor = hit ? "pointer" : "";
    map.getCanvas().title = hit?.properties.title ? `${hit.properties.title} · ${hit.properties.about}` : "";
  });
  document.addEventListener("htmx:after:swap", () => load());
}

/** @param {HTMLElement} element */
export async function reportMap(element) {
  const answer = await fetch(element.dataset.src, { credentials: "same-origin" }).then((r) => (r.ok ? r.json() : null)).catch(() => null);
  const of = (...kinds) => answer.features.filter(({ properties }) => kinds.includes(properties.kind));
  const bounds = answer && extent(of("reported", "item", "observer", "other-sector"));
  const map = bounds ? openMap(element, { bounds, fitBoundsOptions: { padding: 40, maxZoom: 13 }, cooperativeGestures: true }) : null;
  if (!map) { element.classList.add("without-map"); return; }
  element.querySelector("[data-note]")?.remove();
  map.once("style.load", () => {
    const colour = colours();
    addAreaLayers(map, colour, element.dataset.language);
    map.getSource("places").setData(collection(of("place")));
    map.on("evenhand.theme", ({ colour: changed }) => repaintLayers(map, changed));
    map.addSource("report", { type: "geojson", data: collection(of("reported", "item", "observer", "other-sector", "common", "near")) });
    const kind = (name) => ["==", ["get", "kind"], name];
    const shape = (id, name, tone, opacity, dash) => {
      map.addLayer({ id: `${id}-fill`, type: "fill", source: "report", filter: kind(name), paint: { "fill-color": tone, "fill-opacity": opacity } });
      map.addLayer({ id: `${id}-line`, type: "line", source: "report", filter: kind(name), paint: { "line-color": tone, "line-width": 2, ...(dash ? { "line-dasharray": dash } : {}) } });
    };
    shape("other", "other-sector", colour.track, 0.06, [3, 2]);
    shape("item", "item", colour.event, 0.12, [1, 1.5]);
    shape("reported", "reported", colour.selected, 0.15);
    shape("common", "common", colour.certain, 0.4);
    map.addLayer({ id: "observer", type: "circle", source: "report", filter: kind("observer"), paint: { "circle-radius": 5, "circle-color": colour.paper, "circle-stroke-color": colour.selected, "circle-stroke-width": 2 } });
    map.addLayer({ id: "near", type: "symbol", source: "report", filter: kind("near"), layout: { "icon-image": ["get", "symbol"], "icon-size": 0.8, "icon-allow-overlap": true } });
    map.once("idle", () => element.setAttribute("data-loaded", ""));
  });
}
