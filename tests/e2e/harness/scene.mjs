// A scene: a fresh copy of the example, an editor on it, and a browser that shows it. Everything in a folder of its own, and
// everything ended when its tests are.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach } from "node:test";
import { startBrowser } from "./browser.mjs";
import { startCodeServer } from "./codeServer.mjs";
import { copyExample } from "./example.mjs";
import { ARTIFACTS, SERVER_COMMAND, VSIX } from "./places.mjs";
import { Workbench } from "./workbench.mjs";

/**
 * Sets the scene for the tests of the surrounding suite, which are steps of one story: after one that failed, the others are not tried.
 * Screenshots are kept under the scene's name; a failed test adds one, and the logs.
 *
 * change: called with the workspace's path before the editor starts. machineSettings, settings, env, trustEverything: the editor's.
 */
export function setScene(name, { change = () => {}, ...options } = {}) {
  const scene = {};
  const shots = path.join(ARTIFACTS, name);

  before(async () => {
    fs.rmSync(shots, { recursive: true, force: true });
    fs.mkdirSync(shots, { recursive: true });
    scene.home = fs.mkdtempSync(path.join(os.tmpdir(), `chant-e2e-${name}-`));
    scene.workspace = path.join(scene.home, "oss-maintainer-workflow");
    copyExample(scene.workspace);
    await change(scene.workspace);
    scene.editor = await startCodeServer({
      home: scene.home,
      vsix: VSIX,
      ...options,
      settings: { "git.enabled": false, ...options.settings },
      machineSettings: { "chant.server.command": SERVER_COMMAND, ...options.machineSettings },
      env: { HOME: scene.home, TMPDIR: scene.home, ...options.env },
    });
    scene.browser = await startBrowser(scene.home);
    scene.page = scene.browser.page;
    scene.bench = new Workbench(scene.page);
  });

  scene.file = (relative) => path.join(scene.workspace, relative);
  scene.read = (relative) => fs.readFileSync(scene.file(relative), "utf8");
  scene.address = (file) => scene.editor.address(scene.workspace, file);
  scene.shot = (title) => scene.page.screenshot({ path: path.join(shots, `${title}.png`) });

  let failed;
  beforeEach(() => {
    if (failed) throw new Error(`Not tried, because this failed before: ${failed}`);
  });
  afterEach(async (t) => {
    if (t.passed || failed) return;
    failed = t.name;
    await keepEvidence(scene, path.join(shots, `FAILED ${t.name}`.replaceAll("/", "-")));
  });

  after(async () => {
    await scene.browser?.stop();
    await scene.editor?.stop();
    if (scene.home) fs.rmSync(scene.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  return scene;
}

async function keepEvidence(scene, folder) {
  fs.mkdirSync(folder, { recursive: true });
  await scene.page?.screenshot({ path: path.join(folder, "screen.png") }).catch(() => {});
  if (scene.browser) fs.writeFileSync(path.join(folder, "console.log"), scene.browser.log.join("\n"));
  copyIfThere(scene.editor?.log, path.join(folder, "code-server.log"));
  copyIfThere(scene.editor && path.join(scene.editor.userData, "logs"), path.join(folder, "logs"));
  copyIfThere(scene.workspace && path.join(scene.workspace, ".chant"), path.join(folder, "dot-chant"));
}

function copyIfThere(source, target) {
  if (source && fs.existsSync(source)) fs.cpSync(source, target, { recursive: true });
}
