/** The page of one's own keys: makes one here, and shows which of them lie in this browser. */
import { canonicalBytes } from "./canonical.js";
import { able, forget, keep, keysOf, make, sign } from "./keystore.js";
import { enrolmentOf } from "./statement.js";

const BEING_ENROLLED_MS = 15 * 60 * 1000;

export class Enrolment {
  constructor(form) {
    this.form = form;
    this.user = document.querySelector("[data-sign-facts]").dataset.user;
    form.addEventListener("submit", (event) => {
      if (form.dataset.proven) return;
      event.preventDefault();
      this.run().catch((fault) => this.failed(fault));
    });
    this.look().catch((fault) => this.failed(fault));
  }

  async look() {
    const can = await able();
    const here = can ? await this.here() : false;
    this.form.hidden = !can;
    this.form.parentElement.dataset.enrolReady = can ? "able" : "unable";
    const state = can ? (here ? "here" : "") : "unable";
    for (const one of document.querySelectorAll("[data-enrol-state]")) one.hidden = one.dataset.enrolState !== state;
  }

  /** Marks the keys that lie here; gives up those that can sign no more: retired, or never enrolled. */
  async here() {
    const rows = new Map([...document.querySelectorAll("[data-key-id]")].map((row) => [row.dataset.keyId, row]));
    let found = false;
    for (const key of await keysOf(this.user)) {
      const row = rows.get(key.id);
      if (!row && Date.now() - key.madeAt < BEING_ENROLLED_MS) continue; // another tab is about it
      if (!row || "retired" in row.dataset) {
        await forget(key.id);
        continue;
      }
      row.querySelector("[data-here]").hidden = false;
      found = true;
    }
    return found;
  }

  async run() {
    this.form.querySelector("[data-enrol-failed]").hidden = true;
    const key = await make(this.user);
    await keep(key); // before the server hears of it: a key that is enrolled and not kept would be of no use
    await navigator.storage?.persist?.().catch(() => false);
    const challenge = await this.challenge();
    const proof = await sign(key, canonicalBytes(enrolmentOf({ challenge, publicKey: key.publicKey, user: this.user })));
    this.bring({ public_key: key.publicKey, challenge, proof });
    this.form.dataset.proven = "yes";
    this.form.requestSubmit();
    delete this.form.dataset.proven;
  }

  async challenge() {
    const answer = await fetch(this.form.dataset.challenge, {
      method: "POST",
      headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.problem?.message ?? String(answer.status));
    if (told.user !== this.user) throw new Error(told.user); // somebody else has signed in meanwhile
    return told.challenge;
  }

  bring(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.form.elements[name] ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value;
    }
  }

  failed(fault) {
    this.form.querySelector("[data-enrol-failed]").hidden = false;
    this.form.querySelector("[data-enrol-why]").textContent = fault?.message ?? "";
  }
}
