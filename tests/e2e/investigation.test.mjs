// A maintainer begins with an issue: two answers, and six phases are there.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

describe("a new investigation", () => {
  const scene = setScene("investigation");

  test("an issue becomes six phases by two answers", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(".chant/specs/001-comprehension.md"));
    await bench.lens("001-comprehension.md", "Ready");
    await bench.command("Chant: New Investigation From an Issue…");
    await page.locator(".quick-input-widget:visible", { hasText: "Its number, its address or its title" }).waitFor();
    await page.keyboard.type("43: a read blocks");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget:visible", { hasText: "Paste the report" }).waitFor();
    await page.keyboard.press("Enter");
    await bench.tab("007-comprehension.md");
    await bench.lens("007-comprehension.md", "Ready");
    await scene.shot("1 the first of six");
    assert.match(scene.read(".chant/context/issue-43.md"), /^# Issue #43: a read blocks$/m);
    assert.match(scene.read(".chant/specs/012-upstream-pr.md"), /^labels: \[issue-43, human-gate\]$/m);
  });
});
