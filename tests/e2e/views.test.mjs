// What the editor shows of a project beside the text: hints, outline, symbols, lenses on other files, pages of codes.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

describe("the views of a project", () => {
  const scene = setScene("views");

  test("a title behind an id, a writer behind an input", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(".chant/specs/002-reproduction.md"));
    await bench.lens("002-reproduction.md", "Blocked");
    await bench.line("Comprehend issue #42");
    await bench.line("written by 001-comprehension (pending)");
  });

  test("the outline has fields, headings and criteria with their ticks", async () => {
    const { bench } = scene;
    await bench.goTo(2, 1);
    await bench.symbols("@status", "status");
    await bench.symbols("@Acceptance", "Acceptance Criteria");
    assert.match(await bench.symbols("@three times", "three times"), /☐/);
  });

  test("every spec is found by its title", async () => {
    assert.match(await scene.bench.symbols("#root", "003-root-cause"), /Find the root cause of issue #42.*research.*pending/);
  });

  test("a source file says who writes it, and leads there", async () => {
    const { bench } = scene;
    await bench.open("store.py");
    await bench.lens("store.py", "Written by 005-fork-fix (pending)");
    await scene.shot("2 a source file");
    await bench.lensAction("store.py", "005-fork-fix");
    await bench.tab("005-fork-fix.md");
  });

  test("the configuration is explained and checked", async () => {
    const { bench } = scene;
    await bench.open("config.md");
    assert.match(await bench.hover("prompt:", "specs that name none"), /bootstrap/);
    await bench.retype("main_branch", "main_brnch");
    await bench.squiggles("warning").first().waitFor();
    assert.ok((await bench.problems("main_brnch")).some((entry) => /Did you mean `main_branch`/.test(entry)));
    await scene.shot("3 the configuration");
    await bench.command("File: Revert File");
  });

  test("a variable of a prompt shows its value", async () => {
    const { bench } = scene;
    await bench.open("research.md");
    assert.match(await bench.hover("spec.target_files", "001-comprehension"), /issue-42-comprehension\.md/);
  });

  test("how much a finding matters can be set while one looks", async () => {
    const { bench } = scene;
    await bench.open("002-reproduction.md");
    await bench.squiggles("info").first().waitFor();
    fs.mkdirSync(scene.file(".vscode"));
    fs.writeFileSync(scene.file(".vscode/settings.json"), JSON.stringify({ "chant.diagnostics.severity": { "input-not-written": "error" } }));
    await bench.squiggles("error").first().waitFor();
    await scene.shot("4 an error now");
  });

  test("a code leads to its page", async () => {
    const { bench } = scene;
    await bench.problems("is not there yet");
    await bench.problemPage("input-not-written");
    await bench.tab("input_not_written.md");
    await bench.preview("input-not-written");
    await scene.shot("5 the page");
  });
});
