/** What is signed: a position on a finding, or that a key is held. The server builds the same from what is posted. */

/** What Python's str.strip takes away; JavaScript's trim takes other characters. */
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const OUTER = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");

/** A text as it is signed and sent: line ends as \n, without outer blanks. */
export const tidy = (text) => text.replace(/\r\n?/g, "\n").replace(OUTER, "");

/** The texts among the fields of a form, by language, without the empty ones. */
export function textsOf(fields) {
  const found = {};
  for (const [name, value] of fields) {
    const tag = /^text\.([a-z-]+)$/.exec(name)?.[1];
    if (tag && typeof value === "string" && tidy(value)) found[tag] = tidy(value);
  }
  return found;
}

/** A position, as `evenhand.cases.signing.statement_bytes` writes it. */
export function statementOf(facts, { position, text, signedAt }) {
  return {
    format: "evenhand.position/1",
    case: facts.case,
    finding: { version: Number(facts.version), digest: facts.digest },
    organisation: facts.organisation,
    position,
    side: facts.side ?? null,
    signed_at: signedAt,
    text,
    user: facts.user,
  };
}

/** What shows that a key is held. Its format keeps it from ever being taken for a position. */
export const enrolmentOf = ({ challenge, publicKey, user }) => ({ format: "evenhand.enrolment/1", challenge, public_key: publicKey, user });

/** The server's time, gone on by what has passed on this page: the clock of the device does not matter. */
export function signedAt(facts, passedMs) {
  const at = Date.parse(facts.now) + ("fixedClock" in facts ? 0 : Math.max(0, passedMs));
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
export const groups = (id) => id.match(/.{1,4}/g)?.join(" ") ?? "";
