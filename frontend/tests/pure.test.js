/** The parts of the map that need no page: instants, address, tracks. Run by tests/web/map/test_frontend.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks, dayTicks, formatInstant, parseInstant, readable } from "../src/clock.js";
import { cellFor, cellsAt } from "../src/coverage.js";
import { readState, writeState } from "../src/state.js";
import { Past } from "../src/past.js";
import { apart, at, away, geodesic, handles, inserted, lengths, metres, placed, put, removed, written } from "../src/shapes.js";
import { circle, drawTracks, inWindow, joinTracks, lastBefore, whereAt } from "../src/tracks.js";

const NOON = parseInstant("2020-12-06T12:00Z");
const track = (minutes, places = minutes.map((m) => [10 + m / 10, 30])) => ({
  object: "a", label: "A", shape: "aircraft", times: minutes.map((m) => NOON + 60 * m), places,
  accuracies: minutes.map(() => null), integrities: minutes.map(() => null), sources: minutes.map(() => "x"),
});
const answer = (...minutes) => ({
  features: [{
    properties: { kind: "track", object: "a", label: "A", shape: "aircraft", times: minutes.map((m) => NOON + 60 * m), accuracies: minutes.map(() => 5), integrities: minutes.map(() => null), sources: minutes.map(() => "x") },
    geometry: { type: "MultiPoint", coordinates: minutes.map((m) => [m, 30]) },
  }],
});

test("an instant is read and written in UTC", () => {
  assert.equal(formatInstant(NOON), "2020-12-06T12:00Z");
  assert.equal(formatInstant(parseInstant("2020-12-06T14:00:30+02:00")), "2020-12-06T12:00:30Z");
});
test("a time without a zone is refused", () => assert.ok(Number.isNaN(parseInstant("2020-12-06T12:00"))));
test("a zone moves what people read and nothing else", () => {
  assert.equal(readable("Africa/Tripoli")(NOON), "2020-12-06 14:00");
  assert.equal(readable("UTC")(NOON), "2020-12-06 12:00");
});
test("blocks are aligned and cover the window, the end left out", () => {
  assert.deepEqual(blocks(5, 20, 10), [[0, 10], [10, 20]]);
  assert.deepEqual(blocks(10, 11, 10), [[10, 20]]);
});
test("an axis has no more ticks than fit", () => assert.ok(dayTicks(NOON, NOON + 29 * 86400, 10).length <= 11));

test("the address holds the whole state and gives it back", () => {
  const address = "?at=2020-12-06T12:00Z&window=3600&hide=fixes,trails&view=16.5000,30.9000,6.50&show=object:icao24:4b0001";
  assert.equal(writeState(readState(address)), address);
});
test("an address that makes no sense gives nothing", () => {
  const state = readState("?at=yesterday&window=-5&view=500,1,2");
  assert.deepEqual([state.at, state.window, state.view, state.selected], [null, null, null, null]);
});

test("between two fixes an object is in between", () => {
  assert.deepEqual(whereAt(track([0, 10]), NOON + 300, 3600).place, [10.5, 30]);
});
test("over a gap nothing is assumed: it stays and is called silent", () => {
  const here = whereAt(track([0, 120]), NOON + 3600, 7200);
  assert.deepEqual([here.place, here.state], [[10, 30], "silent"]);
});
test("what was not heard in the window is not shown", () => {
  assert.equal(whereAt(track([0]), NOON + 7200, 3600), null);
  assert.equal(whereAt(track([0]), NOON - 1, 3600), null);
});
test("a gap is drawn as a gap", () => {
  const { trails } = drawTracks([track([0, 10, 120, 130])], NOON + 130 * 60, 86400);
  assert.deepEqual(trails.features.map((f) => f.properties.gap), [false, true, false]);
});
test("blocks join into one track and a fix given twice counts once", () => {
  assert.equal(joinTracks([answer(0, 1, 2), answer(2, 3)]).get("a").times.length, 4);
});
test("lastBefore finds the last fix not later", () => {
  assert.equal(lastBefore([1, 2, 2, 5], 2), 2);
  assert.equal(lastBefore([], 2), -1);
});
test("an instant at the edge of the window is in it once", () => {
  assert.ok(inWindow(NOON, NOON, NOON, 600));
  assert.ok(!inWindow(NOON, NOON, NOON + 600, 600));
  assert.ok(inWindow(NOON - 9999, NOON + 9999, NOON, 600));
});
test("a circle has its radius", () => {
  const [lon, lat] = circle([15, 31], 1000).geometry.coordinates[0][0];
  assert.ok(Math.abs((lat - 31) * 111195 - 1000) < 2 && Math.abs(lon - 15) < 1e-9);
});
test("coverage shows the hour of the instant, a level a cell", () => {
  const hours = [{ at: NOON, levels: "03", blind: 1, disturbed: 0, total: 2 }, { at: NOON + 3600, levels: "11", blind: 0, disturbed: 0, total: 2 }];
  const given = { cells: [[15, 30, 15.25, 30.25], [15.25, 30, 15.5, 30.25]], hours };
  assert.deepEqual(cellsAt(given, NOON + 3599).features.map((f) => f.properties.level), [0, 3]);
  assert.deepEqual(cellsAt(given, NOON + 3600).features.map((f) => f.properties.level), [1, 1]);
  assert.deepEqual(cellsAt(given, NOON - 1), { hour: null, features: [] });
});
test("cells grow as the map shows more", () => assert.deepEqual([9, 6, 4, 2].map(cellFor), [0.1, 0.25, 0.5, 1]));

const PLACES = { harbour: [15, 31] };
const ZONE = { polygon: ["harbour", [16, 31], [16, 32]] };
test("a corner that was a place becomes the point to which it was moved, and the shape before stays", () => {
  const moved = put(ZONE, ["polygon", 0], [15.5, 31]);
  assert.deepEqual(moved.polygon[0], [15.5, 31]);
  assert.equal(ZONE.polygon[0], "harbour");
});
test("handles are found in every part, however deep", () => {
  const shape = { union: [ZONE, { difference: { of: { circle: "harbour", radius: "10 km" }, less: [{ corridor: ["harbour", [15.2, 31]], width: "2 km" }] } }, { area: "port" }] };
  assert.deepEqual(handles(shape, PLACES).map(({ kind }) => kind), ["corner", "corner", "corner", "centre", "line", "line"]);
  assert.deepEqual(lengths(shape, PLACES).map(({ name }) => name), ["radius", "width"]);
  for (const { path, place } of handles(shape, PLACES)) assert.deepEqual(placed(at(shape, path), PLACES), place);
});
test("corners come between two others and go, but never the third last", () => {
  const more = inserted(ZONE, ["polygon", 2], [15, 32]);
  assert.equal(more.polygon.length, 4);
  assert.deepEqual(removed(more, ["polygon", 3], 3), ZONE);
  assert.equal(removed(ZONE, ["polygon", 0], 3), null);
});
test("lengths are read and written as the format has them", () => {
  assert.deepEqual(["10 km", "500 m", "1 nmi"].map(metres), [10000, 500, 1852]);
  assert.ok(Number.isNaN(metres("wide")));
  assert.deepEqual([12340, 250.4].map(written), ["12.34 km", "250 m"]);
});
test("an edge drawn for display follows the great circle", () => {
  const edge = geodesic([[10, 60], [40, 60]]);
  assert.ok(Math.max(...edge.map(([, lat]) => lat)) > 60.8);
  assert.ok(Math.abs(apart(away([15, 31], 50000, 77), [15, 31]) - 50000) < 0.01);
});
test("undo and redo walk the steps; one drag is one step", () => {
  const past = new Past(0);
  past.step(1, "a", "drag", 0);
  past.step(2, "a", "drag", 500);
  past.step(3, "b", "", 600);
  assert.deepEqual([past.undo(), past.state, past.undo(), past.state, past.undo()], ["b", 2, "a", 0, ""]);
  assert.deepEqual([past.redo(), past.state, past.canRedo], ["a", 2, true]);
  past.step(9, "c", "", 700);
  assert.ok(!past.canRedo);
});
