/** The form in the browser, as far as it needs no page: expressions, answers, XML, places, the vault, what is sent when. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../src/form/desk.js";
import { away, between, sectorRings } from "../src/form/geodesy.js";
import { instanceXml, namedFiles } from "../src/form/instance.js";
import { Form, spokenParts } from "../src/form/model.js";
import { bearingOf, named, observerOf, sectorOf, withBearing, withError, withRange } from "../src/form/sector.js";
import { later, Sender } from "../src/form/sender.js";
import { dateTimeText, geopoint, geopointText, geotrace, geotraceText, latinDigits, moment, typedPoint } from "../src/form/values.js";
import { openForSession, openWithPassphrase, setPassphrase, weakness } from "../src/form/vault.js";
import { evaluate, parse } from "../src/form/xpath.js";

const leaf = (name, value = "") => ({ name, value });
const TREE = {
  name: "data", children: [
    leaf("a", "3"), leaf("b", "4.5"), leaf("word", "hello"), leaf("none"), leaf("many", "red green"), leaf("day", "2020-12-06"),
    { name: "group", children: [leaf("inner", "7")] },
    { name: "item", children: [leaf("n", "1"), leaf("t", "x")] }, { name: "item", children: [leaf("n", "2"), leaf("t", "")] },
  ],
};
const definition = (more = {}) => ({
  form: "f", version: "1", root: TREE, attributes: { id: "f", version: "1" }, binds: {}, sets: [], body: [],
  lists: { colours: [{ name: "red", label: { en: ["Red"] }, kind: "warm" }, { name: "blue", label: { en: ["Blue"] }, kind: "cold" }] }, ...more,
});
const NOON = new Date("2020-12-06T12:00:00Z");
const form = (more, given) => new Form(definition(more), { now: () => new Date(NOON), uuid: () => "u", ...given });
const one = (made, path) => made.nodes(path)[0];
const say = (expression, path = "/data/group/inner") => { const made = form(); const value = evaluate(expression, { node: one(made, path), form: made }); return Array.isArray(value) ? made.text(value) : value; };

for (const [expression, expected] of [
  ["1 + 2 * 3", 7], ["(1 + 2) * 3", 9], ["7 div 2", 3.5], ["7 mod 4", 3], ["-/data/a", -3], ["2 - -2", 4], [".5 + 1.", 1.5],
  ["/data/a = 3", true], ["/data/a = '3'", true], ["/data/a != 3", false], ["/data/a < /data/b", true], ["/data/none >= 0", false], ["'' = /data/none", true],
  ["true() and not(false())", true], ["false() or /data/word = 'hello'", true], ["1 = 1 and 2 = 3", false], ["boolean(/data/none)", false],
  ["../../a", "3"], ["../inner", "7"], [".", "7"], [". > 6 and . <= 7", true], ["current()/../inner", "7"], ["/data/*[1]", "3"],
  ["selected(/data/many, 'green')", true], ["selected(/data/many, 'gre')", false], ["count-selected(/data/many)", 2], ["count-selected(/data/none)", 0], ["selected-at(/data/many, 1)", "green"],
  ["string-length(/data/word)", 5], ["string-length(.)", 1], ["string-length('سلام')", 4], ["number(/data/b) + 1", 5.5], ["number('x')", Number.NaN], ["int(4.9)", 4], ["round(2.5)", 3], ["round(-2.5)", -2], ["round(2.345, 2)", 2.35],
  ["coalesce(/data/none, /data/word)", "hello"], ["if(/data/a > 2, 'yes', 'no')", "yes"], ["once('x')", "7"], ["regex(/data/word, 'h.l+o')", true], ["regex(/data/word, 'ell')", false], ["regex('٣', '\\p{N}')", true],
  ["concat('a', 'b', /data/a)", "ab3"], ["substr('hello', 1, 3)", "el"], ["contains('hello', 'ell')", true], ["starts-with('hello', 'he')", true], ["ends-with('hello', 'lo')", true], ["translate('abc', 'ab', 'xy')", "xyc"], ["normalize-space('  a   b ')", "a b"], ["join(', ', /data/item/n)", "1, 2"],
  ["sum(/data/item/n)", 3], ["count(/data/item)", 2], ["count-non-empty(/data/item/t)", 1], ["max(/data/item/n)", 2], ["min(3, 1)", 1], ["pow(2, 3)", 8], ["/data/item[2]/n", "2"], ["/data/item[n = 1]/t", "x"], ["count(/data/item[t = ''])", 1], ["position(/data/item[2])", 2], ["indexed-repeat(/data/item/n, /data/item, 2)", "2"],
  ["instance('colours')/root/item[kind = 'cold']/name", "blue"], ["count(instance('colours')/root/item[kind = /data/none or name = 'red'])", 1],
  ["today() >= /data/day", true], ["/data/day < '2020-12-07'", true], ["/data/day - 1 < /data/day", true], ["now() > '2020-12-06T11:59:59Z'", true], ["format-date(/data/day, '%d/%m/%Y')", "06/12/2020"],
]) test(`${expression} is ${JSON.stringify(expected)}`, () => assert.deepEqual(say(expression), expected));

for (const wrong of ["", "1 +", "f(", "unknown(1)", "/data/[", "'open", "1 2"]) test(`"${wrong}" is refused`, () => assert.throws(() => parse(wrong)));

test("within a repeat an absolute path means that repeat", () => {
  const made = form();
  const second = made.nodes("/data/item/n")[1];
  assert.equal(made.text(evaluate("/data/item/n", { node: second, form: made })), "2");
  assert.equal(made.text(evaluate("position(..)", { node: second, form: made })), "2");
});
test("in a predicate, current() stays with the question", () => {
  const made = form({ root: { name: "data", children: [leaf("kind", "warm"), leaf("pick")] } });
  assert.equal(made.text(evaluate("instance('colours')/root/item[kind = current()/../kind]/name", { node: one(made, "/data/pick"), form: made })), "red");
});

test("what does not apply is empty, is not asked for, and is not sent", () => {
  const made = form({ binds: { "/data/a": { relevant: "/data/word = 'bye'", required: "true()" }, "/data/none": { calculate: "concat('<', /data/a, '>')" } }, body: [{ kind: "input", ref: "/data/a" }] });
  assert.equal(one(made, "/data/none").value, "<>");
  assert.deepEqual(made.faults(), []);
  assert.ok(!instanceXml(made).includes("<a>"));
  made.answer(one(made, "/data/word"), "bye");
  assert.equal(one(made, "/data/none").value, "<3>");
  assert.ok(instanceXml(made).includes("<a>3</a>") && instanceXml(made).includes("<none>&lt;3&gt;</none>"));
});
test("calculations that lean on each other come to rest", () => {
  const made = form({ binds: { "/data/none": { calculate: "/data/b + 1" }, "/data/b": { calculate: "/data/a * 2" } } });
  made.answer(one(made, "/data/a"), "10");
  assert.equal(one(made, "/data/none").value, "21");
});
test("faults come in the order of the form, with their messages", () => {
  const made = form({ binds: { "/data/a": { type: "int", constraint: ". < 3", constraint_message: { en: ["Less than ", { value: "1 + 2" }] } }, "/data/none": { required: "true()" } }, body: [{ kind: "input", ref: "/data/a" }, { kind: "input", ref: "/data/none" }] });
  assert.deepEqual(made.faults().map(({ node, fault }) => [node.name, fault.kind, fault.message]), [["a", "constraint", "Less than 3"], ["none", "required", ""]]);
  made.answer(one(made, "/data/a"), "1.5");
  assert.equal(made.fault(one(made, "/data/a")).kind, "integer");
});
test("a repeat begins as its template, grows, counts itself and shrinks", () => {
  const root = { name: "data", children: [leaf("n", "0"), { name: "r", template: true, children: [leaf("x"), leaf("y")] }] };
  const made = form({ root, binds: { "/data/r/y": { calculate: "../x * 2" } }, sets: [{ event: "odk-new-repeat", ref: "/data/r/x", value: "5", on: "" }], body: [{ kind: "repeat", ref: "/data/r", children: [] }] });
  assert.equal(made.nodes("/data/r").length, 0);
  const first = made.add("/data/r", made.root);
  assert.deepEqual(first.children.map(({ value }) => value), ["5", "10"]);
  made.remove(first);
  assert.equal(made.nodes("/data/r").length, 0);
  const counted = form({ root, body: [{ kind: "repeat", ref: "/data/r", count: "/data/n", children: [] }] });
  counted.answer(one(counted, "/data/n"), "3");
  assert.equal(counted.nodes("/data/r").length, 3);
  counted.answer(one(counted, "/data/n"), "1");
  assert.equal(counted.nodes("/data/r").length, 1);
});
test("a draft goes on where it was, with its id and without its defaults again", () => {
  const given = { root: { name: "data", children: [leaf("a"), { name: "meta", children: [leaf("instanceID")] }] }, binds: { "/data/meta/instanceID": { preload: "uid" } }, sets: [{ event: "odk-instance-first-load", ref: "/data/a", value: "1 + 1", on: "" }] };
  const made = form(given);
  assert.deepEqual([one(made, "/data/a").value, made.instanceId], ["2", "uuid:u"]);
  made.answer(one(made, "/data/a"), "9");
  const again = form(given, { saved: JSON.parse(JSON.stringify(made.plain())), uuid: () => "other" });
  assert.deepEqual([one(again, "/data/a").value, again.instanceId], ["9", "uuid:u"]);
});
test("the last report's number is counted on", () => {
  const sets = [{ event: "odk-instance-first-load", ref: "/data/a", value: "if(string-length(instance('__last-saved')/data/a) = 0, 1, instance('__last-saved')/data/a + 1)", on: "" }];
  assert.equal(one(form({ sets }), "/data/a").value, "1");
  assert.equal(one(form({ sets }, { lastSaved: TREE }), "/data/a").value, "4");
});
test("what XML cannot hold is left out and what it reads otherwise is written so that it does not", () => {
  const made = form({ root: { name: "data", children: [leaf("a", "\u0000<&>\"\r\n\ud800é\ufffe"), { name: "b", ns: "http://openrosa.org/xforms", value: "1" }] } });
  assert.equal(instanceXml(made), '<?xml version="1.0" encoding="UTF-8"?>\n<data xmlns:orx="http://openrosa.org/xforms" id="f" version="1"><a>&lt;&amp;&gt;&quot;&#13;\né</a><orx:b>1</orx:b></data>');
});
test("only files that apply are sent", () => {
  const made = form({ binds: { "/data/a": { type: "binary" }, "/data/b": { type: "binary", relevant: "false()" } } });
  assert.deepEqual(namedFiles(made), ["3"]);
});
test("a text comes in the reader's language, else in English; a dash is no translation", () => {
  const texts = { en: ["Yes"], ar: ["نعم"], fr: ["-"], zh: ["是"] };
  assert.deepEqual(["ar", "fr", "zh-hans", "xx"].map((tag) => spokenParts(texts, tag)[0]), ["نعم", "Yes", "是", "Yes"]);
});

test("a moment is written with its offset and read back", () => {
  assert.equal(moment(dateTimeText(NOON)).getTime(), NOON.getTime());
  assert.equal(moment("2020-12-06T14:00:00.000+02:00").getTime(), NOON.getTime());
  assert.equal(moment("gestern"), null);
});
test("points are read as people type them and written as forms want them", () => {
  for (const typed of ["31.5, 16.25", "31.5 16.25", "٣١٫٥ ١٦٫٢٥", "31°30'N 16°15'E", "16°15'0\"E 31°30'0\"N"]) assert.deepEqual(typedPoint(typed), { lat: 31.5, lon: 16.25, altitude: 0, accuracy: 0 }, typed);
  for (const wrong of ["", "31", "91 0", "x y"]) assert.equal(typedPoint(wrong), null);
  assert.equal(geopointText({ lat: 31.5, lon: -16.25, accuracy: 12.34 }), "31.5 -16.25 0 12.3");
  assert.equal(geopoint("31.5"), null);
  assert.deepEqual(geotrace(geotraceText([[1, 2], [3, 4], [5, 6]], true)), [[1, 2], [3, 4], [5, 6], [1, 2]]);
  assert.equal(latinDigits("۱۲٣"), "123");
});

// Expected values: GeographicLib 2.0, Geodesic.WGS84.Direct.
test("geodesics agree with GeographicLib to the millimetre", () => {
  const [lon, lat] = away([16.5887, 31.2089], 5000, 300);
  assert.ok(Math.abs(lon - 16.54325024051) < 1e-8 && Math.abs(lat - 31.23144024091) < 1e-8, `${lon} ${lat}`);
  for (const [start, distance, bearing] of [[[16.5, 31.2], 12345.678, 47.25], [[179.99, -17], 30_000, 90], [[0, 89], 1000, 10], [[10, 0], 250_000, 181]]) {
    const found = between(start, away(start, distance, bearing));
    assert.ok(Math.abs(found.distance - distance) < 1e-3 && Math.abs(found.bearing - bearing) < 1e-6, JSON.stringify([start, found]));
  }
});
test("a sector is an annular sector, a ring where no bearing is known", () => {
  const [ring] = sectorRings({ observer: [16, 31], bearing: 90, error: 10, low: 1000, high: 3000 });
  const distances = ring.map((place) => Math.round(between([16, 31], place).distance));
  assert.deepEqual([...new Set(distances)].sort(), [1000, 3000]);
  assert.equal(sectorRings({ observer: [16, 31], bearing: null, error: 180, low: 1000, high: 3000 }).length, 2);
});

const questions = (values) => named({ children: Object.entries({ position_by: "", receiver: "", marked: "", lat: "", lon: "", bearing_by: "", bearing_deg: "", bearing_point: "", bearing_mil: "", bearing_error_deg: "", range_low_m: "", range_high_m: "", ...values }).map(([name, value]) => leaf(name, value)) });
test("position and bearing are read however they were given", () => {
  assert.deepEqual(observerOf(questions({ position_by: "typed", lat: "31", lon: "16" })), [16, 31]);
  assert.equal(observerOf(questions({ position_by: "map", receiver: "1 2" })), null);
  assert.deepEqual(bearingOf(questions({ bearing_point: "NNW" })), { bearing: 337.5, error: 11.25 });
  assert.deepEqual(bearingOf(questions({ bearing_mil: "1600", bearing_error_deg: "2" })), { bearing: 90, error: 2 });
  assert.deepEqual(sectorOf(questions({ position_by: "map", marked: "31 16 0 0", range_low_m: "500" })), { observer: [16, 31], bearing: null, error: 180, low: 500, high: 30000 });
});
test("what is drawn comes back as answers", () => {
  const nodes = questions({ bearing_deg: "90", range_low_m: "1000", range_high_m: "3000" });
  const answers = (pairs) => pairs.map(([node, value]) => `${node.name}=${value}`);
  assert.deepEqual(answers(withBearing(nodes, -10.1)), ["bearing_by=degrees", "bearing_deg=350", "bearing_error_deg=11.25"]);
  assert.equal(answers(withError(nodes, 0)).at(-1), "bearing_error_deg=0.5");
  assert.deepEqual(answers(withRange(nodes, "low", 5000)), ["range_low_m=2900"]);
  assert.deepEqual(answers(withRange(nodes, "high", 10)), ["range_high_m=1100"]);
});

/** The store without a disk. */
class Memory {
  constructor() { this.rows = { owners: new Map(), reports: new Map(), pieces: new Map() }; }
  async owners() { return [...this.rows.owners.values()]; }
  async owner(owner) { return this.rows.owners.get(owner); }
  async putOwner(row) { this.rows.owners.set(row.owner, row); }
  async addOwner(row) { return this.rows.owners.has(row.owner) ? false : Boolean(this.rows.owners.set(row.owner, row)); }
  async report(id) { return this.rows.reports.get(id); }
  async reports(owner) { return [...this.rows.reports.values()].filter((row) => row.owner === owner); }
  async putReport(row) { this.rows.reports.set(row.id, row); }
  async putPiece(row) { this.rows.pieces.set(`${row.file}/${row.n}`, row); }
  async piece(file, n) { return this.rows.pieces.get(`${file}/${n}`); }
  async strayFiles(owner, known) { return [...new Set([...this.rows.pieces.values()].filter((row) => row.owner === owner && !known.has(row.file)).map(({ file }) => file))]; }
  async removeFile(file) { for (const key of this.rows.pieces.keys()) if (key.startsWith(file)) this.rows.pieces.delete(key); }
}
const GIVEN = { owner: "a".repeat(32), secret: Buffer.alloc(32, 7).toString("base64") };
const OTHER = { owner: "b".repeat(32), secret: Buffer.alloc(32, 8).toString("base64") };
const REPORT = { form: "f", title: "secret words", files: [], begun: "2020-12-06T12:00:00Z" };

