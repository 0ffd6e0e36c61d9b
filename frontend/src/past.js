/** Undo and redo over values that never change. Steps of one kind in quick succession are one step. */

const TOGETHER_MS = 1200;

export class Past {
  /** @param {any} state */
  constructor(state) {
    this.steps = [{ state, what: "", kind: "" }];
    this.here = 0;
    this.last = -Infinity;
  }

  get state() {
    return this.steps[this.here].state;
  }

  /** @param {any} state @param {string} what in words @param {string} kind those of one kind follow each other as one @param {number} now ms */
  step(state, what, kind, now) {
    const goesOn = kind !== "" && this.here > 0 && this.steps[this.here].kind === kind && now - this.last < TOGETHER_MS;
    this.steps = [...this.steps.slice(0, goesOn ? this.here : this.here + 1), { state, what, kind }];
    this.here = this.steps.length - 1;
    this.last = now;
  }

  /** Goes back one step; says which, "" where there is none. */
  undo() {
    if (this.here === 0) return "";
    const { what } = this.steps[this.here];
    this.here -= 1;
    this.last = -Infinity;
    return what;
  }

  /** Goes forward again. */
  redo() {
    if (this.here === this.steps.length - 1) return "";
    this.here += 1;
    this.last = -Infinity;
    return this.steps[this.here].what;
  }

  get canUndo() { return this.here > 0; }
  get canRedo() { return this.here < this.steps.length - 1; }
}
