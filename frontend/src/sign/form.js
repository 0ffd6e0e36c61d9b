/** A form that is signed: on submit it shows what it says, and on confirmation signs it and is sent. */
import { canonicalBytes } from "./canonical.js";
import { able, fingerprint, sign, usable } from "./keystore.js";
import { hex, signedAt, statementOf, textsOf, tidy } from "./statement.js";

const BROUGHT = ["signature_key", "signature_public_key", "signature_value", "signature_held", "signed_at"];

export class SignedForm {
  constructor(form) {
    this.form = form;
    this.part = (name) => form.querySelector(`[data-sign-${name}]`);
    this.facts = this.part("facts").dataset;
    this.dialog = this.part("dialog");
    this.opened = performance.now();
    this.ready = this.look();
    form.addEventListener("submit", (event) => this.onSubmit(event));
    this.part("cancel").addEventListener("click", () => this.dialog.close("cancel"));
    this.part("confirm").addEventListener("click", () => this.dialog.close("sign"));
  }

  /** Which key signs here; says so on the page. */
  async look() {
    this.key = null;
    const can = await able();
    if (can) this.key = await usable(this.facts.user, this.facts.keys.split(" ")).catch(() => null);
    const state = this.key ? "own" : can ? "server" : "unable";
    for (const one of this.form.querySelectorAll("[data-sign-state]")) one.hidden = one.dataset.signState !== state;
    if (this.key) this.part("key").textContent = fingerprint(this.key);
    this.form.dataset.signReady = state;
  }

  onSubmit(event) {
    if (this.form.dataset.signed) return;
    event.preventDefault();
    event.stopPropagation(); // a question of the page's own (data-confirm) comes after, with what is signed
    this.run(event.submitter).catch((fault) => this.failed(fault));
  }

  async run(submitter) {
    await this.ready;
    await new Promise((resolve) => { setTimeout(resolve); }); // a form cannot be sent anew while it is still being sent
    this.part("failed").hidden = true;
    this.bring({});
    this.tidyTexts();
    if (this.key) {
      const statement = this.statement(submitter);
      const bytes = canonicalBytes(statement);
      if (!(await this.confirmed(statement, bytes, submitter))) return;
      this.bring({
        signature_key: this.key.id,
        signature_public_key: this.key.publicKey,
        signature_value: await sign(this.key, bytes),
        signature_held: "browser",
        signed_at: statement.signed_at,
      });
    }
    this.form.dataset.signed = "yes";
    this.form.requestSubmit(submitter);
    delete this.form.dataset.signed;
  }

  statement(submitter) {
    const fields = new FormData(this.form, submitter);
    const at = signedAt(this.facts, performance.now() - this.opened);
    return statementOf(this.facts, { position: String(fields.get("position") ?? ""), text: textsOf(fields), signedAt: at });
  }

  /** What is typed, as it will be signed and sent. */
  tidyTexts() {
    for (const field of this.form.querySelectorAll("[name^='text.']")) if (field.value !== tidy(field.value)) field.value = tidy(field.value);
  }

  async confirmed(statement, bytes, submitter) {
    await this.show(statement, bytes, submitter);
    this.dialog.returnValue = "";
    this.dialog.showModal();
    this.part("confirm").focus();
    await new Promise((resolve) => { this.dialog.addEventListener("close", resolve, { once: true }); });
    return this.dialog.returnValue === "sign";
  }

  /** The statement in words, from the very object that is signed. */
  async show(statement, bytes, submitter) {
    const said = {
      ...statement,
      version: statement.finding.version,
      finding: statement.finding.digest,
      position: wordsOf(this.form, submitter) || statement.position,
      organisation: statement.organisation || "–",
      side: statement.side ?? "–",
      sha256: hex(await crypto.subtle.digest("SHA-256", bytes)),
      key: fingerprint(this.key),
      bytes: new TextDecoder().decode(bytes),
    };
    for (const place of this.dialog.querySelectorAll("[data-said]")) place.textContent = String(said[place.dataset.said]);
    this.dialog.querySelector("[data-said-texts]").replaceChildren(...Object.entries(statement.text).map(([tag, words]) => quote(tag, words)));
  }

  bring(values) {
    for (const name of BROUGHT) {
      const field = this.form.elements[name] ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = values[name] ?? "";
      field.disabled = !(name in values);
    }
  }

  failed(fault) {
    this.part("failed").hidden = false;
    this.part("why").textContent = fault?.message ?? "";
  }
}

/** How the page itself calls the position that is chosen: the label, the option, the button. */
function wordsOf(form, submitter) {
  if (submitter?.name === "position") return submitter.textContent.trim();
  const field = form.elements.position;
  const chosen = field instanceof RadioNodeList ? [...field].find((one) => one.checked) : field;
  if (!chosen) return "";
  const words = chosen.dataset.words ?? chosen.selectedOptions?.[0]?.textContent ?? chosen.labels?.[0]?.textContent;
  return words?.trim() ?? "";
}

function quote(tag, words) {
  return Object.assign(document.createElement("blockquote"), { lang: tag, dir: "auto", textContent: words });
}
