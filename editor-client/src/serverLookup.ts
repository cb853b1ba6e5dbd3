// Which program is the language server? Pure but for the question "is this an executable file?", which the caller answers.
//
// A repository must never name a program. So a path is taken from the user's machine settings, from a workspace that the user
// trusts, or from PATH - and on PATH neither relative entries nor, in a restricted workspace, entries inside that workspace count.

import { posix, win32 } from "node:path";
import type { PlatformPath } from "node:path";

export interface Surroundings {
  /** `chant.server.command`, as the user wrote it. */
  setting: string;
  /** Absolute paths of the workspace folders. */
  folders: readonly string[];
  trusted: boolean;
  /** The value of PATH. */
  searchPath: string;
  home: string;
  windows: boolean;
  /** Asked with absolute paths only. */
  isExecutable: (file: string) => boolean;
}

export type Lookup = { found: true; command: string } | { found: false; lookedFor: string[] };

const PROGRAM = "chant-lsp";

/** The server's program as an absolute path, or where it was looked for in vain. */
export function findServer(around: Surroundings): Lookup {
  const setting = around.setting.trim();
  if (setting !== "") return fromSetting(setting, around);
  const candidates = [...(around.trusted ? inEnvironments(around) : []), ...onSearchPath(PROGRAM, around)];
  const command = candidates.find(around.isExecutable);
  return command === undefined ? { found: false, lookedFor: places(around) } : { found: true, command };
}

/** One sentence for the message that is shown when there is no server. */
export function explainMissing(lookedFor: readonly string[]): string {
  return `The chant language server was not found. Looked for: ${lookedFor.join("; ")}. `
    + "Install it with `pip install chant-lsp`, or set its path.";
}

const pathsOf = ({ windows }: Surroundings): PlatformPath => (windows ? win32 : posix);

function fromSetting(setting: string, around: Surroundings): Lookup {
  const path = pathsOf(around);
  const expanded = /^~[\\/]/.test(setting) ? path.join(around.home, setting.slice(2)) : setting;
  const named = `${setting} (setting chant.server.command)`;
  if (path.isAbsolute(expanded)) {
    return around.isExecutable(expanded) ? { found: true, command: expanded } : { found: false, lookedFor: [named] };
  }
  if (/[\\/]/.test(expanded)) {
    return { found: false, lookedFor: [`${named}, which must be an absolute path or a plain name`] };
  }
  const command = onSearchPath(expanded, around).find(around.isExecutable);
  return command === undefined ? { found: false, lookedFor: [`${named} on PATH`] } : { found: true, command };
}

function inEnvironments(around: Surroundings): string[] {
  const path = pathsOf(around);
  const program = path.join(around.windows ? "Scripts" : "bin", fileName(PROGRAM, around));
  return around.folders.flatMap((folder) => [".venv", "venv"].map((name) => path.join(folder, name, program)));
}

function onSearchPath(program: string, around: Surroundings): string[] {
  const path = pathsOf(around);
  return around.searchPath
    .split(path.delimiter)
    .filter((entry) => path.isAbsolute(entry))
    .filter((entry) => around.trusted || !around.folders.some((folder) => isInside(entry, folder, path)))
    .map((entry) => path.join(entry, fileName(program, around)));
}

function places(around: Surroundings): string[] {
  const environments = around.trusted
    ? inEnvironments(around)
    : around.folders.length > 0 ? ["the environment of the workspace (only once it is trusted)"] : [];
  return [...environments, `${PROGRAM} on PATH`];
}

function fileName(program: string, { windows }: Surroundings): string {
  return windows && !program.toLowerCase().endsWith(".exe") ? `${program}.exe` : program;
}

function isInside(file: string, folder: string, path: PlatformPath): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}
