// Where things are. Each can be named by an environment variable, to try out another build.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const BUILD = path.join(ROOT, ".build");

export const EXAMPLE = path.join(ROOT, "examples/oss-maintainer-workflow");
export const VSIX = path.join(ROOT, "dist/chant-lsp.vsix");
export const ARTIFACTS = path.join(ROOT, "artifacts/e2e");
export const DEMO = path.join(BUILD, "demo");
export const SERVER_COMMAND = process.env.CHANT_LSP ?? path.join(ROOT, ".venv/bin/chant-lsp");
export const CODE_SERVER = process.env.CODE_SERVER_ENTRY ?? path.join(BUILD, "code-server/node_modules/code-server/out/node/entry.js");
export const CHROMIUM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync) ?? "chromium";
