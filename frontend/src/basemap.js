/** The base map: the world at once, detail where one looks closely, a graticule. Nothing comes from elsewhere. */
import * as maplibregl from "maplibre-gl";
import { colours, onThemeChange } from "./theme.js";
import { addSymbols } from "./symbols.js";
import { collection, path, point } from "./tracks.js";

const DETAIL_FROM_ZOOM = 4.5;
const EMPTY = collection([]);

/**
 * @param {HTMLElement} element with data-world, data-index, data-cells (folder), data-worker, data-language
 * @param {Partial<maplibregl.MapOptions>} options
 * @returns {maplibregl.Map | null} null where the browser cannot draw one
 */
export function openMap(element, options = {}) {
  const given = element.dataset;
  maplibregl.setWorkerUrl(new URL(given.worker, document.baseURI).href);
  let map;
  try {
    map = new maplibregl.Map({
      container: element, style: style(colours(), given), maxZoom: 17, minZoom: 1, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0, locale: JSON.parse(given.locale ?? "{}"),
      keyboard: true, ...options,
    });
  } catch {
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const rtl = document.documentElement.dir === "rtl";
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), rtl ? "top-left" : "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 120 }), rtl ? "bottom-right" : "bottom-left");
  map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: given.attribution }), rtl ? "bottom-left" : "bottom-right");
  map.on("load", () => element.querySelector(".maplibregl-ctrl-attrib")?.removeAttribute("open"));
  map.on("load", () => element.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show"));
  map.once("style.load", () => {
    addSymbols(map, colours());
    watchDetail(map, given);
    watchGraticule(map);
  });
  onThemeChange(() => repaint(map));
  return map;
}

/** MapLibre draws text itself from the fonts of the page. */
const FONT = ["system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"];

function style(colour, given) {
  const line = (id, source, kind, paint, extra = {}) => ({ id, type: "line", source, filter: ["==", ["get", "kind"], kind], paint, ...extra });
  const outlines = (source) => [
    { id: `${source}-land`, type: "fill", source, filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": colour.land } },
    line(`${source}-coast`, source, source === "world" ? "land" : "coast", { "line-color": colour.coast, "line-width": 0.8 }),
    line(`${source}-border`, source, "border", { "line-color": colour.border, "line-width": 0.9 }),
    line(`${source}-disputed`, source, "border-disputed", { "line-color": colour.border, "line-width": 0.9, "line-dasharray": [3, 3] }),
  ];
  return {
    version: 8,
    sources: {
      world: { type: "geojson", data: given.world, maxzoom: 6, tolerance: 0.5, attribution: "" },
      detail: { type: "geojson", data: EMPTY, maxzoom: 10, tolerance: 0.4 },
      grid: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour.sea } },
      ...outlines("world"),
      ...outlines("detail"),
      line("grid", "grid", "line", { "line-color": colour.grid, "line-width": 0.5 }),
      label("grid-label", "grid", "label", ["get", "text"], { "text-size": 10, "text-anchor": ["get", "anchor"], "text-offset": ["get", "offset"] }, colour),
      label("country-label", "world", "label", ["coalesce", ["get", given.language], ["get", "en"]], {
        "text-size": ["interpolate", ["linear"], ["zoom"], 2, 10, 6, 14], "text-letter-spacing": given.language === "ar" ? 0 : 0.08, "text-max-width": 8,
      }, colour, { minzoom: 2, filter: ["all", ["==", ["get", "kind"], "label"], [">", ["get", "area"], ["step", ["zoom"], 60, 3, 12, 4, 2, 5, 0]]] }),
    ],
  };
}

/** A layer of text in the page's fonts. */
export function label(id, source, kind, text, layout, colour, extra = {}) {
  return {
    id, type: "symbol", source, filter: ["==", ["get", "kind"], kind],
    layout: { "text-field": text, "text-font": FONT, ...layout },
    paint: { "text-color": colour.label, "text-halo-color": colour["label-halo"], "text-halo-width": 1.2 },
    ...extra,
  };
}

