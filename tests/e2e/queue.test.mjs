// A phase that waits for another one is queued, taken out again, queued once more, and runs by itself.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const FIRST = "001-comprehension.md";
const SECOND = "002-reproduction.md";
const RUN_MS = 120_000;

describe("what runs when another phase has finished", () => {
  const scene = setScene("queue", { env: { CHANT_EXAMPLE_PACE_S: "2" } });

  test("a waiting phase can be queued, and taken out of the queue", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await page.keyboard.press("Control+B");
    await bench.lens(FIRST, "Ready");
    await bench.open(SECOND, { beside: true });
    await bench.lens(SECOND, "Blocked: waiting for 001-comprehension");
    await bench.lensAction(FIRST, "Run");
    await bench.lens(SECOND, "Waiting: 001-comprehension running");
    await scene.shot("1 waiting");
    await bench.lensAction(SECOND, "Run when it finishes");
    await bench.lens(SECOND, "Queued: runs when 001-comprehension finishes");
    await scene.shot("2 queued");
    await bench.lensAction(SECOND, "Cancel");
    await bench.lens(SECOND, "Waiting: 001-comprehension running");
  });

  test("what is queued outlives the language server, and runs by itself", async () => {
    const { bench } = scene;
    await bench.lensAction(SECOND, "Run when it finishes");
    await bench.lens(SECOND, "Queued: runs when 001-comprehension finishes");
    await bench.command("Chant: Restart Language Server");
    await bench.lens(FIRST, "Done", RUN_MS);
    await bench.lens(SECOND, "Running", RUN_MS);
    await bench.lens(SECOND, "Done", RUN_MS);
    await scene.shot("3 done");
    const runs = fs.readdirSync(scene.file(".chant/runs")).filter((name) => /^\d{8}T/.test(name));
    assert.equal(runs.length, 2, runs.join("\n"));
  });
});
