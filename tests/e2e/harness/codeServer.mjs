// VS Code as a server on this machine alone, with settings and extensions of its own.

import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { CODE_SERVER } from "./places.mjs";

const START_MS = 60_000;
const POLL_MS = 50;
const GRACE_MS = 5_000;

/** What keeps the window quiet, and the same on each machine. */
export const QUIET = {
  "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off",
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.openRepositoryInParentFolders": "never",
  "npm.autoDetect": "off",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const groups = new Set();
// Whatever happens to this process, no editor outlives it.
process.on("exit", () => groups.forEach((group) => signal(group, "SIGKILL")));

/**
 * Starts the editor's server; the answer knows its address and how to end it.
 *
 * home: a directory for everything it writes. machineSettings: those that only a machine may have (in a window like this
 * one they are not read from the user's file). env: added to this process' own.
 */
export async function startCodeServer({ home, vsix, settings = {}, machineSettings = {}, env = {}, trustEverything = true }) {
  const userData = path.join(home, "user-data");
  writeJson(path.join(userData, "User/settings.json"), { ...QUIET, ...settings });
  writeJson(path.join(userData, "Machine/settings.json"), machineSettings);
  fs.writeFileSync(path.join(home, "config.yaml"), "auth: none\n");
  const options = ["--config", path.join(home, "config.yaml"), "--user-data-dir", userData, "--extensions-dir", path.join(home, "extensions")];
  const environment = { ...process.env, ...offline(home), ...env };

  await promisify(execFile)(process.execPath, [CODE_SERVER, ...options, "--install-extension", vsix, "--force"], { env: environment });

  const port = await freePort();
  const log = path.join(home, "code-server.log");
  const out = fs.openSync(log, "a");
  const child = spawn(
    process.execPath,
    [
      CODE_SERVER, ...options, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--session-socket", path.join(home, "session.sock"),
      "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", "--disable-proxy",
      ...(trustEverything ? ["--disable-workspace-trust"] : []),
    ],
    { env: environment, detached: true, stdio: ["ignore", out, out] },
  );
  fs.closeSync(out);
  groups.add(child.pid);
  await listening(child, log);
  return { port, log, userData, exited: ended(child), address: (folder, file) => address(port, folder, file), stop: () => stop(child) };
}

/** The page that shows a folder, and a file of it if one is named. */
function address(port, folder, file) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set("folder", folder);
  if (file) url.searchParams.set("payload", JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${path.join(folder, file)}`]]));
  return url.href;
}

/** No gallery to ask, and no place outside `home` to write to. */
function offline(home) {
  return {
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" }),
    XDG_CONFIG_HOME: path.join(home, "config"),
    XDG_DATA_HOME: path.join(home, "data"),
  };
}

async function listening(child, log) {
  for (const end = Date.now() + START_MS; ; await pause(POLL_MS)) {
    const said = fs.readFileSync(log, "utf8");
    if (said.includes("HTTP server listening")) return;
    if (child.exitCode !== null || Date.now() > end) {
      signal(child.pid, "SIGKILL");
      throw new Error(`The editor's server did not start:\n${said}`);
    }
  }
}

async function stop(child) {
  signal(child.pid, "SIGTERM");
  await Promise.race([ended(child), pause(GRACE_MS)]);
  signal(child.pid, "SIGKILL");
  groups.delete(child.pid);
}

const ended = (child) => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once("exit", resolve)));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // It has ended already.
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