test("a report opens for its owner alone, by the session or by the passphrase", async () => {
  const store = new Memory();
  const desk = new Desk(store, await openForSession(store, GIVEN));
  await desk.keep("1", "waiting", REPORT);
  assert.equal((await desk.report("1")).title, "secret words");
  assert.equal(await new Desk(store, await openForSession(store, OTHER)).report("1"), null);
  await assert.rejects(openForSession(store, { ...GIVEN, secret: OTHER.secret }));
  await setPassphrase(store, GIVEN, "four words not together", 1000);
  assert.equal(await openWithPassphrase(store, "four words not togethex"), null);
  assert.equal((await new Desk(store, await openWithPassphrase(store, " four words not together ")).report("1")).title, "secret words");
});
test("a sealed report that was changed or moved is damaged, and still there", async () => {
  const store = new Memory();
  const desk = new Desk(store, await openForSession(store, GIVEN));
  await desk.keep("1", "waiting", REPORT);
  store.rows.reports.set("2", { ...store.rows.reports.get("1"), id: "2" });
  assert.equal((await desk.report("2")).state, "damaged");
  await desk.change("2", "sent", (old) => old);
  assert.equal(store.rows.reports.get("2").state, "waiting");
});
test("nothing that is kept can be read, and its length says little", async () => {
  const store = new Memory();
  const desk = new Desk(store, await openForSession(store, GIVEN));
  await desk.keep("1", "draft", REPORT);
  await desk.keep("2", "draft", { ...REPORT, title: "much longer than the other one was" });
  const kept = [...store.rows.reports.values()];
  assert.ok(!kept.some(({ sealed }) => Buffer.from(sealed.data).includes("secret")));
  assert.equal(kept[0].sealed.data.byteLength, kept[1].sealed.data.byteLength);
  assert.deepEqual(Object.keys(kept[0]).sort(), ["id", "owner", "sealed", "size", "state"]);
});
test("a file of several pieces comes back as it was; a missing or swapped piece is noticed", async () => {
  const store = new Memory();
  const desk = new Desk(store, await openForSession(store, GIVEN));
  const content = Buffer.alloc(2_500_000, "abc");
  const kept = await desk.keepFile(new Blob([content], { type: "x/y" }), "f.bin");
  assert.equal(kept.pieces, 3);
  assert.deepEqual(Buffer.from(await (await desk.file(kept)).arrayBuffer()), content);
  const [first, second] = [await store.piece(kept.id, 0), await store.piece(kept.id, 1)];
  await store.putPiece({ ...second, n: 0 });
  await assert.rejects(desk.file(kept));
  await store.putPiece(first);
  store.rows.pieces.delete(`${kept.id}/2`);
  await assert.rejects(desk.file(kept));
});
test("pieces of a file that no report names are swept up, others stay", async () => {
  const store = new Memory();
  const desk = new Desk(store, await openForSession(store, GIVEN));
  const [named, stray] = [await desk.keepFile(new Blob(["a"]), "a"), await desk.keepFile(new Blob(["b"]), "b")];
  const others = await new Desk(store, await openForSession(store, OTHER)).keepFile(new Blob(["c"]), "c");
  await desk.keep("1", "draft", { ...REPORT, files: [named] });
  await desk.sweep();
  assert.deepEqual([...store.rows.pieces.values()].map(({ file }) => file).sort(), [named.id, others.id].sort());
  assert.ok(stray.id);
});
test("a draft that was begun in an older form goes on in the new one, and loses no answer", () => {
  const old = form({ root: { name: "data", children: [leaf("gone", "kept"), leaf("a", "1"), { name: "r", children: [leaf("x", "7")] }] } }).plain();
  const made = form({ root: { name: "data", children: [leaf("a"), leaf("fresh", "default"), { name: "r", template: true, children: [leaf("x"), leaf("y")] }, { name: "s", template: true, children: [leaf("z")] }] } }, { saved: old });
  assert.deepEqual(made.root.children.map(({ name, value, children }) => [name, value ?? children.map((one) => one.value)]), [["a", "1"], ["fresh", "default"], ["r", ["7", ""]], ["gone", "kept"]]);
});
test("weak passphrases are not taken", () => {
  assert.deepEqual(["short", "aaaaaaaaaaaa", "123456789012", "1234567890123456", "olive bridge lantern"].map(weakness), ["short", "short", "digits", null, null]);
});
test("each try waits twice as long as the last, a quarter of an hour at most", () => {
  const pause = (tries) => (later({ tries }, NOON, 0.5).nextAt - NOON.getTime()) / 1000;
  assert.deepEqual([0, 1, 2, 12].map(pause), [5, 10, 20, 900]);
});

