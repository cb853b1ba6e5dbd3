import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, sidesOf } from "../src/questionText.ts";

test("a changed file has both sides", () => {
  const diff = "--- a/src/x.py\n+++ b/src/x.py\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n@@ -9 +9 @@\n-last\n\\ No newline at end of file\n+end\n";
  assert.deepEqual(sidesOf(diff), {
    before: "# src/x.py\none\ntwo\n\n… -9 +9\nlast\n",
    after: "# src/x.py\none\nthree\n\n… -9 +9\nend\n",
  });
});

test("a new file has only one side", () => {
  assert.deepEqual(sidesOf("--- /dev/null\n+++ b/new.md\n@@ -0,0 +1 @@\n+hello\n"), { before: "", after: "# new.md\nhello\n" });
});

test("a command is shown word by word", () => {
  const page = pageOf({ text: "002 asks to run `git push origin 'a b'`.", scope: "run `git push origin 'a b'` in the project's folder", argv: ["git", "push", "origin", "a b"] });
  assert.match(page, /\n {4}git\n {4}push\n {4}origin\n {4}a b\n/);
  assert.match(page, /until the run ends: run `git push origin 'a b'` in the project's folder\./);
});
