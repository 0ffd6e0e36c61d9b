/**
 * Sends what waits: one at a time in one tab at a time, each file in a request of its own with the report beside it. Only an
 * answer 201 or 202 with the report's number counts; anything else, and the report stays where it is.
 */

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** The server will say the same again: a person has to act. */
const REFUSED = new Set([400, 404, 409, 411, 413, 414, 415, 422]);

export class Sender extends EventTarget {
  /** @param {import("./desk.js").Desk} desk @param {Record<string, string>} urls */
  constructor(desk, urls, { now = () => new Date(), post = xhr } = {}) {
    super();
    Object.assign(this, { desk, urls, now, post, running: false, progress: new Map(), state: "" });
  }

  /** Sends all that is due; `all`: also what would wait before it tries again. Returns at once where another tab sends. */
  async run({ all = false } = {}) {
    if (this.running) return;
    this.running = true;
    try {
      await (navigator.locks ? navigator.locks.request("evenhand-send", { ifAvailable: true }, (lock) => (lock ? this.#run(all) : null)) : this.#run(all));
    } finally {
      this.running = false;
      this.progress.clear();
      this.#tell();
    }
  }

  async #run(all) {
    const due = (await this.desk.reports()).filter(({ state, nextAt }) => state === "waiting" && (all || (nextAt ?? 0) <= this.now().getTime())).reverse();
    for (const report of due) {
      const session = await this.#session();
      if (!session) return;
      if (!(await this.#send(report, session))) return;
    }
  }

  /** Who is signed in; null, and the reason in `state`, where this person's reports cannot go out now. */
  async #session() {
    const session = await fetchSession(this.urls.session);
    this.state = !session ? "offline" : !session.may_file ? "sign-in" : session.owner !== this.desk.owner ? "other" : "";
    this.#tell();
    return this.state ? null : session;
  }

  /** Whether it makes sense to go on with the next. */
  async #send(report, session) {
    const { id } = report;
    const left = report.files.filter(({ acked }) => !acked);
    const rounds = left.length > 0 ? left : [null];
    for (const [i, file] of rounds.entries()) {
      let answer;
      try {
        answer = await this.#post(report, file, i < rounds.length - 1, session, i / rounds.length, 1 / rounds.length);
      } catch (fault) {
        await this.desk.change(id, "refused", (old) => ({ ...old, reason: fault.message }));
        return true;
      }
      if (!isReceipt(answer)) return this.#failed(report, answer);
      if (file) await this.desk.change(id, "waiting", (old) => ({ ...old, files: old.files.map((one) => (one.id === file.id ? { ...one, acked: true } : one)) }));
      if (i === rounds.length - 1) await this.#acknowledged(report, answer.body);
    }
    this.#tell();
    return true;
  }

  async #acknowledged({ id, files }, receipt) {
    const ours = new Set(files.map(({ name }) => name));
    const lacking = new Set(receipt.waiting_for.filter((name) => ours.has(name)));
    if (lacking.size === 0) return this.desk.settled(id, receipt, this.now());
    // The server has the report and not all of its files: those go again.
    return this.desk.change(id, "waiting", (old) => later({ ...old, files: old.files.map((file) => (lacking.has(file.name) ? { ...file, acked: false } : file)) }, this.now()));
  }

  async #post(report, file, more, session, from, share) {
    const body = new FormData();
    body.append("xml_submission_file", new Blob([report.xml], { type: "text/xml" }), "submission.xml");
    if (file) body.append(file.name, await this.desk.file(file), file.name);
    if (more) body.append("*isIncomplete*", "yes");
    // The last part of all: a request that was cut lacks it, and is not taken for a whole one.
    body.append("*end*", "yes");
    const send = () => this.post(this.urls.submission, body, { "X-CSRFToken": session.csrf, "X-Evenhand-Owner": this.desk.owner, Accept: "application/json" }, (part) => {
      this.progress.set(report.id, from + part * share);
      this.#tell();
    });
    const answer = await send();
    if (answer.status !== 403 || answer.body?.problem?.code !== "web.form-expired") return answer;
    Object.assign(session, (await fetchSession(this.urls.session)) ?? {});
    return send();
  }

  async #failed({ id }, { status, body }) {
    const reason = body?.problem?.message;
    if (status === 409 && body?.problem?.code === "forms.other-owner") { this.state = "other"; return false; }
    if (REFUSED.has(status) && reason) {
      await this.desk.change(id, "refused", (old) => ({ ...old, reason }));
      return true;
    }
    if (status === 401 || status === 403) this.state = "sign-in";
    else this.state = "offline";
    await this.desk.change(id, "waiting", (old) => later(old, this.now()));
    return false;
  }

  #tell() { this.dispatchEvent(new Event("change")); }
}

const isReceipt = ({ status, body }) => [201, 202].includes(status) && typeof body?.number === "string";

/** The next try comes after twice the time, with some chance in it so that a hundred phones do not come back at once. */
export function later(report, now, chance = Math.random()) {
  const tries = (report.tries ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.75 + chance / 2);
  return { ...report, tries, nextAt: now.getTime() + pause };
}

/** What the server says of the session; null without a network, or where something else answers in its place. */
export async function fetchSession(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(12_000) });
    const session = answer.ok ? await answer.json() : null;
    return typeof session?.may_file === "boolean" ? session : null;
  } catch {
    return null;
  }
}

/** A POST whose progress can be seen; status 0 without an answer. */
function xhr(url, body, headers, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onloadend = () => {
      let said = null;
      try { said = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      resolve({ status: request.status, body: said });
    };
    request.send(body);
  });
}
