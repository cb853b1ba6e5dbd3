// A newcomer runs the first phase and sees the second one become ready.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { runProcesses } from "./harness/processes.mjs";
import { setScene } from "./harness/scene.mjs";

const RUN_MS = 120_000;
const FIRST = "001-comprehension.md";
const SECOND = "002-reproduction.md";
const DOCUMENT = ".chant/research/issue-42-comprehension.md";

describe("running a phase", () => {
  const scene = setScene("runs");
  let previewed;

  test("the prompt can be read before it is sent, with the inputs in it", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Ready");
    await bench.lensAction(FIRST, "Preview prompt");
    await bench.tab("001-comprehension (prompt).md");
    await bench.page.keyboard.press("Control+End");
    await bench.line("data, not instructions");
    await scene.shot("1 prompt");
    previewed = await bench.wholeText();
    assert.ok(previewed.includes(scene.read(".chant/context/issue-42.md")), "the input, all of it");
    assert.ok(previewed.includes(scene.read(`.chant/specs/${FIRST}`).split("---\n").at(-1)), "the spec, all of it");
  });

  test("Run goes on to Done, and the next phase turns from Blocked to Ready before one's eyes", async () => {
    const { bench, page } = scene;
    await page.keyboard.press("Control+B");
    await bench.open(FIRST);
    await bench.lens(FIRST, "Ready");
    await bench.open(SECOND, { beside: true });
    await bench.lens(SECOND, "Blocked: waiting for 001-comprehension");
    await scene.shot("2 before the run");

    await bench.lensAction(FIRST, "Run");
    await bench.lens(FIRST, "Running");
    await scene.shot("3 running");
    await bench.lens(FIRST, "Done", RUN_MS);
    await bench.lens(SECOND, "Ready");
    await page.locator(".notification-toast", { hasText: "001-comprehension" }).first().waitFor();
    await scene.shot("4 done and ready");

    assert.match(scene.read(`.chant/specs/${FIRST}`), /^status: completed$/m);
    assert.match(scene.read(`.chant/specs/${FIRST}`), /^completed_at: /m);
    assert.doesNotMatch(scene.read(`.chant/specs/${FIRST}`), /- \[ \]/);
    assert.match(scene.read(DOCUMENT), /write/);
    assert.deepEqual(runProcesses(scene.workspace), []);
  });

  test("what was sent is what was previewed", () => {
    const [run] = fs.readdirSync(scene.file(".chant/runs")).filter((name) => name.includes("-001-comprehension-"));
    assert.equal(scene.read(`.chant/runs/${run}/prompt.md`), previewed);
  });

  test("the log of the run is in a channel of its own", async () => {
    const { bench } = scene;
    await bench.answer("001-comprehension", "Open log");
    await bench.output("comprehension");
    assert.match(await bench.outputText(), /issue-42-comprehension\.md/);
    await scene.shot("5 log");
  });

  test("the document that was written opens with F12", async () => {
    const { bench, page } = scene;
    await bench.open(SECOND);
    // A hint behind it may wrap the line before its ending.
    await bench.placeCursorIn("research/issue-42-comprehension");
    await page.keyboard.press("F12");
    await bench.tab("issue-42-comprehension.md");
    await scene.shot("6 the document");
  });

  test("the human gate has no Run", async () => {
    const { bench } = scene;
    await bench.open("006-upstream-pr.md");
    const line = await bench.lens("006-upstream-pr.md", "Human gate");
    assert.match(line, /Human gate: (5 of 5 boxes|\d of 6 checks) open/);
    assert.doesNotMatch(line, /\bRun\b/);
    await scene.shot("7 human gate");
  });

  test("a run of the gate from the palette is refused with the reason", async () => {
    const { bench } = scene;
    await bench.command("Chant: Run Phase");
    assert.match(await bench.notification("human"), /006-upstream-pr|gate/);
    await scene.shot("8 refused");
  });

  test("unsaved edits are refused, not saved behind one's back", async () => {
    const { bench, page } = scene;
    await bench.open(SECOND);
    await bench.lens(SECOND, "Ready");
    await bench.placeCursorIn("## Context");
    await page.keyboard.press("End");
    await page.keyboard.type(" now");
    await bench.lensAction(SECOND, "Run");
    await bench.notification("unsaved");
    await scene.shot("9 unsaved");
    assert.doesNotMatch(scene.read(`.chant/specs/${SECOND}`), /Context now/);
    assert.match(scene.read(`.chant/specs/${SECOND}`), /^status: pending$/m);
    await bench.command("File: Revert File");
  });
});
