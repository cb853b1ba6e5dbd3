// An agent asks for more than its phase allows: the user sees what it would do, and answers.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "./harness/places.mjs";
import { runProcesses } from "./harness/processes.mjs";
import { setScene } from "./harness/scene.mjs";

const SPEC = "001-comprehension.md";
const STEPS = ["store=NOTES.md:first line\nsecond line\n", 'terminal={"command": "make", "args": ["docs"]}', "store=OTHER.md:x\n", "hang="];
const AGENT = [path.join(ROOT, ".venv/bin/python"), "-I", "-S", path.join(ROOT, "tests/runs/scripted_agent.py"), ...STEPS];

describe("questions of a run", () => {
  const scene = setScene("questions", { machineSettings: { "chant.agents": { asking: { command: AGENT } }, "chant.agent": "asking" } });

  test("a write is asked about, with its diff in an editor", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${SPEC}`));
    await bench.lens(SPEC, "Ready");
    await bench.lensAction(SPEC, "Run");
    await bench.notification("asks to write NOTES.md (not a declared output)");
    const line = await bench.lens(SPEC, "asks to write NOTES.md");
    assert.match(line, /Running .* - asks to write NOTES\.md \| Answer… \| Stop \| Open log/);
    await scene.shot("1 asked");
    await bench.answer("asks to write NOTES.md", "Show");
    await bench.line("second line");
    await scene.shot("2 shown");
    assert.ok(!fs.existsSync(scene.file("NOTES.md")));
    await bench.answer("asks to write NOTES.md", "Allow for this run");
    await bench.noLine("second line");
    await bench.lens(SPEC, "asks to run 'make docs'");
    assert.equal(scene.read("NOTES.md"), "first line\nsecond line\n");
  });

  test("after a reload the question is still there, and line 1 answers it", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${SPEC}`));
    await bench.lens(SPEC, "asks to run 'make docs'");
    await bench.notification("asks to run `make docs`");
    await bench.page.locator(".notification-toast", { hasText: "make docs" }).hover();
    await bench.page.locator(".notification-toast .codicon-notifications-clear").first().click();
    await bench.lensAction(SPEC, "Answer…");
    await bench.answer("asks to run `make docs`", "Show");
    await bench.line("The command, one word a line:");
    await scene.shot("3 command");
    await bench.answer("asks to run `make docs`", "Deny");
    await bench.lens(SPEC, "asks to write OTHER.md");
  });

  test("a stop denies what is open", async () => {
    const { bench } = scene;
    await bench.lensAction(SPEC, "Stop");
    await bench.lens(SPEC, "Stopped");
    await scene.shot("4 stopped");
    assert.ok(!fs.existsSync(scene.file("OTHER.md")));
    assert.deepEqual(runProcesses(scene.workspace), []);
  });
});
