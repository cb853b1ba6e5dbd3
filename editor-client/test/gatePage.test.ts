// The page of a gate: states in words, nothing of a file unescaped, no script but our own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gatePage, isWish } from "../src/gatePage.ts";

const REVIEW = {
  spec: "006-decide",
  title: "Decide <b>now</b>",
  standing: "Human gate: 1 of 2 checks open",
  checks: [
    { title: "Inputs fresh", state: "passed", message: "Nothing has changed.", uri: null },
    { title: "Diff", state: "failed", message: "`a.py` is changed, and `<script>` too.", uri: "file:///p/a%20b.py" },
  ],
  boxes: [{ text: "I read it", ticked: true, during: "005-fix" }],
  changed: [],
  next: ["Run `git push`"],
  canApprove: false,
  canReject: true,
};

test("states are words and signs", () => {
  const page = gatePage(REVIEW, "abc");
  assert.match(page, /<span class="sign" aria-hidden="true">✓<\/span> <strong>Inputs fresh: passed\.<\/strong>/);
  assert.match(page, /✗<\/span> <strong>Diff: failed\.<\/strong> <code>a\.py<\/code> is changed/);
  assert.match(page, /ticked: I read it <em>\(ticked while 005-fix was running\)<\/em>/);
});

test("nothing of a file is markup, and only our own script runs", () => {
  const page = gatePage(REVIEW, "abc");
  assert.match(page, /Decide &lt;b&gt;now&lt;\/b&gt;/);
  assert.doesNotMatch(page.replace('<script nonce="abc">', ""), /<script/);
  assert.match(page, /content="default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'"/);
  assert.doesNotMatch(page, /https?:|\sstyle=|\son\w+=/);
});

test("a button that cannot be pressed keeps its place and says why; Run is none of them", () => {
  const page = gatePage(REVIEW, "abc");
  assert.match(page, /<button type="button" aria-disabled="true" title="It is approved already, or something is in the way: see what to do next\.">Approve…<\/button>/);
  assert.match(page, /class="other" data-do="reject">Reject…/);
  assert.match(page, /data-uri="file:\/\/\/p\/a%20b\.py">Open a b\.py</);
  assert.doesNotMatch(page, /<button[^>]*>Run/);
});

test("one button is the step that the page is for", () => {
  const page = gatePage({ ...REVIEW, canApprove: true, canDraft: true }, "abc");
  const plain = [...page.matchAll(/<button type="button" data-do="(\w+)">/g)].map(([, wish]) => wish);
  assert.deepEqual(plain, ["approve"]);
});

test("only what the page can send is listened to", () => {
  assert.ok(isWish({ do: "approve" }) && isWish({ do: "open", uri: "file:///a" }));
  for (const other of [undefined, null, {}, { do: "run" }, { do: "open", uri: 3 }]) assert.ok(!isWish(other), JSON.stringify(other));
});
