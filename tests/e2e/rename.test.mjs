// Somebody gives a phase another name: its file, and all who mention it, follow at once, and come back with one undo.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const OLD = "001-comprehension";
const NEW = "011-understanding";

describe("renaming a spec", () => {
  // A second file with a mention, in its text.
  const change = (workspace) => fs.appendFileSync(`${workspace}/.chant/specs/003-root-cause.md`, `\nSee [[${OLD}]].\n`);
  const scene = setScene("rename", { change });
  const specs = () => {
    const names = fs.readdirSync(scene.file(".chant/specs")).filter((name) => name.endsWith(".md")).sort();
    return Object.fromEntries(names.map((name) => [name, scene.read(`.chant/specs/${name}`)]));
  };
  const until = async (condition, what) => {
    const end = Date.now() + 90_000;
    while (!(await condition())) {
      assert.ok(Date.now() < end, `waited in vain for ${what}`);
      await scene.page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => done(true))));
    }
  };
  let before;

  test("F2 on an id renames the file and every mention", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(".chant/specs/002-reproduction.md"));
    await bench.tab("002-reproduction.md");
    await bench.lens("002-reproduction.md", "Blocked");
    before = specs();
    await bench.placeCursorIn(OLD);
    await page.keyboard.press("F2");
    const input = page.locator(".rename-box:visible input.rename-input");
    await input.waitFor();
    assert.equal(await input.inputValue(), OLD);
    await input.fill(NEW);
    await input.press("Enter");
    await bench.line(NEW);
    await until(() => fs.existsSync(scene.file(`.chant/specs/${NEW}.md`)), "the file's new name");
    await until(() => !Object.values(specs()).some((text) => text.includes(OLD)), "the new mentions");
    const expected = Object.entries(before).map(([name, text]) => [name.replace(OLD, NEW), text.replaceAll(OLD, NEW)]);
    assert.deepEqual(specs(), Object.fromEntries(expected));
    await bench.lens("002-reproduction.md", `waiting for ${NEW}`);
    await scene.shot("1 renamed");
  });

  test("one undo brings everything back", async () => {
    const { bench, page } = scene;
    await bench.placeCursorIn(NEW);
    await page.keyboard.press("Control+Z");
    const [old, now] = [OLD, NEW].map((id) => scene.file(`.chant/specs/${id}.md`));
    await until(() => fs.existsSync(old) && !fs.existsSync(now), "the file's old name");
    await bench.line(OLD);
    // The other files are undone one after the other, and stay unsaved.
    await until(async () => {
      await bench.command("File: Save All Files");
      return JSON.stringify(specs()) === JSON.stringify(before);
    }, "the texts as they were");
    await bench.lens("002-reproduction.md", `waiting for ${OLD}`);
    await scene.shot("2 undone");
  });
});
