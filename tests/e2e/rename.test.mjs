// Somebody gives a phase another name: its file, and all who mention it, follow at once, and come back with one undo.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const OLD = "001-comprehension";
const NEW = "011-understanding";
const DRIVER = "007-follow-up";
const LATER = "008-aftermath";

describe("renaming a spec", () => {
  // A second file with a mention, in its text; and a driver with a member.
  const change = (workspace) => {
    fs.appendFileSync(`${workspace}/.chant/specs/003-root-cause.md`, `\nSee [[${OLD}]] and [[${DRIVER}]].\n`);
    fs.writeFileSync(`${workspace}/.chant/specs/${DRIVER}.md`, `---\ntype: driver\nmembers: [${DRIVER}.1]\n---\n\n# Follow up\n`);
    fs.writeFileSync(`${workspace}/.chant/specs/${DRIVER}.1.md`, "---\n---\n\n# The first step\n");
  };
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
  // The editor changes one file after the other, and saves none of them.
  const saved = (expected) =>
    until(async () => {
      await scene.bench.command("File: Save All Files");
      return JSON.stringify(specs()) === JSON.stringify(expected);
    }, "the texts that were expected");
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
    await saved(before);
    await bench.lens("002-reproduction.md", `waiting for ${OLD}`);
    await scene.shot("2 undone");
  });

  test("a driver that is renamed in the explorer takes its members and all mentions along", async () => {
    const { bench, page } = scene;
    const changed = Object.fromEntries(
      Object.entries(before).map(([name, text]) => [name.replace(DRIVER, LATER), text.replaceAll(DRIVER, LATER)]),
    );
    await bench.open(`${DRIVER}.md`);
    await bench.command("File: Reveal Active File in Explorer View");
    const row = page.locator(".explorer-folders-view .monaco-list-row.focused", { hasText: `${DRIVER}.md` });
    await row.waitFor();
    await page.keyboard.press("F2");
    const input = page.locator(".explorer-folders-view .monaco-inputbox input");
    await input.waitFor();
    await input.fill(`${LATER}.md`);
    await input.press("Enter");
    // The editor asks whether an extension may change other files for it.
    await scene.shot("3 the editor asks");
    await page.locator(".monaco-dialog-box .monaco-button", { hasText: "OK" }).click();
    await bench.tab(`${LATER}.md`);
    await row.waitFor({ state: "detached" });
    await saved(changed);
    await scene.shot("4 renamed in the explorer");
  });

  test("one undo in the explorer brings all that back", async () => {
    const { page } = scene;
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: `${LATER}.md` }).click();
    await page.keyboard.press("Control+Z");
    await saved(before);
    await scene.shot("5 undone in the explorer");
  });
});
