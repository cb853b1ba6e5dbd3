import assert from "node:assert/strict";
import { test } from "node:test";
import { notesOn, SinceStore } from "../src/sinceAddress.ts";

const CHANGED = { title: "a.md", uri: "file:///a.md", before: "then\n", after: "now\n", note: "" };
const GONE = { title: "b.md", uri: null, before: "b\n", after: "", note: "" };

test("a file that is there is shown itself, beside how it was then", () => {
  const store = new SinceStore();
  const [row] = store.put("file:///s.md", [CHANGED]);
  assert.ok(row !== undefined && typeof row.then === "object");
  assert.equal(row.now, "file:///a.md");
  assert.equal(row.then.path, "/a.md (then)");
  assert.equal(store.get(row.then), "then\n");
});

test("what is gone has two texts of ours, each with an address of its own", () => {
  const store = new SinceStore();
  const rows = store.put("file:///s.md", [CHANGED, GONE]);
  const then = rows[1]?.then, now = rows[1]?.now;
  assert.ok(typeof then === "object" && typeof now === "object");
  assert.equal(store.get(then), "b\n");
  assert.equal(store.get(now), "");
  assert.notEqual(then.query, now.query);
});

test("specs are told apart, and a second look replaces the first", () => {
  const store = new SinceStore();
  const [one] = store.put("file:///s.md", [CHANGED]), [other] = store.put("file:///t.md", [{ ...CHANGED, before: "t\n" }]);
  assert.ok(typeof one?.then === "object" && typeof other?.then === "object");
  assert.equal(store.get(one.then), "then\n");
  store.put("file:///s.md", [{ ...CHANGED, before: "later\n" }]);
  assert.equal(store.get(one.then), "later\n");
  assert.equal(store.get(other.then), "t\n");
});

test("a closed text is forgotten, and no other", () => {
  const store = new SinceStore();
  const [row] = store.put("file:///s.md", [GONE]);
  assert.ok(typeof row?.then === "object" && typeof row.now === "object");
  store.forget(row.then);
  assert.equal(store.get(row.then), undefined);
  assert.equal(store.get(row.now), "");
});

test("notes are told together, and nothing where there is none", () => {
  assert.equal(notesOn({ changes: [CHANGED] }), undefined);
  assert.equal(notesOn({ changes: [{ ...GONE, note: "too large" }] }), "b.md: too large.");
  assert.equal(notesOn({ refused: "no" }), undefined);
});