function repaint(map) {
  const colour = colours();
  addSymbols(map, colour);
  const paint = { sea: ["background-color", colour.sea], grid: ["line-color", colour.grid] };
  for (const source of ["world", "detail"]) {
    paint[`${source}-land`] = ["fill-color", colour.land];
    paint[`${source}-coast`] = ["line-color", colour.coast];
    paint[`${source}-border`] = paint[`${source}-disputed`] = ["line-color", colour.border];
  }
  for (const [layer, [property, value]] of Object.entries(paint)) map.setPaintProperty(layer, property, value);
  for (const { id, type } of map.getStyle().layers) {
    if (type !== "symbol") continue;
    map.setPaintProperty(id, "text-color", colour.label);
    map.setPaintProperty(id, "text-halo-color", colour["label-halo"]);
  }
  map.fire("evenhand.theme", { colour });
}

/** Loads the cells of the 1:10 million outline in view; until they are here the coarse outline stays. */
async function watchDetail(map, given) {
  const index = await fetch(given.index).then((response) => response.json()).catch(() => null);
  if (!index) return;
  const [cells, known] = [new Map(), new Set(index.cells)];
  const refresh = async () => {
    const close = map.getZoom() >= DETAIL_FROM_ZOOM;
    const wanted = close ? cellsInView(map.getBounds(), index.cell_deg).filter((cell) => known.has(cell)) : [];
    const absent = wanted.filter((cell) => !cells.has(cell));
    const loaded = await Promise.all(absent.map((cell) => fetch(`${given.cells}${cell}.json`).then((r) => r.json()).catch(() => null)));
    absent.forEach((cell, i) => { if (loaded[i]) cells.set(cell, loaded[i].features); });
    if (absent.length > 0) map.getSource("detail")?.setData(collection([...cells.values()].flat()));
    const complete = close && wanted.every((cell) => cells.has(cell));
    for (const part of ["land", "coast", "border", "disputed"]) {
      map.getLayer("detail-land") && map.setLayoutProperty(`detail-${part}`, "visibility", complete ? "visible" : "none");
      if (part !== "land") map.setLayoutProperty(`world-${part}`, "visibility", complete ? "none" : "visible");
    }
    if (!complete) map.setLayoutProperty("world-land", "visibility", "visible");
    else map.once("idle", () => map.setLayoutProperty("world-land", "visibility", map.getZoom() >= DETAIL_FROM_ZOOM ? "none" : "visible"));
  };
  map.on("moveend", refresh);
  await refresh();
}

function cellsInView(bounds, size) {
  const found = [];
  const [west, east] = [Math.max(bounds.getWest(), -180), Math.min(bounds.getEast(), 179.999)];
  for (let column = Math.floor((west + 180) / size); column <= Math.floor((east + 180) / size); column += 1) {
    for (let row = Math.floor((bounds.getSouth() + 90) / size); row <= Math.floor((bounds.getNorth() + 90) / size); row += 1) {
      found.push(`${column}_${row}`);
    }
  }
  return found;
}

/** Lines of longitude and latitude at a spacing that suits the zoom, named at the edges of the view. */
function watchGraticule(map) {
  const draw = () => {
    const bounds = map.getBounds();
    const span = bounds.getEast() - bounds.getWest();
    const step = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30].find((size) => span / size <= 9) ?? 30;
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    const [south, north] = [Math.max(bounds.getSouth(), -85), Math.min(bounds.getNorth(), 85)];
    const features = [];
    for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
      features.push(path([[lon, south], [lon, north]], { kind: "line" }));
      features.push(point([lon, north], { kind: "label", text: degrees(lon, "E", "W"), anchor: "top", offset: [0, 0.3] }));
    }
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      features.push(path([[west, lat], [east, lat]], { kind: "line" }));
      features.push(point([west, lat], { kind: "label", text: degrees(lat, "N", "S"), anchor: "left", offset: [0.4, 0] }));
    }
    map.getSource("grid")?.setData(collection(features));
  };
  map.on("moveend", draw);
  draw();
}

const degrees = (value, plus, minus) => {
  const size = Math.abs(Math.round(value * 100) / 100);
  return `${size}°${size === 0 ? "" : value > 0 ? plus : minus}`;
};
