// A phase that does not show what it has to: line 1 begins with what is missing, and leads to its place. And a finished fix, with
// its way into the fork.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const RUN_MS = 180_000;
const FIRST = "001-comprehension.md";
const FIX = "005-fork-fix.md";
const DOCUMENT = ".chant/research/issue-42-comprehension.md";

describe("evidence", () => {
  const scene = setScene("evidence", {
    change: (workspace) => {
      fs.appendFileSync(path.join(workspace, ".chant/lsp.yaml"), "\nfork: origin\nphases:\n  comprehension:\n    checks: {sections: [Symptom, Who is affected]}\n");
      const git = (...words) => execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...words], { cwd: workspace });
      git("init", "--quiet", "--initial-branch=main");
      git("add", ".");
      git("commit", "--quiet", "--message", "start");
      git("remote", "add", "origin", "git@github.com:me/store.git");
    },
  });

  test("a section that is not there is the first thing that line 1 says", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Ready");
    await bench.lensAction(FIRST, "Run");
    const line = await bench.lens(FIRST, "Failed", RUN_MS);
    assert.match(line, /has no section 'Who is affected'.*Show problem.*Re-run/);
    await bench.squiggles("warning").first().waitFor();
    await scene.shot("1 failed");
  });

  test("Show problem leads to the output that lacks it", async () => {
    const { bench, page } = scene;
    await bench.lensAction(FIRST, "Show problem");
    await page.locator(".statusbar-item", { hasText: "Ln 7" }).first().waitFor();
    await scene.shot("2 problem");
  });

  test("it is gone as soon as somebody writes it", async () => {
    const { bench } = scene;
    fs.appendFileSync(scene.file(DOCUMENT), "\n## Who is affected\n\nEverybody with two processes.\n");
    await bench.squiggles("warning").first().waitFor({ state: "detached" });
    await scene.shot("3 written");
  });

  test("a finished fix shows its way into the fork", async () => {
    const { bench, page } = scene;
    for (const name of ["001-comprehension", "002-reproduction", "003-root-cause", "004-sprawl", "005-fork-fix"]) {
      const file = scene.file(`.chant/specs/${name}.md`);
      fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/^status: .*$/m, "status: completed").replaceAll("- [ ]", "- [x]"));
    }
    fs.appendFileSync(scene.file("src/storage/store.py"), "\n# mended\n");
    await bench.open(FIX);
    await bench.lens(FIX, "Done");
    await bench.lensAction(FIX, "Into the fork");
    await bench.tab("005-fork-fix-handover.md");
    await page.locator(".view-line", { hasText: "git push origin fix/issue-42" }).first().waitFor();
    await page.locator(".view-line", { hasText: "gh pr create --repo me/store" }).first().waitFor();
    await scene.shot("4 handover");
  });
});
