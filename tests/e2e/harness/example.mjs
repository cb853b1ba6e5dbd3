// Copies of the shipped example: nothing is tried out in the original.

import fs from "node:fs";
import path from "node:path";
import { EXAMPLE } from "./places.mjs";

/** A copy without what running it in place may have left behind. */
export function copyExample(target) {
  const leftovers = new Set(["__pycache__", ".pytest_cache", "runs", ".locks"]);
  fs.cpSync(EXAMPLE, target, { recursive: true, filter: (source) => !leftovers.has(path.basename(source)) });
}
