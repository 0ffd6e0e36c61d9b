/** Signing: canonical JSON, the statement, and keys that cannot be read out. Run by tests/web/map/test_frontend.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, canonicalText, Uncanonical } from "../src/sign/canonical.js";
import { make, sign } from "../src/sign/keystore.js";
import { enrolmentOf, groups, signedAt, statementOf, textsOf } from "../src/sign/statement.js";

const FACTS = { case: "CASE-2020-00001", version: "2", digest: "ab", organisation: "north", side: "north", user: "layla", now: "2020-12-29T12:00:00Z" };

test("canonical JSON is that of RFC 8785", () => {
  const names = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", 1: "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" };
  // Section 3.2.3: the order of the example of the RFC.
  const order = ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"];
  assert.deepEqual(canonicalText(names).match(/[A-Z][A-Za-z: ]+(?=")/g), order);
  assert.equal(canonicalText({ b: { z: null, a: -3 }, a: '\u2028"\\\u0007\n/لا' }), '{"a":"\u2028\\"\\\\\\u0007\\n/لا","b":{"a":-3,"z":null}}');
});

for (const [name, value] of Object.entries({
  "half of a character": { a: "x\ud800y" }, "the other half": { a: "\udc00" }, "half a name": { "\ud800": "a" },
  "a fraction": 1.5, "a number beyond 2^53": 2 ** 53, "minus zero": -0, "a list": [], "a truth": true, "nothing": undefined,
})) {
  test(`${name} is not signed`, () => assert.throws(() => canonicalText(value), Uncanonical));
}

test("a statement says what the page and the person say, and a party that is none is null", () => {
  const fields = [["position", "dissents"], ["text.ar", " لا \r\n"], ["text.en", " "], ["csrfmiddlewaretoken", "x"]];
  const statement = statementOf(FACTS, { position: "dissents", text: textsOf(fields), signedAt: "2020-12-29T12:00:00Z" });
  assert.equal(canonicalText(statement), '{"case":"CASE-2020-00001","finding":{"digest":"ab","version":2},"format":"evenhand.position/1","organisation":"north","position":"dissents","side":"north","signed_at":"2020-12-29T12:00:00Z","text":{"ar":"لا"},"user":"layla"}');
  const { side, ...neither } = FACTS;
  assert.equal(statementOf(neither, { position: "signed", text: {}, signedAt: "" }).side, null);
});

test("the time is the server's, gone on by what has passed, and stands still in a demo", () => {
  assert.equal(signedAt(FACTS, 61_900), "2020-12-29T12:01:01Z");
  assert.equal(signedAt({ ...FACTS, fixedClock: "" }, 61_900), "2020-12-29T12:00:00Z");
});

test("the secret half of a key cannot be read out, and its signatures verify", async () => {
  const key = await make("layla");
  assert.match(key.id, /^[0-9a-f]{64}$/);
  assert.equal(key.secret.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", key.secret));
  assert.match(await sign(key, canonicalBytes(enrolmentOf({ challenge: "c", publicKey: key.publicKey, user: "layla" }))), /^[0-9a-f]{128}$/);
});

test("a fingerprint is read in groups of four", () => assert.equal(groups("0123456789"), "0123 4567 89"));
