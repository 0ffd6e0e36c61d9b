/** The coverage layer: where somebody was listening or looking in the hour shown, and where nobody was. */
import { readable } from "./clock.js";
import { say } from "./page.js";
import { swatch } from "./symbols.js";
import { collection } from "./tracks.js";

const [HOUR, DAY, KEPT] = [3600, 86400, 12];

/** The cells that suit a zoom, degrees. */
export const cellFor = (zoom) => (zoom >= 8 ? 0.1 : zoom >= 4.5 ? 0.25 : zoom >= 3 ? 0.5 : 1.0);

/** The cells of one hour with their levels. @param {{cells: number[][], hours: any[]}} answer @param {number} at */
export function cellsAt(answer, at) {
  const hour = answer.hours.find((one) => one.at <= at && at < one.at + HOUR);
  if (!hour) return { hour: null, features: [] };
  const features = answer.cells.map(([west, south, east, north], i) => ({
    type: "Feature",
    properties: { level: Number(hour.levels[i]) },
    geometry: { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
  }));
  return { hour, features };
}

export class CoverageLayer {
  /** @param {HTMLElement} element @param {any} given @param {string | null} sensor @param {(sensor: string | null) => void} chosen */
  constructor(element, given, sensor, chosen) {
    this.address = given.urls.coverage;
    this.words = given.words.coverage;
    this.read = readable(given.zone);
    this.known = new Map();
    this.pick = element.querySelector("[data-pick=coverage]");
    if (!this.pick) return;
    this.key = element.querySelector("[data-coverage-key]");
    this.says = element.querySelector("[data-coverage-says]");
    for (const slot of this.key.querySelectorAll("[data-symbol]")) slot.replaceChildren(swatch(slot.dataset.symbol));
    if ([...this.pick.options].some((option) => option.value === sensor)) this.pick.value = sensor;
    this.pick.addEventListener("change", () => { chosen(this.sensor); this.drawn = ""; this.redraw(); });
  }

  get sensor() {
    return this.pick?.value || null;
  }

  /** Draws the hour of an instant; asks for its day where it is not here yet. */
  show(map, at) {
    if (!this.pick) return;
    if (!this.map) map.on("zoomend", () => this.redraw());
    Object.assign(this, { map, at });
    this.redraw();
  }

  redraw() {
    if (!this.map) return;
    const on = Boolean(this.sensor);
    this.key.hidden = this.says.hidden = !on;
    const day = Math.floor(this.at / DAY) * DAY;
    const key = `${day}/${cellFor(this.map.getZoom())}/${this.sensor}`;
    const answer = on ? this.#ask(key) : null;
    const drawn = on ? `${key}/${Math.floor(this.at / HOUR)}/${Boolean(answer?.cells)}` : "";
    if (on && answer === null) this.says.textContent = this.words.loading;
    if (on && answer?.failed) this.says.textContent = this.words.failed;
    if (drawn === this.drawn || (on && !answer?.cells)) return;
    this.drawn = drawn;
    const { hour, features } = on ? cellsAt(answer, this.at) : { hour: null, features: [] };
    this.map.getSource("coverage").setData(collection(features));
    if (!hour) return;
    const { blind, disturbed, total } = hour;
    const sentence = blind + disturbed > 0 ? this.words.blind : this.words.watched;
    this.says.textContent = say(sentence, { hour: this.read(hour.at), blind, disturbed, total });
  }

  #ask(key) {
    if (this.known.has(key)) return this.known.get(key);
    const [day, cell, sensor] = key.split("/");
    this.known.set(key, null);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
    const address = new URL(this.address, document.baseURI);
    address.search = new URLSearchParams({ at: new Date(Number(day) * 1000).toISOString(), cell: Number(cell) === 1 ? "1.0" : cell, sensor }).toString();
    fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .catch(() => ({ failed: true }))
      .then((answer) => {
        this.known.set(key, answer);
        if (answer.failed) setTimeout(() => this.known.delete(key), 10_000);
        this.redraw();
      });
    return null;
  }
}
