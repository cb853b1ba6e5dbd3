// Draws the README's picture: the example in VS Code. `npm run picture`; look at the result before it is committed.

import path from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "./harness/places.mjs";
import { setScene } from "./harness/scene.mjs";

describe("the picture", () => {
  const scene = setScene("picture", { settings: { "editor.hover.above": false } });

  test("a blocked phase, and why", async () => {
    const { bench, page } = scene;
    await bench.visit(scene.address(".chant/specs/002-reproduction.md"));
    await bench.lens("002-reproduction.md", "Blocked: waiting for 001-comprehension (pending)");
    await bench.open("002-reproduction.md");
    await bench.retype("labels", "lables");
    await bench.squiggles("error").or(bench.squiggles("warning")).first().waitFor();
    await bench.hover("issue-42-comprehension.md", "001-comprehension");
    await page.screenshot({ path: path.join(ROOT, "editor-client/images/example.png") });
  });
});
