// The last phase: a person looks at what was checked, is refused while something is open, approves, and is asked again after a change.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const GATE = "006-upstream-pr.md";
const TEXT = ".chant/research/issue-42-pull-request.md";
const WRITTEN = {
  ".chant/research/issue-42-comprehension.md": "# Comprehension\n\n## Symptom\n\nOne write disappears.\n",
  ".chant/research/issue-42-root-cause.md": "# Root cause\n\n## Why it happens\n\nNo lock is held.\n",
  ".chant/research/issue-42-sprawl.md": "# Sprawl\n\n## What the fix changes\n\n- `src/storage/store.py`\n",
  "tests/regression/test_issue_42.py": "def test_it():\n    pass\n",
};

/** As if the five phases before it had been done elsewhere: their specs completed, their documents written, no run known here. */
function finishPhases(workspace) {
  for (const [file, text] of Object.entries(WRITTEN)) {
    fs.mkdirSync(path.join(workspace, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(workspace, file), text);
  }
  const specs = path.join(workspace, ".chant/specs");
  for (const name of fs.readdirSync(specs).filter((name) => name !== GATE)) {
    const text = fs.readFileSync(path.join(specs, name), "utf8");
    fs.writeFileSync(path.join(specs, name), text.replace("status: pending", "status: completed").replaceAll("- [ ]", "- [x]"));
  }
}

describe("the human gate", () => {
  const scene = setScene("gate", { change: finishPhases });
  const view = () => scene.page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  const rewrite = (file, change) => fs.writeFileSync(scene.file(file), change(scene.read(file)));

  test("line 1 counts the checks, and has no Run", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${GATE}`));
    const line = await bench.lens(GATE, "checks open");
    assert.match(line, /Human gate: \d of 6 checks open ?\|? ?Open review ?\|? ?Approve… ?\|? ?Reject…/);
    assert.doesNotMatch(line, /\bRun\b/);
    await scene.shot("1 line 1");
  });

  test("the review says what was checked, in words", async () => {
    await scene.bench.lensAction(GATE, "Open review");
    await view().getByText("Every box ticked by a person: failed.").waitFor();
    await view().getByText("Reproduction red before, green after: unknown.").waitFor();
    assert.equal(await view().getByRole("button", { name: "Run" }).count(), 0);
    await scene.shot("2 review");
  });

  test("approving with open boxes is refused with the reason", async () => {
    const { bench } = scene;
    await bench.lensAction(GATE, "Approve…");
    assert.match(await bench.notification("cannot be approved"), /is not there; `chant-lsp gate draft|boxes are not ticked/);
    await scene.shot("3 refused");
    assert.match(scene.read(`.chant/specs/${GATE}`), /^ {2}status: pending$/m);
  });

  test("the first version of the text is put together by a click, and is for the person to rewrite", async () => {
    await view().getByRole("button", { name: "Draft the pull request text" }).click();
    await scene.bench.line("Fixes #42.");
    await view().getByText("Pull request text prepared: failed.").waitFor();
    await scene.shot("4 draft");
    assert.match(scene.read(TEXT), /^<!-- draft: /m);
    rewrite(TEXT, (text) => text.replace(/^<!-- draft: .*\n/m, "").replace("One write disappears.", "Of two writes at a time one is lost."));
  });

  test("with every box ticked a person approves, by a button that only the editor shows", async () => {
    const { bench } = scene;
    await bench.open(GATE);
    rewrite(`.chant/specs/${GATE}`, (text) => text.replaceAll("- [ ]", "- [x]"));
    await bench.lens(GATE, "Human gate: 4 of 6 checks open");
    await bench.lensAction(GATE, "Approve…");
    assert.match(await bench.notification("Do you approve 006-upstream-pr?"), /4 of 6 checks could not be made/);
    await scene.shot("5 asked");
    await bench.answer("Do you approve 006-upstream-pr?", "Approve as");
    const line = await bench.lens(GATE, "Human gate: approved by");
    assert.doesNotMatch(line, /Approve…/);
    await scene.shot("6 approved");
    assert.match(scene.read(`.chant/specs/${GATE}`), /^ {2}status: approved\n {2}by: .+\n {2}at: \d{4}-.+Z$/m);
    assert.match(scene.read(`.chant/specs/${GATE}`), /## Approval Discussion\n\n\*\*.+\*\* - .+ - APPROVED\n$/);
    assert.deepEqual(Object.keys(JSON.parse(scene.read(".chant/approvals/006-upstream-pr.json")).inputs), Object.keys(WRITTEN).slice(0, 3));
  });

  test("a changed input re-opens it before one's eyes", async () => {
    const { bench } = scene;
    rewrite(".chant/research/issue-42-sprawl.md", (text) => `${text}\nOne more place has been found.\n`);
    await bench.lens(GATE, "Human gate: re-opened, 004-sprawl's document changed after approval");
    await bench.command("Chant: Open Review of Human Gate");
    await view().getByText("Changed since it was approved").waitFor();
    const problems = await bench.problems("The gate is open again");
    assert.ok(problems.some((problem) => problem.includes("gate-reopened")), problems.join("\n"));
    await scene.shot("7 re-opened");
  });
});
