/** What a hand, a finger or the keyboard takes hold of: a button on the map for each corner, centre and radius. */
import * as maplibregl from "maplibre-gl";
import { say } from "./page.js";
import { apart, away, between, handles, inserted, lengths, metres, put, removed, sketch, written } from "./shapes.js";
import { collection, path } from "./tracks.js";

const MOST_BETWEEN = 80;
const [STEP, STRIDE] = [6, 36];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const rounded = ([lon, lat]) => [Number(lon.toFixed(5)), Number(lat.toFixed(5))];

export class Grips {
  /** @param {maplibregl.Map} map @param {import("./whatif.js").WhatIf} desk */
  constructor(map, desk) {
    this.map = map;
    this.desk = desk;
    this.shown = [];
  }

  /** Puts a grip on everything of a shape that can be moved; null takes them away. */
  show(area, shape) {
    const focused = document.activeElement?.dataset?.grip;
    const wanted = shape ? this.#wanted(area, shape) : [];
    const same = wanted.length === this.shown.length && wanted.every((one, i) => one.key === this.shown[i].key);
    if (!same) {
      for (const { marker } of this.shown) marker.remove();
      this.shown = wanted.map((one) => ({ ...one, marker: this.#marker(one) }));
    }
    wanted.forEach((one, i) => {
      const held = this.shown[i];
      Object.assign(held, { place: one.place, act: one.act, label: one.label });
      held.marker.setLngLat(one.place);
      held.marker.getElement().setAttribute("aria-label", one.label);
    });
    if (focused && !same) this.shown.find(({ key }) => key === focused)?.marker.getElement().focus();
  }

  #wanted(area, shape) {
    const { places } = this.desk.given;
    const name = this.desk.names.get(area);
    const found = handles(shape, places);
    const words = this.desk.words;
    const label = { corner: words.vertex, line: words.line, centre: words.centre };
    const grips = found.map((one) => ({
      key: `${area}/${one.path.join(".")}`, kind: one.kind, place: one.place, label: say(label[one.kind], { number: one.number, name }),
      act: {
        move: (place, kind) => this.desk.reshape(area, put(this.desk.shape(area), one.path, rounded(place)), words.moved, kind),
        try: (place) => put(this.desk.shape(area), one.path, place),
        remove: one.kind === "centre" ? null : () => { const left = removed(this.desk.shape(area), one.path, one.closed ? 3 : 2); if (left) this.desk.reshape(area, left, words.taken); },
      },
    }));
    for (const { path: where, name: field, text, centre } of lengths(shape, places)) {
      if (field !== "radius" || Number.isNaN(metres(text))) continue;
      const size = (place) => written(apart(centre, place));
      grips.push({
        key: `${area}/${where.join(".")}`, kind: "rim", place: away(centre, metres(text), 90), label: say(words.rim, { name, size: text }),
        act: { move: (place, kind) => this.desk.reshape(area, put(this.desk.shape(area), where, size(place)), words.sized, kind), try: (place) => put(this.desk.shape(area), where, size(place)), remove: null },
      });
    }
    if (found.length <= MOST_BETWEEN) grips.push(...this.#between(area, found, name));
    return grips;
  }

  /** Grips half-way along each edge, from which a new corner is made. */
  #between(area, found, name) {
    return found.filter(({ ring, number, closed }) => ring.length > 1 && (closed || number < ring.length)).map((one) => {
      const next = one.ring[one.number % one.ring.length];
      const add = (place) => inserted(this.desk.shape(area), one.path, rounded(place));
      return {
        key: `${area}/${one.path.join(".")}+`, kind: "between", place: between(one.place, next), label: say(this.desk.words.between, { number: one.number, name }),
        act: { move: (place) => this.desk.reshape(area, add(place), this.desk.words.added), try: add, remove: null, enter: () => this.desk.reshape(area, add(between(one.place, next)), this.desk.words.added) },
      };
    });
  }

  #marker({ key, kind, place }) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "grip";
    element.dataset.kind = kind;
    element.dataset.grip = key;
    const marker = new maplibregl.Marker({ element, draggable: true }).setLngLat(place).addTo(this.map);
    const held = () => this.shown.find((one) => one.key === key);
    let given = null;
    marker.on("dragstart", () => { given = held().place; });
    marker.on("drag", () => {
      const { lng, lat } = marker.getLngLat();
      if (given) this.#sketch(held().act.try([lng, lat]));
    });
    marker.on("dragend", () => {
      const { lng, lat } = marker.getLngLat();
      if (given) held().act.move([lng, lat], "");
      given = null;
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && given) {
        marker.setLngLat(given);
        given = null;
        this.desk.draw();
        event.stopPropagation();
        return;
      }
      this.#key(event, held());
    });
    return marker;
  }

  #key(event, grip) {
    const way = ARROWS[event.key];
    if (way) {
      const size = event.shiftKey ? STRIDE : STEP;
      const { x, y } = this.map.project(grip.place);
      const { lng, lat } = this.map.unproject([x + way[0] * size, y + way[1] * size]);
      grip.act.move([lng, lat], `${grip.key}/keys`);
    } else if (event.key === "Enter" && grip.act.enter) grip.act.enter();
    else if (["Delete", "Backspace"].includes(event.key) && grip.act.remove) grip.act.remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #sketch(shape) {
    this.map.getSource("sketch")?.setData(collection(sketch(shape, this.desk.given.places).map((line) => path(line, {}))));
  }
}
