// The whole investigation from the editor: five phases in a row, and what they leave.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const RUN_MS = 180_000;
const PHASES = {
  "001-comprehension": [".chant/research/issue-42-comprehension.md"],
  "002-reproduction": ["tests/regression/test_issue_42.py"],
  "003-root-cause": [".chant/research/issue-42-root-cause.md"],
  "004-sprawl": [".chant/research/issue-42-sprawl.md"],
  "005-fork-fix": ["src/storage/store.py"],
};

describe("the five phases, one after the other", () => {
  const scene = setScene("phases");
  let storeBefore;

  for (const [phase, outputs] of Object.entries(PHASES)) {
    const file = `${phase}.md`;

    test(`${phase} runs to Done`, async () => {
      const { bench } = scene;
      if (phase === "001-comprehension") {
        storeBefore = scene.read("src/storage/store.py");
        await bench.visit(scene.address(`.chant/specs/${file}`));
      }
      await bench.lens(file, "Ready");
      await bench.lensAction(file, "Run");
      await bench.lens(file, "Done", RUN_MS);
      assert.match(scene.read(`.chant/specs/${file}`), /^status: completed$/m);
      for (const output of outputs) assert.ok(existsSync(scene.file(output)), output);
      await scene.shot(phase);
    });

    test(`${phase} leads to the next`, async () => {
      const { bench } = scene;
      await bench.lensAction(file, "Next:");
      const names = [...Object.keys(PHASES), "006-upstream-pr"];
      await bench.tab(`${names[names.indexOf(phase) + 1]}.md`);
    });
  }

  test("the gate is left to a person, and the store is fixed", async () => {
    const line = await scene.bench.lens("006-upstream-pr.md", "Human gate");
    assert.doesNotMatch(line, /\bRun\b/);
    assert.notEqual(scene.read("src/storage/store.py"), storeBefore);
    assert.equal(await scene.bench.squiggles("error").count(), 0);
    await scene.shot("006-upstream-pr");
  });
});
