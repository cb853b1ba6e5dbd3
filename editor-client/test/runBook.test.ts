import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunState } from "../src/protocol.ts";
import { RunBook, logName } from "../src/runBook.ts";

const news = (run: string, state: RunState["state"]): RunState => ({ uri: "file:///p/.chant/specs/a.md", spec: "a", run, state, summary: `${run} ${state}` });

test("the end of a run that the user started is told once", () => {
  const book = new RunBook();
  assert.equal(book.started("r1"), undefined);
  assert.equal(book.changed(news("r1", "running")), undefined);
  assert.deepEqual(book.changed(news("r1", "done")), news("r1", "done"));
  assert.equal(book.changed(news("r1", "done")), undefined);
});

test("an end that comes before the answer to the click is told with the answer", () => {
  const book = new RunBook();
  assert.equal(book.changed(news("r1", "failed")), undefined);
  assert.deepEqual(book.started("r1"), news("r1", "failed"));
});

test("a run that was started elsewhere ends quietly", () => {
  const book = new RunBook();
  book.started("r1");
  assert.equal(book.changed(news("r2", "done")), undefined);
});

test("the ends of others' runs do not pile up", () => {
  const book = new RunBook();
  for (let i = 0; i < 1000; i += 1) book.changed(news(`r${i}`, "done"));
  assert.equal(book.started("r0"), undefined);
  assert.deepEqual(book.started("r999"), news("r999", "done"));
});

test("a log is named by spec and time", () => {
  assert.equal(logName("001-comprehension", "20261122T100405Z-001-comprehension-ab12"), "Chant: 001-comprehension 10:04:05Z");
  assert.equal(logName("a", "odd"), "Chant: a odd");
});
