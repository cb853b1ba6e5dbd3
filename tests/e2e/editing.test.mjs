// A person edits: folds, formats, fixes all at once, creates what is missing, looks at who uses what.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const SPEC = ".chant/specs/002-reproduction.md";

describe("editing a spec", () => {
  const scene = setScene("editing", { settings: { "editor.showFoldingControls": "always" } });

  test("frontmatter folds", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(SPEC));
    await page.locator(".codicon-folding-expanded").first().waitFor();
    await bench.goTo(2, 1);
    await bench.command("Fold");
    await bench.noLine("target_files");
    await bench.command("Unfold");
    await bench.line("target_files");
  });

  test("formatting changes white space alone", async () => {
    const { bench, page } = scene;
    const before = scene.read(SPEC);
    await bench.goTo(2, 7);
    await page.keyboard.type("  ");
    await bench.line("type:   code");
    await bench.command("Format Document");
    await bench.line("type: code");
    await bench.save();
    assert.equal(scene.read(SPEC), before);
  });

  test("the peek shows who reads and who writes a document", async () => {
    const { bench, page } = scene;
    await bench.placeCursorIn("issue-42-comprehension.md");
    await bench.command("Go to References");
    await page.locator(".reference-zone-widget .monaco-list-row", { hasText: "001-comprehension.md" }).first().waitFor();
    await scene.shot("1 who names it");
    await page.keyboard.press("Escape");
    await page.locator(".reference-zone-widget").waitFor({ state: "detached" });
  });

  test("a prompt that is missing is made, and no longer missed", async () => {
    const { bench, page } = scene;
    await bench.open("001-comprehension.md");
    await bench.goTo(8, 9);
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("finding");
    await page.keyboard.press("Escape");
    await bench.line("prompt: finding");
    await bench.squiggles("warning").first().waitFor();
    const offered = await bench.quickFix("Create .chant/prompts/finding.md");
    assert.ok(offered.some((title) => title.includes("Silence unknown-prompt")), offered.join());
    await bench.tab("finding.md");
    await bench.lens("finding.md", "Taken by 001-comprehension");
    await bench.open("001-comprehension.md");
    await bench.squiggles("warning").first().waitFor({ state: "detached" });
    assert.match(scene.read(".chant/prompts/finding.md"), /^name: finding$/m);
    await scene.shot("2 a new prompt");
  });

  test("all that is safe to fix is fixed at once", async () => {
    const { bench, page } = scene;
    await bench.open("003-root-cause.md");
    const before = scene.read(".chant/specs/003-root-cause.md");
    for (const [line, text] of [[2, "type: Research"], [3, "status: Pending"]]) {
      await bench.goTo(line, 1);
      await page.keyboard.press("Shift+End");
      await page.keyboard.type(text);
      // Suggestions that come up late would take the next Enter, and write a line of their own.
      await bench.line(text);
      await page.keyboard.press("Escape");
      await page.locator(".suggest-widget.visible").waitFor({ state: "hidden" });
    }
    await bench.squiggles("error").nth(1).waitFor();
    await bench.command("Fix All");
    await bench.squiggles("error").first().waitFor({ state: "detached" });
    await scene.shot("3 fixed at once");
    await bench.save();
    assert.equal(scene.read(".chant/specs/003-root-cause.md"), before);
  });

  // The last step: the view takes the focus at a time of its own choice.
  test("the call hierarchy shows who waits", async () => {
    const { bench, page } = scene;
    await bench.open("002-reproduction.md");
    await bench.placeCursorIn("001-comprehension");
    await bench.command("Calls: Show Call Hierarchy");
    await page.locator(".part.sidebar .monaco-list-row", { hasText: "002-reproduction" }).first().waitFor();
    await scene.shot("4 who waits");
  });
});
