// Stop means stop: while a slow agent works, the run is ended, and nothing of it is left.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProcesses } from "./harness/processes.mjs";
import { setScene } from "./harness/scene.mjs";

const FIRST = "001-comprehension.md";
const STOPPED_MS = 20_000;

describe("stopping a run", () => {
  const scene = setScene("stop", { env: { CHANT_EXAMPLE_PACE_S: "5" } });

  test("a run outlives the language server, and is there again with its log", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Ready");
    await bench.lensAction(FIRST, "Run");
    await bench.lens(FIRST, "Running");
    await eventually(() => runProcesses(scene.workspace), (found) => found.length >= 2, "the runner and its agent");
    const before = runProcesses(scene.workspace);
    await bench.command("Chant: Restart Language Server");
    await bench.lens(FIRST, "Running");
    assert.deepEqual(runProcesses(scene.workspace), before);

    await bench.lensAction(FIRST, "Open log");
    await bench.output("started with example");
    const starts = (await bench.outputText()).split("\n").filter((line) => line.includes("started with example"));
    assert.equal(starts.length, 1, starts.join("\n"));
    await scene.shot("1 running after a restart");
  });

  test("Stop ends the runner and the agent", async () => {
    const { bench } = scene;
    await bench.lensAction(FIRST, "Stop");
    await bench.lens(FIRST, "Stopped", STOPPED_MS);
    await eventually(() => runProcesses(scene.workspace), (found) => found.length === 0, "no process of the run");
    await scene.shot("2 stopped");
    assert.match(scene.read(`.chant/specs/${FIRST}`), /^status: paused$/m);
  });

  test("a stopped phase can be run again and stopped from the palette", async () => {
    const { bench } = scene;
    await bench.lensAction(FIRST, "Re-run");
    await bench.lens(FIRST, "Running");
    await bench.command("Chant: Stop Run");
    await bench.lens(FIRST, "Stopped", STOPPED_MS);
    await eventually(() => runProcesses(scene.workspace), (found) => found.length === 0, "no process of the run");
  });
});

/** Asks again until the answer is right; 10 s is the product's own promise. */
async function eventually(ask, right, what) {
  for (const end = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const found = ask();
    if (right(found)) return;
    assert.ok(Date.now() < end, `expected ${what}, found:\n${found.join("\n")}`);
  }
}
