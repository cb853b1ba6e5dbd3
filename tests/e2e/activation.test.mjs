// When does the server start? When there is a chant file, wherever it lies and whenever it came; and not for Markdown alone.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { processesNaming } from "./harness/processes.mjs";
import { setScene } from "./harness/scene.mjs";

describe("a workspace without chant", () => {
  const scene = setScene("activation", {
    change: (workspace) => fs.renameSync(path.join(workspace, ".chant"), path.join(workspace, "kept")),
  });
  // Its working directory is the user's home, which is the scene's.
  const servers = () => processesNaming(scene.home).filter((line) => /chant-lsp lsp\b/.test(line));

  test("starts no server for other Markdown", async () => {
    const { bench } = scene;
    await bench.visit(scene.address("README.md"));
    await bench.tab("README.md");
    await bench.status("Markdown");
    await bench.command("Chant: Read All Specs Again");
    await bench.notification("The chant language server is not running");
    await bench.command("Notifications: Clear All Notifications");
    assert.deepEqual(servers(), []);
  });

  test("gets one when a spec is made and opened", async () => {
    const { bench } = scene;
    fs.mkdirSync(scene.file("fork"));
    fs.renameSync(scene.file("kept"), scene.file("fork/.chant"));
    await bench.open("001-comprehension.md");
    await bench.lens("001-comprehension.md", "Ready");
    assert.equal(servers().length, 1);
    await scene.shot("1 made later, and not at the root");
  });
});

describe("a workspace with chant", () => {
  const scene = setScene("problems");

  test("has its problems listed before any file is opened", async () => {
    const { bench } = scene;
    await bench.visit(scene.address());
    // They come as the specs are checked, in no order.
    const problems = await bench.problems("002-reproduction.md");
    assert.ok(problems.some((entry) => entry.includes("is not there yet")), problems.join("\n"));
    await scene.shot("1 problems of unopened specs");
  });

  test("has them again when the server has ended by itself, until it has done so too often, and then on demand", async () => {
    const { bench, page } = scene;
    const none = page.getByText("No problems have been detected in the workspace.");
    const endServer = () => {
      const [pid] = processesNaming(scene.home).filter((line) => /chant-lsp lsp\b/.test(line)).map((line) => Number.parseInt(line, 10));
      process.kill(pid, "SIGKILL");
    };
    for (let ends = 0; ends < 4; ends += 1) {
      endServer();
      await none.waitFor();
      await bench.problems("is not there yet");
    }
    endServer();
    await bench.notification("ended again and again");
    await scene.shot("2 ended too often");
    await bench.answer("ended again and again", "Restart");
    await bench.problems("is not there yet");
  });
});
