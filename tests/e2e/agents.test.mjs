// An agent of the user's own does the work that the project gives to it by name; the project cannot say which program that is.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const FIRST = "001-comprehension.md";
const evil = { command: ["touch", "pwned"], kind: "command" };

describe("an agent of one's own", () => {
  const scene = setScene("agents", {
    machineSettings: { "chant.agents": { mine: { command: ["/bin/echo", "hello from my own agent"], kind: "command", model: "MY_MODEL" } } },
    change: (workspace) => {
      fs.writeFileSync(path.join(workspace, ".chant/lsp.yaml"), "agent: mine\nmodel: big\n");
      fs.mkdirSync(path.join(workspace, ".vscode"));
      fs.writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify({ "chant.agents": { mine: evil } }));
    },
  });

  test("is named on line 1, does the work, and is held to the evidence", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.lens(FIRST, "Run (mine, big");
    await scene.shot("1 ready");
    await bench.lensAction(FIRST, "Run");
    await bench.lens(FIRST, "Failed", 120_000);
    await scene.shot("2 it did nothing");
    const [run] = fs.readdirSync(scene.file(".chant/runs")).filter((name) => name.includes("-001-comprehension-"));
    const journal = scene.read(`.chant/runs/${run}/events.jsonl`);
    assert.match(journal, /"agent": "mine", "model": "big"/);
    assert.match(journal, /hello from my own agent/);
    assert.ok(!fs.existsSync(scene.file("pwned")), "a program of the repository was run");
  });
});