/** A sender over a memory, a session and the answers that a server would give, in order. */
async function sending(answers, { session = { may_file: true, owner: GIVEN.owner, csrf: "t" }, files = [] } = {}) {
  const desk = new Desk(new Memory(), await openForSession(new Memory(), GIVEN));
  await desk.keep("1", "waiting", { ...REPORT, xml: "<f/>", files: await Promise.all(files.map((name) => desk.keepFile(new Blob(["x"]), name))) });
  const posted = [];
  globalThis.fetch = async () => (session ? Response.json(session) : Promise.reject(new TypeError("no network")));
  const sender = new Sender(desk, { session: "http://here/", submission: "/" }, { now: () => NOON, post: async (_url, body) => { posted.push([...body.keys()]); return answers.shift(); } });
  await sender.run();
  return { report: await desk.report("1"), posted, sender, desk };
}
const TAKEN = { status: 201, body: { number: "N-1", waiting_for: [], conflict: false } };

test("an acknowledged report is sent, its files are gone from the device and its number stays", async () => {
  const { report, posted, desk } = await sending([{ ...TAKEN, body: { ...TAKEN.body, waiting_for: ["b.jpg"] } }, TAKEN], { files: ["a.jpg", "b.jpg"] });
  assert.deepEqual(posted, [["xml_submission_file", "a.jpg", "*isIncomplete*", "*end*"], ["xml_submission_file", "b.jpg", "*end*"]]);
  assert.deepEqual([report.state, report.receipt.number, report.xml], ["sent", "N-1", undefined]);
  assert.equal(desk.store.rows.pieces.size, 0);
});
test("what the server still waits for goes again", async () => {
  const { report } = await sending([{ ...TAKEN, body: { ...TAKEN.body, waiting_for: ["a.jpg"] } }], { files: ["a.jpg"] });
  assert.deepEqual([report.state, report.files[0].acked, report.tries], ["waiting", false, 1]);
});
for (const [answer, state, said] of [
  [{ status: 200, body: null }, "waiting", "offline"], [{ status: 201, body: null }, "waiting", "offline"], [{ status: 0, body: null }, "waiting", "offline"], [{ status: 503, body: null }, "waiting", "offline"],
  [{ status: 400, body: null }, "waiting", "offline"], [{ status: 403, body: { problem: { code: "x", message: "no" } } }, "waiting", "sign-in"], [{ status: 409, body: { problem: { code: "forms.other-owner", message: "no" } } }, "waiting", "other"],
  [{ status: 400, body: { problem: { code: "reports.not-xml", message: "no" } } }, "refused", ""], [{ status: 202, body: { ...TAKEN.body, conflict: true } }, "sent", ""],
]) test(`an answer ${answer.status} ${answer.body?.problem?.code ?? (answer.body ? "of ours" : "of nobody")} leaves it ${state}`, async () => {
  const { report, sender } = await sending([answer]);
  assert.deepEqual([report.state, sender.state], [state, said]);
});
test("a stale form is sent once more with a fresh token", async () => {
  const { report, posted } = await sending([{ status: 403, body: { problem: { code: "web.form-expired", message: "old" } } }, TAKEN]);
  assert.deepEqual([report.state, posted.length], ["sent", 2]);
});
test("nothing goes out in another's name, to a stranger or without a network", async () => {
  for (const [session, state] of [[{ may_file: true, owner: OTHER.owner }, "other"], [{ may_file: false }, "sign-in"], [null, "offline"]]) {
    const { report, posted, sender } = await sending([], { session });
    assert.deepEqual([report.state, posted, sender.state], ["waiting", [], state]);
  }
});
