import assert from "node:assert/strict";
import { test } from "node:test";
import { PromptStore, promptAddress } from "../src/promptStore.ts";

const URI = "file:///p/.chant/specs/001-a.md";

test("a prompt comes back as it went in", () => {
  const store = new PromptStore();
  for (const text of ["", "a\r\nb\n\r", "\ufeff\u2028\u200b\u0000", "no final newline", "😀".repeat(1000)]) {
    store.put(URI, text);
    assert.equal(store.get(promptAddress("001-a", URI)), text);
  }
});

test("the same id in two projects has two previews", () => {
  const store = new PromptStore();
  const other = "file:///q/.chant/specs/001-a.md";
  store.put(URI, "one");
  store.put(other, "two");
  assert.equal(store.get(promptAddress("001-a", URI)), "one");
  assert.equal(store.get(promptAddress("001-a", other)), "two");
});

test("a closed preview is forgotten", () => {
  const store = new PromptStore();
  store.put(URI, "one");
  store.forget(promptAddress("001-a", URI));
  assert.equal(store.get(promptAddress("001-a", URI)), undefined);
});
