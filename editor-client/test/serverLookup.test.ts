import assert from "node:assert/strict";
import { test } from "node:test";
import { explainMissing, findServer } from "../src/serverLookup.ts";
import type { Surroundings } from "../src/serverLookup.ts";

/** A machine with these executables; a trusted workspace in /repo unless said otherwise. */
function look(executables: string[], other: Partial<Surroundings> = {}) {
  return findServer({
    setting: "",
    folders: ["/repo"],
    trusted: true,
    searchPath: "/usr/local/bin:/usr/bin",
    home: "/home/ann",
    windows: false,
    isExecutable: (file) => executables.includes(file),
    ...other,
  });
}

const EVERYWHERE = ["/opt/chant-lsp", "/repo/.venv/bin/chant-lsp", "/repo/venv/bin/chant-lsp", "/usr/bin/chant-lsp"];

const FOUND: Array<[string, Partial<Surroundings>, string]> = [
  ["the setting comes first", { setting: "/opt/chant-lsp" }, "/opt/chant-lsp"],
  ["then the trusted project's environment", {}, "/repo/.venv/bin/chant-lsp"],
  ["a restricted workspace names no program", { trusted: false }, "/usr/bin/chant-lsp"],
  ["without a folder PATH is left", { folders: [] }, "/usr/bin/chant-lsp"],
  ["a plain name in the setting is looked up on PATH", { setting: "chant-lsp", trusted: false }, "/usr/bin/chant-lsp"],
];
for (const [name, other, command] of FOUND) {
  test(name, () => assert.deepEqual(look(EVERYWHERE, other), { found: true, command }));
}

test("the home directory may be written as ~", () => {
  assert.deepEqual(look(["/home/ann/bin/chant-lsp"], { setting: " ~/bin/chant-lsp " }), { found: true, command: "/home/ann/bin/chant-lsp" });
});

test("venv is the second choice in the project", () => {
  assert.deepEqual(look(["/repo/venv/bin/chant-lsp", "/usr/bin/chant-lsp"]), { found: true, command: "/repo/venv/bin/chant-lsp" });
});

test("every workspace folder is looked into", () => {
  assert.deepEqual(look(["/other/.venv/bin/chant-lsp"], { folders: ["/repo", "/other"] }), { found: true, command: "/other/.venv/bin/chant-lsp" });
});

const REFUSED: Array<[string, string[], Partial<Surroundings>]> = [
  ["a setting that names nothing does not fall back", ["/usr/bin/chant-lsp"], { setting: "/opt/chant-lsp" }],
  ["a relative setting would be resolved in the repository", ["/repo/bin/chant-lsp", "bin/chant-lsp"], { setting: "bin/chant-lsp" }],
  ["relative entries of PATH lead into the repository", ["bin/chant-lsp", "chant-lsp", "./chant-lsp"], { searchPath: "bin::.:./" }],
  ["a restricted workspace on PATH does not count", ["/repo/bin/chant-lsp", "/repo/chant-lsp"], { trusted: false, searchPath: "/repo/bin:/repo" }],
];
for (const [name, executables, other] of REFUSED) {
  test(name, () => assert.equal(look(executables, other).found, false));
}

test("a folder whose name starts with the workspace's is not inside it", () => {
  assert.deepEqual(look(["/repo-tools/chant-lsp"], { trusted: false, searchPath: "/repo-tools" }), { found: true, command: "/repo-tools/chant-lsp" });
});

test("what is missing says where it was looked for and what to do", () => {
  const lookup = look([]);
  assert.ok(!lookup.found);
  const message = explainMissing(lookup.lookedFor);
  for (const part of ["/repo/.venv/bin/chant-lsp", "/repo/venv/bin/chant-lsp", "on PATH", "pip install chant-lsp"]) assert.ok(message.includes(part), part);
});

test("a restricted workspace says that trust would widen the search", () => {
  const lookup = look([], { trusted: false });
  assert.ok(!lookup.found);
  assert.match(explainMissing(lookup.lookedFor), /once it is trusted/);
});

test("on Windows the program is in Scripts and ends in .exe", () => {
  const windows = { folders: ["C:\\repo"], searchPath: "C:\\bin;bin", windows: true };
  assert.deepEqual(look(["C:\\repo\\.venv\\Scripts\\chant-lsp.exe"], windows), { found: true, command: "C:\\repo\\.venv\\Scripts\\chant-lsp.exe" });
  assert.deepEqual(look(["C:\\bin\\chant-lsp.exe"], windows), { found: true, command: "C:\\bin\\chant-lsp.exe" });
});
