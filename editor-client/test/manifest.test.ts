// The manifest and the sources say the same, and the promises about trust are kept.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { codesOf, packagedManifest } from "../manifest.ts";
import { isSpecPath, specId } from "../src/specPath.ts";

const root = path.join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const sources = readdirSync(path.join(root, "src")).map((name) => readFileSync(path.join(root, "src", name), "utf8")).join("\n");

test("every contributed command is registered, under a name that is not the server's", () => {
  for (const { command } of manifest.contributes.commands) {
    assert.match(command, /^chant\.ui\./);
    assert.ok(sources.includes(`"${command}"`), command);
  }
});

test("the codes of all rules are known where their severity is set", () => {
  const pages = readdirSync(path.join(root, "../chant_lsp/core/rules"), { recursive: true, encoding: "utf8" });
  const codes = codesOf(pages);
  assert.ok(codes.length > 100 && codes.every((code) => /^[a-z]+(-[a-z0-9]+)*$/.test(code)), codes.join(" "));
  assert.ok(codes.includes("unknown-dependency") && codes.includes("unknown-setting"));
  const { contributes, main } = packagedManifest(manifest, codes);
  assert.deepEqual(contributes.configuration.properties["chant.diagnostics.severity"].propertyNames.enum, codes);
  assert.equal(main, "./extension.cjs");
});

test("the page of the extension tells of every command and every setting, and of nothing else", () => {
  const page = readFileSync(path.join(root, "README.md"), "utf8");
  const told = (pattern: RegExp): string[] => [...page.matchAll(pattern)].map(([, name]) => name ?? "").sort();
  const { commands, configuration } = manifest.contributes;
  assert.deepEqual(told(/^\| Chant: (.+?) \|/gm), commands.map(({ title }: { title: string }) => title).sort());
  assert.deepEqual(told(/^\| `(chant\..+?)` \|/gm), Object.keys(configuration.properties).sort());
});

test("a setting that names a program is the machine's, and restricted", () => {
  const settings = manifest.contributes.configuration.properties;
  assert.equal(settings["chant.server.command"].scope, "machine");
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes("chant.server.command"));
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
});

test("severities can be set without writing JSON, and every choice is explained", () => {
  const { properties } = manifest.contributes.configuration;
  // VS Code draws a table for an object only if it knows the type of what is in it.
  assert.equal(properties["chant.diagnostics.severity"].additionalProperties.type, "string");
  const trace = properties["chant.trace.server"];
  assert.equal(trace.enumDescriptions.length, trace.enum.length);
});

test("palette entries for specs show on specs only", () => {
  for (const { command, when } of manifest.contributes.menus.commandPalette) {
    const pattern = new RegExp(/^resourcePath =~ \/(.+)\/$/.exec(when)?.[1] ?? assert.fail(command));
    assert.ok(pattern.test("/p/.chant/specs/001-a.md") && pattern.test("c:\\p\\.chant\\archive\\2026\\001-a.md"), command);
    assert.ok(!pattern.test("/p/.chant/config.md") && !pattern.test("/p/docs/specs/a.md"), command);
  }
});

test("which files are specs", () => {
  for (const yes of ["/p/.chant/specs/a.md", "/p/.chant/archive/2026/01/a.md", "c:\\p\\.chant\\specs\\a.md"]) assert.ok(isSpecPath(yes), yes);
  for (const no of ["/p/.chant/config.md", "/p/.chant/prompts/a.md", "/p/specs/a.md", "/p/.chant/specs/a.txt", "/p/x.chant/specs/a.md"]) assert.ok(!isSpecPath(no), no);
});

test("the id is the file name, decoded", () => {
  assert.equal(specId("file:///p/.chant/specs/001%20a.md"), "001 a");
});
