// A newcomer reads the example: what is wrong, what a word means, where a name leads.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

describe("reading and fixing a spec", () => {
  const scene = setScene("language");

  test("the line above a spec says its state", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(".chant/specs/001-comprehension.md"));
    await bench.tab("001-comprehension.md");
    const ready = await bench.lens("001-comprehension.md", "Ready");
    assert.match(ready, /Ready.*Run.*Preview prompt/);
    await scene.shot("1 ready");

    await bench.open("002-reproduction.md");
    const blocked = await bench.lens("002-reproduction.md", "Blocked");
    assert.match(blocked, /Blocked: waiting for 001-comprehension \(pending\)/);
    assert.match(blocked, /Run 001-comprehension/);
    await scene.shot("2 blocked");
  });

  test("the example has no problem worth an error", async () => {
    assert.equal(await scene.bench.squiggles("error").count(), 0);
  });

  test("a hover explains a key", async () => {
    const { bench } = scene;
    const said = await bench.hover("informed_by", "informed_by");
    assert.ok(said.length > 40, said);
    await scene.shot("3 hover on a key");
  });

  test("a hover shows what an id stands for", async () => {
    const { bench } = scene;
    const card = await bench.hover("001-comprehension", "a write silently disappears");
    assert.match(card, /pending/);
    await scene.shot("4 hover on an id");
  });

  test("the palette explains why a phase is blocked", async () => {
    const { bench } = scene;
    await bench.command("Chant: Explain Where This Phase Stands");
    await bench.notification("001-comprehension");
    await bench.command("Notifications: Clear All Notifications");
  });

  test("F12 on a dependency opens that spec", async () => {
    const { bench, page } = scene;
    await bench.placeCursorIn("001-comprehension");
    await page.keyboard.press("F12");
    await bench.tab("001-comprehension.md");
    await bench.line("# Comprehend issue #42");
    await scene.shot("5 definition of an id");
  });

  test("F12 on an input opens that file", async () => {
    const { bench, page } = scene;
    await bench.placeCursorIn("issue-42.md");
    await page.keyboard.press("F12");
    await bench.tab("issue-42.md");
    await scene.shot("6 definition of an input");
  });

  test("a misspelt status gets a squiggle, an entry in Problems, and a fix", async () => {
    const { bench, page } = scene;
    await bench.open("001-comprehension.md");
    await bench.retype("pending", "pendng");
    await bench.squiggles("error").first().waitFor();
    const problems = await bench.problems("`pendng`");
    assert.ok(problems.some((entry) => /`pendng`.*[Dd]id you mean `pending`/.test(entry)), problems.join("\n"));
    await scene.shot("7 squiggle and problem");
    await page.keyboard.press("Control+Shift+M");

    await bench.placeCursorIn("pendng");
    const offered = await bench.quickFix("`pending`");
    assert.ok(offered.length > 0);
    await bench.line("status: pending");
    await bench.squiggles("error").first().waitFor({ state: "detached" });
    await bench.lens("001-comprehension.md", "Ready");
    await scene.shot("8 fixed");
    await bench.save();
    assert.match(scene.read(".chant/specs/001-comprehension.md"), /^status: pending$/m);
  });

  test("a spec that is broken on disk is told, and told again when it is whole", async () => {
    const { bench } = scene;
    const spec = ".chant/specs/002-reproduction.md";
    const whole = scene.read(spec);
    fs.writeFileSync(scene.file(spec), whole.replace("target_files:\n- ", "target_files: "));
    await bench.open("002-reproduction.md");
    const line = await bench.lens("002-reproduction.md", "Cannot read frontmatter");
    assert.match(line, /line \d+, expected a list/);
    await bench.squiggles("error").first().waitFor();
    await scene.shot("9 broken frontmatter");
    fs.writeFileSync(scene.file(spec), whole);
    await bench.lens("002-reproduction.md", "Blocked");
    await bench.squiggles("error").first().waitFor({ state: "detached" });
  });
});
