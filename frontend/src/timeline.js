/** The time slider: what came in over the whole period, what was raised, where one stands in it, and play. */
import { clamp, dayTicks, readable } from "./clock.js";
import { prefersStillness } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [1000, 44];

export class Timeline {
  /**
   * @param {HTMLElement} element
   * @param {{begins: number, ends: number, at: number, window: number, zone: string, words: Record<string, string>}} given
   * @param {(at: number, window: number, playing: boolean) => void} changed
   */
  constructor(element, given, changed) {
    Object.assign(this, given);
    this.element = element;
    this.changed = changed;
    this.read = readable(given.zone);
    this.slider = element.querySelector("input[type=range]");
    this.plot = element.querySelector("[data-plot]");
    this.now = element.querySelector("[data-now]");
    this.play = element.querySelector("[data-act=play]");
    this.windowPick = element.querySelector("[data-pick=window]");
    this.speedPick = element.querySelector("[data-pick=speed]");
    this.playing = false;
    this.marks = [];
    Object.assign(this.slider, { min: String(this.begins), max: String(this.ends), step: "60" });
    this.#listen();
    this.#drawAxis();
    this.moveTo(this.at);
  }

  /** Goes to an instant, within the period. */
  moveTo(at) {
    this.at = clamp(Math.round(at), this.begins, this.ends);
    this.slider.value = String(this.at);
    const text = this.read(this.at);
    this.now.textContent = text;
    this.slider.setAttribute("aria-valuetext", `${text} ${this.zone}`);
    this.#drawWindow();
    this.changed(this.at, this.window, this.playing);
  }

  setWindow(window) {
    this.window = window;
    if (![...this.windowPick.options].some((option) => Number(option.value) === window)) this.windowPick.selectedIndex = -1;
    else this.windowPick.value = String(window);
    this.moveTo(this.at);
  }

  toggle(playing = !this.playing) {
    if (playing && this.at >= this.ends) this.moveTo(this.begins);
    this.playing = playing;
    this.play.setAttribute("aria-pressed", String(playing));
    this.play.setAttribute("aria-label", playing ? this.words.pause : this.words.play);
    this.play.title = playing ? this.words.pause : this.words.play;
    if (playing) this.#run();
    else this.changed(this.at, this.window, false);
  }

  /** The instant of the next alert (or, with -1, the one before). */
  jump(direction) {
    const later = this.marks.filter((mark) => (direction > 0 ? mark > this.at : mark < this.at));
    if (later.length > 0) this.moveTo(direction > 0 ? Math.min(...later) : Math.max(...later));
  }

  /** Draws what came in by bin, and when alerts began. @param {{bins: any[], marks: number[]}} answer */
  show({ bins, marks }) {
    this.marks = marks.map((mark) => Math.ceil(mark / 60) * 60);
    const most = Math.max(1, ...bins.map((bin) => bin.fixes));
    const span = this.ends - this.begins;
    const drawn = bins.flatMap((bin) => {
      const [x, width] = [((bin.begins_at - this.begins) / span) * WIDTH, Math.max(((bin.ends_at - bin.begins_at) / span) * WIDTH - 0.8, 0.8)];
      const height = bin.fixes === 0 ? 0 : Math.max(1.5, Math.sqrt(bin.fixes / most) * (HEIGHT - 16));
      const parts = [rect("bar", x, HEIGHT - height, width, height)];
      if (bin.certain > 0) parts.push(rect("certain", x, 0, Math.max(width, 3), 5));
      if (bin.possible > 0) parts.push(rect("possible", x, 7, Math.max(width, 3), 4));
      return parts;
    });
    this.plot.querySelector("[data-bars]").replaceChildren(...drawn);
  }

  #run() {
    let [before, carried] = [performance.now(), 0];
    const frame = (now) => {
      if (!this.playing) return;
      // A few steps a second where the reader asked for less motion; as smooth as the screen otherwise.
      carried += now - before;
      before = now;
      if (carried >= (prefersStillness() ? 500 : 40)) {
        const next = this.at + (Math.min(carried, 1000) / 1000) * Number(this.speedPick.value);
        carried = 0;
        if (next >= this.ends) { this.moveTo(this.ends); this.toggle(false); return; }
        this.moveTo(next);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #listen() {
    this.slider.addEventListener("input", () => this.moveTo(Number(this.slider.value)));
    this.windowPick.addEventListener("change", () => this.setWindow(Number(this.windowPick.value)));
    this.plot.addEventListener("pointerdown", (event) => {
      const box = this.plot.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const forward = document.documentElement.dir === "rtl" ? 1 - share : share;
      this.moveTo(this.begins + Math.round((forward * (this.ends - this.begins)) / 60) * 60);
      this.slider.focus();
    });
    const acts = { play: () => this.toggle(), back: () => this.moveTo(this.at - this.window), forward: () => this.moveTo(this.at + this.window), previous: () => this.jump(-1), next: () => this.jump(1) };
    for (const button of this.element.querySelectorAll("[data-act]")) button.addEventListener("click", acts[button.dataset.act]);
  }

  /** What a key does here; true if it did something. @param {string} key @param {boolean} shifted */
  press(key, shifted) {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const step = shifted ? this.window : 600;
    const acts = {
      " ": () => this.toggle(), [forward]: () => this.moveTo(this.at + step), [backward]: () => this.moveTo(this.at - step),
      PageUp: () => this.moveTo(this.at + this.window), PageDown: () => this.moveTo(this.at - this.window),
      Home: () => this.moveTo(this.begins), End: () => this.moveTo(this.ends), "]": () => this.jump(1), "[": () => this.jump(-1),
    };
    if (!(key in acts)) return false;
    acts[key]();
    return true;
  }

  #drawWindow() {
    const span = this.ends - this.begins;
    const x = ((this.at - this.begins) / span) * WIDTH;
    const width = Math.min((this.window / span) * WIDTH, x);
    const shade = this.plot.querySelector("[data-window]");
    shade.setAttribute("x", String(x - width));
    shade.setAttribute("width", String(width));
    const cursor = this.plot.querySelector("[data-cursor]");
    cursor.setAttribute("x", String(x - 1));
  }

  #drawAxis() {
    const axis = this.element.querySelector("[data-axis]");
    const span = this.ends - this.begins;
    const narrow = matchMedia("(max-width: 48rem)").matches;
    axis.replaceChildren(...dayTicks(this.begins, this.ends, narrow ? 4 : 10).map((at) => {
      const tick = document.createElement("span");
      const day = document.createElement("bdi");
      day.textContent = this.read(at).slice(5, 10);
      tick.append(day);
      tick.style.insetInlineStart = `${((at - this.begins) / span) * 100}%`;
      return tick;
    }));
  }
}

function rect(name, x, y, width, height) {
  const element = document.createElementNS(SVG, "rect");
  element.setAttribute("class", name);
  for (const [key, value] of Object.entries({ x, y, width, height })) element.setAttribute(key, value.toFixed(2));
  return element;
}
