// A document is edited after a phase has read it: line 1 says so, shows what changed, and takes somebody's word for it.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const RUN_MS = 120_000;
const FIRST = "001-comprehension.md";
const SECOND = "002-reproduction.md";
const DOCUMENT = "issue-42-comprehension.md";

describe("a result that is stale", () => {
  const scene = setScene("stale");

  test("two phases are done", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Ready");
    for (const spec of [FIRST, SECOND]) {
      await bench.open(spec);
      await bench.lens(spec, "Ready");
      await bench.lensAction(spec, "Run");
      await bench.lens(spec, "Done", RUN_MS);
    }
  });

  test("a line more in what the second has read makes it stale, and underlines the input", async () => {
    const { bench } = scene;
    fs.appendFileSync(scene.file(`.chant/research/${DOCUMENT}`), "\nThe lock is taken too late.\n");
    assert.match(await bench.lens(SECOND, "Stale"), new RegExp(`Stale: ${DOCUMENT} changed after this ran.*See what changed.*Re-run.*Still valid`));
    await bench.squiggles("warning").first().waitFor();
    await scene.shot("1 stale");
  });

  test("See what changed opens the document then and now", async () => {
    const { bench, page } = scene;
    await bench.lensAction(SECOND, "See what changed");
    const diff = page.locator(".editor-instance .monaco-diff-editor").first();
    await diff.locator(".editor.modified .view-line", { hasText: "The lock is taken too late." }).first().waitFor();
    assert.equal(await diff.locator(".editor.original .view-line", { hasText: "taken too late" }).count(), 0);
    await scene.shot("2 what changed");
  });

  test("Still valid asks why, and the result is fresh again until the next change", async () => {
    const { bench, page } = scene;
    await bench.open(SECOND);
    await bench.lens(SECOND, "Stale");
    await bench.lensAction(SECOND, "Still valid");
    await page.locator(".quick-input-widget", { hasText: "is still valid" }).waitFor();
    await page.keyboard.type("It is about the fix");
    await scene.shot("3 why");
    await page.keyboard.press("Enter");
    assert.match(await bench.lens(SECOND, "Done"), /Done.*still valid \(said /);
    await scene.shot("4 still valid");
    const words = fs.readdirSync(scene.file(".chant/runs")).map((run) => scene.file(path.join(".chant/runs", run, "valid.jsonl")));
    const [said] = words.filter((word) => fs.existsSync(word));
    assert.equal(JSON.parse(fs.readFileSync(said, "utf8")).because, "It is about the fix");

    fs.appendFileSync(scene.file(`.chant/research/${DOCUMENT}`), "\nAnd released too early.\n");
    await bench.lens(SECOND, "Stale");
  });
});
