// What a run changed is seen as diffs before it is believed, and taken back if it is not.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const RUN_MS = 120_000;
const FIRST = "001-comprehension.md";
const DOCUMENT = ".chant/research/issue-42-comprehension.md";

describe("reviewing and discarding a run", () => {
  let before;
  const scene = setScene("review", {
    change: (workspace) => {
      const git = (...told) => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...told], { cwd: workspace });
      git("init", "--quiet");
      git("add", "--all");
      git("commit", "--quiet", "--message=start");
    },
  });

  test("a run that is done offers its changes", async () => {
    const { bench } = scene;
    before = scene.read(`.chant/specs/${FIRST}`);
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Ready");
    await bench.lensAction(FIRST, "Run");
    await bench.lens(FIRST, "Done", RUN_MS);
    assert.match(await bench.lens(FIRST, "Review changes"), /Done.*Review changes.*Re-run/);
  });

  test("they open as diffs, file by file", async () => {
    const { bench, page } = scene;
    await bench.lensAction(FIRST, "Review changes");
    const entries = page.locator(".multiDiffEntry");
    const written = entries.filter({ hasText: "issue-42-comprehension.md" }).locator("visible=true").first();
    await written.locator(".editor.modified .view-line", { hasText: "Comprehension of issue #42" }).first().waitFor();
    await scene.shot("1 the document");
    // It fills the window; what is below it is only drawn when it can be seen.
    await written.locator(".collapse-button").first().click();
    const spec = entries.filter({ hasText: FIRST }).locator("visible=true").first();
    await spec.locator(".editor.original .view-line", { hasText: "pending" }).first().waitFor();
    await spec.locator(".editor.modified .view-line", { hasText: "completed" }).first().waitFor();
    await scene.shot("2 the spec");
  });

  test("Discard says what will be lost, and brings everything back", async () => {
    const { bench } = scene;
    await bench.open(FIRST);
    await bench.command("Chant: Discard Changes of the Last Run");
    assert.match(await bench.notification("What the run of 001-comprehension wrote there is lost."), /issue-42-comprehension\.md/);
    await scene.shot("3 the question");
    await bench.answer("What the run of 001-comprehension wrote there is lost.", "Discard");
    await bench.lens(FIRST, "Ready");
    assert.equal(scene.read(`.chant/specs/${FIRST}`), before);
    assert.equal(fs.existsSync(scene.file(DOCUMENT)), false);
    assert.equal(String(execFileSync("git", ["status", "--porcelain"], { cwd: scene.workspace })), "");
    await scene.shot("4 as before");
  });
});
