// Somebody writes a spec: what can be written is offered, with every letter, and a whole phase fills an empty file.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const NEW = ".chant/specs/007-next.md";

describe("writing a spec", () => {
  const scene = setScene("completion", { change: (workspace) => fs.writeFileSync(`${workspace}/${NEW}`, "") });

  test("a key is offered while it is typed, and its values follow", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(".chant/specs/003-root-cause.md"));
    await bench.lens("003-root-cause.md", "Blocked");
    await bench.newLineAfter("prompt: research");
    await page.keyboard.type("rep");
    await bench.offer("replayed_at");
    await page.keyboard.press("Escape");
    for (const _ of "rep") await page.keyboard.press("Backspace");
    await page.keyboard.type("con");
    await bench.offer("context");
    await scene.shot("1 a key");
    await page.keyboard.press("Tab");
    await bench.line("context: [");
    await bench.offer(".chant/research/");
    await scene.shot("2 and its values");
    await bench.command("File: Revert File");
    await bench.line("prompt: research");
  });

  test("a word of a field is offered with its meaning", async () => {
    const { bench, page } = scene;
    await bench.retype("pending", "pa");
    assert.match(await bench.offer("paused"), /can go on/);
    await scene.shot("3 a value");
    await page.keyboard.press("Tab");
    await bench.line("status: paused");
    await bench.command("File: Revert File");
    await bench.line("status: pending");
  });

  test("an id is offered with its title, but none that would close a circle", async () => {
    const { bench, page } = scene;
    await bench.newLineAfter("- 002-reproduction");
    await page.keyboard.type("- ");
    await bench.offer("001-comprehension");
    assert.equal(await bench.offers().filter({ hasText: "004-sprawl" }).count(), 0);
    await page.keyboard.type("0");
    await bench.offer("001-comprehension");
    await scene.shot("4 an id");
    await page.keyboard.press("Tab");
    await bench.line("- 001-comprehension");
    await bench.command("File: Revert File");
  });

  test("an empty file becomes a phase", async () => {
    const { bench, page } = scene;
    await bench.open("007-next.md");
    await bench.lens("007-next.md", "Blocked");
    await bench.goTo(1, 1);
    await page.keyboard.type("sp");
    await bench.offer("phase 4: sprawl");
    await scene.shot("5 phases");
    await page.keyboard.press("Tab");
    await bench.line("## Acceptance Criteria");
    await scene.shot("6 a whole phase");
  });
});
