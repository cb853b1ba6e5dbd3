// A repository from a stranger: it may be read with all the help there is, but it runs nothing.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { setScene } from "./harness/scene.mjs";

const FIRST = "001-comprehension.md";
const TRUST = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" };

describe("a restricted workspace", () => {
  const scene = setScene("trust", { trustEverything: false, settings: TRUST });

  test("specs are explained and linked", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    await bench.status("Restricted Mode");
    await bench.lens(FIRST, "Ready");
    await bench.hover("informed_by", "informed_by");
    await bench.placeCursorIn("issue-42.md");
    await page.keyboard.press("F12");
    await bench.tab("issue-42.md");
    await scene.shot("1 restricted");
  });

  test("Run is refused with the reason", async () => {
    const { bench } = scene;
    await bench.open(FIRST);
    await bench.command("Chant: Run Phase");
    const reason = await bench.notification("trust");
    assert.match(reason, /trust/i);
    await scene.shot("2 refused");
    assert.match(scene.read(`.chant/specs/${FIRST}`), /^status: pending$/m);
    assert.ok(!fs.existsSync(scene.file(".chant/runs")) || fs.readdirSync(scene.file(".chant/runs")).every((name) => name.startsWith(".")));
  });

  test("granting trust starts the server anew, and the phase runs", async () => {
    const { bench, page } = scene;
    await bench.command("Workspaces: Manage Workspace Trust");
    await page.getByRole("button", { name: "Trust", exact: true }).first().click();
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor({ state: "detached" });
    await bench.open(FIRST);
    await bench.lens(FIRST, "Ready");
    await bench.lensAction(FIRST, "Run");
    await bench.lens(FIRST, "Done", 120_000);
    await scene.shot("3 trusted");
  });
});

describe("a restricted workspace that brings a server", () => {
  const planted = "planted-server-ran";
  const scene = setScene("planted", {
    trustEverything: false,
    settings: TRUST,
    machineSettings: { "chant.server.command": "" },
    env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` },
    change: (workspace) => {
      const program = path.join(workspace, ".venv/bin/chant-lsp");
      fs.mkdirSync(path.dirname(program), { recursive: true });
      fs.writeFileSync(program, `#!/bin/sh\ntouch "${path.join(workspace, planted)}"\n`, { mode: 0o755 });
      fs.mkdirSync(path.join(workspace, ".vscode"));
      fs.writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify({ "chant.server.command": program }));
    },
  });

  test("does not get it started, and the message says what to do", async () => {
    const { bench } = scene;
    await bench.visit(scene.address(`.chant/specs/${FIRST}`));
    const message = await bench.notification("was not found");
    for (const part of ["once it is trusted", "on PATH", "pip install chant-lsp", "Open setting"]) assert.ok(message.includes(part), message);
    await scene.shot("1 not found");
    assert.ok(!fs.existsSync(scene.file(planted)), "a program of the repository was run");
    await bench.answer("was not found", "Open setting");
    await scene.page.locator(".settings-editor", { hasText: "Chant" }).first().waitFor();
    await scene.shot("2 the setting");
  });
});
