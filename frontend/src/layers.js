/** The layers of the situation map, in the order in which they lie on each other, and how they are switched. */
import { label } from "./basemap.js";
import { collection } from "./tracks.js";

const EMPTY = collection([]);
const ICON = { "icon-allow-overlap": true, "icon-ignore-placement": true };

/** What a switch of the legend shows or hides: whole layers, or kinds within them. */
export const SWITCHES = {
  areas: ["area-fill", "area-hatch", "area-agreed", "area-derived", "area-illustrative", "area-off", "area-label"],
  places: ["place"],
  graticule: ["grid", "grid-label"],
  trails: ["trail", "trail-gap"],
  fixes: ["fix"],
  names: ["head-label"],
};

/** What was known of each cell, below everything else: each level has its own pattern. */
export const COVERAGE_LEVELS = ["blind", "thin", "interference", "good"];
export function addCoverageLayer(map) {
  map.addSource("coverage", { type: "geojson", data: EMPTY });
  const pattern = ["match", ["get", "level"], ...COVERAGE_LEVELS.slice(1).flatMap((level, i) => [i + 1, `coverage-${level}`]), "coverage-blind"];
  map.addLayer({ id: "coverage", type: "fill", source: "coverage", paint: { "fill-pattern": pattern } }, map.getLayer("area-fill") ? "area-fill" : undefined);
}

export const SHAPES = ["aircraft", "drone", "vessel", "vehicle", "person", "unknown"];

/** @param {maplibregl.Map} map @param {Record<string, string>} colour */
export function addAreaLayers(map, colour, language) {
  map.addSource("areas", { type: "geojson", data: EMPTY, promoteId: "key" });
  map.addSource("area-labels", { type: "geojson", data: EMPTY });
  map.addSource("places", { type: "geojson", data: EMPTY });
  const status = (name) => ["all", ["==", ["get", "status"], name], ["get", "on"]];
  const outline = (id, filter, dash, paint = {}) => map.addLayer({
    id, type: "line", source: "areas", filter,
    paint: { "line-color": colour.area, "line-width": ["case", ["boolean", ["feature-state", "selected"], false], 3, 1.4], ...(dash ? { "line-dasharray": dash } : {}), ...paint },
  });
  map.addLayer({ id: "area-fill", type: "fill", source: "areas", filter: ["get", "on"], paint: { "fill-color": colour.area, "fill-opacity": ["case", ["==", ["get", "status"], "illustrative"], 0.02, 0.08] } });
  map.addLayer({ id: "area-hatch", type: "fill", source: "areas", filter: status("illustrative"), paint: { "fill-pattern": "hatch", "fill-opacity": 0.3 } });
  outline("area-off", ["!", ["get", "on"]], [1, 4], { "line-color": colour["area-off"] });
  outline("area-agreed", status("agreed"), null);
  outline("area-derived", status("derived"), [6, 2]);
  outline("area-illustrative", status("illustrative"), [1.5, 2.5]);
  map.addLayer(label("area-label", "area-labels", "area", ["get", "name"], { "text-size": 11, "text-max-width": 9, "text-padding": 6 }, { ...colour, label: colour.area }, { minzoom: 5 }));
  map.addLayer({
    ...label("place", "places", "place", ["get", "name"], {
      "icon-image": "place", "text-size": 12, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.6, "text-optional": true,
      "symbol-sort-key": ["get", "rank"],
    }, { ...colour, label: colour.place }),
  });
  void language;
}

/** @param {maplibregl.Map} map @param {Record<string, string>} colour */
export function addMovementLayers(map, colour) {
  for (const id of ["accuracy", "trails", "fixes", "events", "alerts", "heads", "selection"]) map.addSource(id, { type: "geojson", data: EMPTY });
  const byShape = ["match", ["get", "shape"], ...SHAPES.slice(0, -1).flatMap((shape) => [shape, colour[shape]]), colour.unknown];
  map.addLayer({ id: "accuracy", type: "fill", source: "accuracy", paint: { "fill-color": colour.selected, "fill-opacity": 0.15, "fill-outline-color": colour.selected } });
  map.addLayer({ id: "trail", type: "line", source: "trails", filter: ["!", ["get", "gap"]], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": byShape, "line-width": 1.4, "line-opacity": 0.8 } });
  map.addLayer({ id: "trail-gap", type: "line", source: "trails", filter: ["get", "gap"], paint: { "line-color": byShape, "line-width": 1, "line-dasharray": [2, 3], "line-opacity": 0.7 } });
  map.addLayer({
    id: "fix", type: "circle", source: "fixes",
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 1, 10, 3], "circle-color": ["case", ["get", "sure"], byShape, colour.paper],
      "circle-stroke-color": byShape, "circle-stroke-width": ["case", ["get", "sure"], 0, 1.2],
    },
  });
  map.addLayer({ id: "event", type: "symbol", source: "events", layout: { "icon-image": ["case", ["get", "nuisance"], "event-nuisance", "event"], "icon-size": 0.8, ...ICON } });
  map.addLayer({ id: "head", type: "symbol", source: "heads", layout: { "icon-image": ["get", "symbol"], "icon-rotate": ["case", ["in", ["get", "shape"], ["literal", ["aircraft", "drone", "vessel"]]], ["get", "course"], 0], "icon-rotation-alignment": "map", ...ICON } });
  map.addLayer({
    ...label("head-label", "heads", "", ["get", "label"], { "text-size": 11, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.1, "text-optional": true }, colour, { minzoom: 5 }),
    filter: true,
  });
  map.addLayer({ id: "alert", type: "symbol", source: "alerts", layout: { "icon-image": ["get", "symbol"], "symbol-sort-key": ["get", "rank"], ...ICON } });
  map.addLayer({ id: "selection", type: "circle", source: "selection", paint: { "circle-radius": 16, "circle-color": "transparent", "circle-stroke-color": colour.selected, "circle-stroke-width": 2.5 } });
}

/** Gives the layers of movement and areas the colours of the theme again. */
export function repaintLayers(map, colour) {
  const byShape = ["match", ["get", "shape"], ...SHAPES.slice(0, -1).flatMap((shape) => [shape, colour[shape]]), colour.unknown];
  const paints = [
    ["area-fill", "fill-color", colour.area], ["area-off", "line-color", colour["area-off"]], ["area-agreed", "line-color", colour.area],
    ["area-derived", "line-color", colour.area], ["area-illustrative", "line-color", colour.area], ["area-label", "text-color", colour.area],
    ["place", "text-color", colour.place], ["trail", "line-color", byShape], ["trail-gap", "line-color", byShape], ["fix", "circle-stroke-color", byShape],
    ["fix", "circle-color", ["case", ["get", "sure"], byShape, colour.paper]], ["selection", "circle-stroke-color", colour.selected],
    ["accuracy", "fill-color", colour.selected], ["accuracy", "fill-outline-color", colour.selected],
  ];
  for (const [layer, property, value] of paints) if (map.getLayer(layer)) map.setPaintProperty(layer, property, value);
}

/** Shows and hides what the legend's switches say. @param {Set<string>} hidden */
export function applySwitches(map, hidden) {
  for (const [name, layers] of Object.entries(SWITCHES)) {
    for (const layer of layers) if (map.getLayer(layer)) map.setLayoutProperty(layer, "visibility", hidden.has(name) ? "none" : "visible");
  }
}
