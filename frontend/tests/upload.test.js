/** Sending evidence: the hash, and a client that goes on after every kind of cut. Run by tests/web/map/test_frontend.py. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Sha256 } from "../src/sha256.js";
import { digestOf, metadata, PART_BYTES, Refused, Tus } from "../src/tus.js";

test("SHA-256 is the one of FIPS 180-4, however the bytes are cut", () => {
  assert.equal(new Sha256().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(new Sha256().update(new TextEncoder().encode("abc")).hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (const length of [1, 55, 56, 63, 64, 65, 119, 120, 1000, 4097]) {
    const bytes = randomBytes(length);
    const state = new Sha256();
    for (let at = 0; at < length; ) {
      const step = 1 + Math.floor(Math.random() * 100);
      state.update(bytes.subarray(at, at + step));
      at += step;
    }
    assert.equal(state.hex(), createHash("sha256").update(bytes).digest("hex"), `${length} bytes`);
  }
});

test("what is known of a file travels in base64 of UTF-8, without what is empty", () => {
  assert.equal(metadata({ filename: "جسر.jpg", note: "", filetype: undefined }), `filename ${Buffer.from("جسر.jpg").toString("base64")}`);
});

/** A server that keeps to the protocol, and fails as it is told: "cut", "lost" (done, but the answer is lost), or a status. */
class Server {
  constructor(length, faults = []) {
    Object.assign(this, { length, faults, held: Buffer.alloc(0), asked: [] });
  }

  fetch = async (address, { method, headers, body, signal }) => {
    signal?.throwIfAborted();
    this.asked.push(method);
    if (method === "POST") return this.answer(201, { Location: "/u/1" });
    if (method === "HEAD") return this.answer(204);
    const fault = this.faults.shift();
    if (fault === "cut") throw new TypeError("network");
    if (typeof fault === "number") return new Response(JSON.stringify({ problem: { message: "said" } }), { status: fault });
    if (Number(headers["Upload-Offset"]) !== this.held.length) return new Response("{}", { status: 409 });
    assert.equal(headers["Upload-Checksum"], `sha256 ${createHash("sha256").update(body).digest("base64")}`);
    this.held = Buffer.concat([this.held, body]);
    if (fault === "lost") throw new TypeError("network");
    return this.answer(204);
  };

  answer(status, headers = {}) {
    const whole = this.held.length === this.length ? { "Evidence-Location": "/evidence/e/" } : {};
    return new Response(null, { status, headers: { "Upload-Offset": String(this.held.length), ...whole, ...headers } });
  }
}

const file = new Blob([randomBytes(PART_BYTES + 1000)]);
const client = (server) => new Tus({ endpoint: "/u/", token: "t", fetch: server.fetch, wait: async () => {} });

for (const [name, faults] of Object.entries({
  "without a fault": [], "after a cut": ["cut", null, "cut"], "after a lost answer": ["lost", "lost"],
  "after a busy or damaged part": [423, 460, 409], "after the server was restarted": [502, 503, "cut"],
})) {
  test(`a file arrives whole ${name}`, async () => {
    const server = new Server(file.size, faults);
    const told = [];
    const place = await client(server).send(file, "/u/1", { told: (done) => told.push(done) });
    assert.equal(place, "/evidence/e/");
    assert.deepEqual(server.held, Buffer.from(await file.arrayBuffer()));
    assert.equal(told.at(-1), file.size);
  });
}

test("what is refused for good is said and not tried again", async () => {
  const server = new Server(file.size, [413]);
  await assert.rejects(client(server).send(file, "/u/1"), (fault) => fault instanceof Refused && fault.message === "said");
  assert.equal(server.asked.filter((method) => method === "PATCH").length, 1);
});

test("a pause stops it at once, and it goes on from there", async () => {
  const server = new Server(file.size);
  const stop = new AbortController();
  const told = (done) => done && stop.abort("pause");
  await assert.rejects(client(server).send(file, "/u/1", { told, signal: stop.signal }));
  assert.equal(server.held.length, PART_BYTES);
  assert.equal(await client(server).send(file, "/u/1"), "/evidence/e/");
});

test("an upload that the server forgot is none", async () => {
  const gone = { fetch: async () => new Response(null, { status: 404 }) };
  assert.equal(await client(gone).standing("/u/1"), null);
});

test("a file is hashed in parts, and says how far it is", async () => {
  const told = [];
  assert.equal(await digestOf(file, (done) => told.push(done)), createHash("sha256").update(Buffer.from(await file.arrayBuffer())).digest("hex"));
  assert.deepEqual(told, [PART_BYTES, file.size]);
});
