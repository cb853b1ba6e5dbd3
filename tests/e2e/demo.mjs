// make demo: the example in VS Code, in a copy that one may spoil. Stays until it is told to end (Ctrl-C, or a signal), and takes
// what it started with it. With a path as argument, that VS Code is used, with settings and extensions of its own; else a
// server for the browser.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { QUIET, startCodeServer } from "./harness/codeServer.mjs";
import { DEMO, SERVER_COMMAND, VSIX } from "./harness/places.mjs";
import { copyExample } from "./harness/example.mjs";

const FIRST = ".chant/specs/001-comprehension.md";
const PARENT_CHECK_MS = 1000;

const ownCode = process.argv[2];
const workspace = freshWorkspace();
const ending = untilToldToEnd();
await (ownCode ? openInOwnCode() : openInBrowser());
stopRuns();
process.exit(0);

/** A copy of the example under version control, as a maintainer would have it. */
function freshWorkspace() {
  fs.rmSync(DEMO, { recursive: true, force: true });
  const folder = path.join(DEMO, "oss-maintainer-workflow");
  copyExample(folder);
  const git = (...args) => execFileSync("git", ["-C", folder, "-c", "user.name=Demo", "-c", "user.email=demo@example.invalid", ...args], { stdio: "ignore" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "--message=The store, and an investigation of issue #42");
  return folder;
}

async function openInBrowser() {
  const editor = await startCodeServer({
    home: DEMO,
    vsix: VSIX,
    settings: { "editor.hover.delay": 300 },
    machineSettings: { "chant.server.command": SERVER_COMMAND },
  });
  const address = editor.address(workspace, FIRST);
  console.log(`The example is open at\n${address}\nPress Ctrl-C to end.`);
  showAddress(address);
  await Promise.race([ending, editor.exited]);
  await editor.stop();
}

async function openInOwnCode() {
  const userData = path.join(DEMO, "user-data");
  const settings = { ...QUIET, "editor.hover.delay": 300, "security.workspace.trust.enabled": false, "chant.server.command": SERVER_COMMAND };
  fs.mkdirSync(path.join(userData, "User"), { recursive: true });
  fs.writeFileSync(path.join(userData, "User/settings.json"), JSON.stringify(settings, null, 2));
  const own = ["--user-data-dir", userData, "--extensions-dir", path.join(DEMO, "extensions")];
  execFileSync(ownCode, [...own, "--install-extension", VSIX, "--force"], { stdio: "inherit" });
  const code = spawn(ownCode, [...own, "--new-window", "--wait", workspace, path.join(workspace, FIRST)], { stdio: "inherit", detached: true });
  console.log(`The example is open in ${ownCode}: ${workspace}\nClose its window, or press Ctrl-C, to end.`);
  const closed = new Promise((resolve) => code.once("exit", resolve));
  process.once("exit", () => endGroup(code.pid));
  await Promise.race([ending, closed]);
}

/** Opens the user's browser where there is a screen to open it on. */
function showAddress(address) {
  const opener = process.platform === "darwin" ? "open" : process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? "xdg-open" : undefined;
  if (opener && process.stdout.isTTY) spawn(opener, [address], { stdio: "ignore", detached: true }).once("error", () => {}).unref();
}

/** Settled by Ctrl-C, a signal, or the end of the process that started this one. */
function untilToldToEnd() {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, resolve);
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref();
  });
}

/** A run outlives its editor; it shall not outlive the demo. */
function stopRuns() {
  const specs = path.join(workspace, ".chant/specs");
  for (const name of fs.readdirSync(specs)) {
    if (!/^status: in_progress$/m.test(fs.readFileSync(path.join(specs, name), "utf8"))) continue;
    spawnSync(SERVER_COMMAND, ["stop", path.basename(name, ".md")], { cwd: workspace, stdio: "ignore" });
  }
}

function endGroup(group) {
  try {
    process.kill(-group, "SIGTERM");
  } catch {
    // It has ended already.
  }
}
