// Which processes are there, as the kernel tells it.

import fs from "node:fs";

/** Every process whose command line or working directory has this text: "pid: command line". */
export function processesNaming(text) {
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    const commandLine = readable(() => fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim());
    const directory = readable(() => fs.readlinkSync(`/proc/${pid}/cwd`));
    return commandLine.includes(text) || directory.includes(text) ? [`${pid}: ${commandLine}`] : [];
  });
}

/** The processes of runs in this workspace: the runner and what it started, but neither the editor nor the language server. */
export function runProcesses(workspace) {
  return processesNaming(workspace).filter((line) => /chant_lsp|chant-lsp/.test(line) && !/chant-lsp lsp\b/.test(line) && !line.includes("code-server"));
}

// Processes come and go while they are looked at.
function readable(read) {
  try {
    return read();
  } catch {
    return "";
  }
}
