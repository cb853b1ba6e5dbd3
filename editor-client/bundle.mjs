// Puts into `dist` what is packaged: the extension in one file, the licences of the packages that went into it, its
// manifest and its pages.

import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { codesOf, packagedManifest } from "./manifest.ts";

rmSync("dist", { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minifySyntax: true,
  metafile: true,
  logLevel: "warning",
});

const packageFolders = Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.slice(0, 1) ?? []);
const notices = [...new Set(packageFolders)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return [`${name} ${version} (${license})`, file ? readFileSync(path.join(folder, file), "utf8").trim() : "", ""].join("\n\n");
});
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", `This extension contains the following packages.\n\n${notices.join(`${"-".repeat(80)}\n\n`)}`);

const codes = codesOf(readdirSync("../chant_lsp/core/rules", { recursive: true }));
const manifest = packagedManifest(JSON.parse(readFileSync("package.json", "utf8")), codes);
writeFileSync("dist/package.json", `${JSON.stringify(manifest, null, 2)}\n`);
for (const page of ["README.md", "CHANGELOG.md", "LICENSE"]) copyFileSync(page, path.join("dist", page));
