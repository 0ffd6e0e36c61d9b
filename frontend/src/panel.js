/** The panel beside the map: what is in the window, and everything about one thing. The same facts as on the map. */
import { readable } from "./clock.js";
import { fromTemplate, isolate, say } from "./page.js";
import { swatch } from "./symbols.js";
import { whereAt } from "./tracks.js";

const ROWS = 200;

export class Panel {
  /**
   * @param {HTMLElement} element
   * @param {{words: Record<string, any>, zone: string}} given
   * @param {(key: string, move: boolean) => void} choose
   */
  constructor(element, given, choose) {
    this.element = element;
    this.words = given.words;
    this.read = readable(given.zone);
    this.zone = given.zone;
    this.choose = choose;
    this.detail = element.querySelector("[data-detail]");
    element.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-key]");
      if (chosen) choose(chosen.dataset.key, true);
      if (event.target.closest("[data-close]")) choose("", false);
    });
  }

  /** An instant, isolated, as the rest of the pages write it. */
  time(second) {
    return `\u2066${this.read(second)}${this.zone === "UTC" ? " UTC" : ""}\u2069`;
  }

  /** Lists what is in the window. @param {{tracks: any[], alerts: any[], events: any[], at: number, window: number}} shown */
  list({ tracks, alerts, events, at, window }) {
    const heard = tracks.map((track) => ({ track, here: whereAt(track, at, window) })).filter(({ here }) => here);
    this.#table("alerts", alerts, (alert) => ({
      key: `alert:${alert.alert}`, symbol: alert.symbol, first: alert.title, second: [alert.object_label, alert.area_name].filter(Boolean).join(" · "),
      third: this.time(alert.began_at), fourth: this.words.states[alert.state] ?? alert.state, fifth: this.words[alert.certainty],
    }));
    this.#table("objects", heard, ({ track, here }) => ({
      key: `object:${track.object}`, symbol: `${track.shape}-${here.state}`, first: track.label, second: track.category_name,
      third: this.time(track.times[here.fix]), fourth: here.state === "silent" ? this.words.silent : this.words.moving, fifth: track.party_name,
    }));
    this.#table("events", events, (event) => ({
      key: `event:${event.source}/${event.event}`, symbol: event.nuisance ? "event-nuisance" : "event", first: event.kind_name, second: event.text ?? "",
      third: this.time(event.began_at), fourth: event.nuisance_name ?? "", fifth: event.source,
    }));
  }

  #table(name, things, row) {
    const section = this.element.querySelector(`[data-list=${name}]`);
    if (!section) return;
    section.querySelector("[data-count]").textContent = String(things.length);
    section.querySelector("[data-empty]").hidden = things.length > 0;
    section.querySelector("table").hidden = things.length === 0;
    const more = section.querySelector("[data-more]");
    more.hidden = things.length <= ROWS;
    more.textContent = say(this.words.more, { shown: ROWS, total: things.length });
    const focused = document.activeElement?.closest?.("tr")?.querySelector("[data-key]")?.dataset.key;
    const rows = things.slice(0, ROWS).map((thing) => {
      const values = row(thing);
      const made = fromTemplate("row-template", values);
      made.querySelector("[data-symbol]").replaceChildren(swatch(values.symbol));
      made.querySelector("button").dataset.key = values.key;
      return made;
    });
    section.querySelector("tbody").replaceChildren(...rows);
    if (focused) section.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Shows one thing, or several to choose from, or nothing. @param {null | {kind: string, values: any}} thing */
  show(thing) {
    if (!thing) {
      this.detail.hidden = true;
      this.detail.replaceChildren();
      return;
    }
    const made = fromTemplate(`${thing.kind}-template`, this.#values(thing));
    for (const [slot, items] of Object.entries(thing.lists ?? {})) this.#links(made.querySelector(`[data-links=${slot}]`), items);
    made.querySelector("[data-symbol]")?.replaceChildren(swatch(thing.symbol));
    this.detail.replaceChildren(made);
    this.detail.hidden = false;
  }

  #links(list, items) {
    if (!list) return;
    if (items.length === 0) { list.closest("[data-group]").remove(); return; }
    list.replaceChildren(...items.map(({ key, href, text }) => {
      const item = document.createElement("li");
      const link = document.createElement(href ? "a" : "button");
      if (href) link.href = href;
      else { link.type = "button"; link.className = "link"; link.dataset.key = key; }
      link.textContent = text;
      item.append(link);
      return item;
    }));
  }

  #values({ kind, values, here, at }) {
    if (kind === "object") return this.#object(values, here, at);
    const times = { began: values.began_at && this.time(values.began_at), ended: values.ended_at && values.ended_at !== values.began_at ? this.time(values.ended_at) : "" };
    const sure = values.certainty ? this.words[values.certainty] : "";
    return { ...values, ...times, certainty: sure, state: this.words.states?.[values.state] ?? values.state, place: this.place(values), accuracy: this.#metres(values.accuracy_m) };
  }

  #object(track, here, at) {
    const i = here.fix;
    const ago = at - track.times[i];
    return {
      ...track, last: this.time(track.times[i]), ago: ago > 60 ? say(this.words.ago, { time: this.length(ago) }) : "", place: this.place({ lon: track.places[i][0], lat: track.places[i][1] }),
      accuracy: this.#metres(track.accuracies[i]), integrity: this.words.integrities[track.integrities[i]] ?? track.integrities[i], source: track.sources[i],
      fixes: String(track.times.length), standing: here.state === "silent" ? this.words.silent : this.words.moving,
    };
  }

  #metres(value) {
    return value === null || value === undefined ? "" : `\u2066± ${Math.round(value)} m\u2069`;
  }

  place({ lon, lat }) {
    if (lon === undefined || lon === null) return "";
    return `\u2066${Math.abs(lat).toFixed(5)}° ${lat >= 0 ? "N" : "S"} ${Math.abs(lon).toFixed(5)}° ${lon >= 0 ? "E" : "W"}\u2069`;
  }

  /** "3 d 4 h", in the words of the page's language. */
  length(seconds) {
    const units = [["d", 86400], ["h", 3600], ["min", 60]];
    const parts = [];
    let rest = Math.round(seconds);
    for (const [name, size] of units) {
      const whole = Math.floor(rest / size);
      rest -= whole * size;
      if (whole > 0) parts.push(this.words.units[name].replace("%(n)s", whole));
    }
    return isolate(parts.slice(0, 2).join(" ") || this.words.units.min.replace("%(n)s", 0));
  }

  /** Says to a screen reader, when play has stopped, how much there is. */
  announce({ at, alerts, tracks, events }) {
    const status = this.element.querySelector("[data-status]");
    const text = say(this.words.summary, { time: this.read(at), alerts: alerts.length, objects: tracks, events: events.length });
    if (status.textContent !== text) status.textContent = text;
  }
}
