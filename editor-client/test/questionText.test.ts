import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, sidesOf } from "../src/questionText.ts";

test("a changed file has both sides", () => {
  const diff = "--- a/src/x.py\n+++ b/src/x.py\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n@@ -9 +9 @@\n-last\n\\ No newline at end of file\n+end\n";
  assert.deepEqual(sidesOf(diff), {
    before: "one\ntwo\n… line 9\nlast\n",
    after: "one\nthree\n… line 9\nend\n",
  });
});

test("a new file has only one side", () => {
  assert.deepEqual(sidesOf("--- /dev/null\n+++ b/new.md\n@@ -0,0 +1 @@\n+hello\n"), { before: "", after: "hello\n" });
});

test("lines that look like the head of a diff are lines", () => {
  const diff = "--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,3 @@\n--- one\n+++ two\n+@@ -9 +9 @@\n same\n";
  assert.deepEqual(sidesOf(diff), { before: "x.md:\n-- one\nsame\n".slice(6), after: "++ two\n@@ -9 +9 @@\nsame\n" });
});

test("several files are named", () => {
  const file = (name: string): string => `--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${name}\n`;
  assert.deepEqual(sidesOf(file("a.md") + file("b.md")), { before: "a.md:\nb.md:\n", after: "a.md:\na.md\nb.md:\nb.md\n" });
});

test("a command is shown word by word", () => {
  const page = pageOf({ text: "002 asks to run `git push origin 'a b'`.", scope: "run `git push origin 'a b'` in the project's folder", argv: ["git", "push", "origin", "a b"] });
  assert.match(page, /\n {4}git\n {4}push\n {4}origin\n {4}a b\n/);
  assert.match(page, /until the run ends: run `git push origin 'a b'` in the project's folder\./);
});
