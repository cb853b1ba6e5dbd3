// A throw-away Chromium whose pages reach this machine and nothing else.

import path from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./places.mjs";

const SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function startBrowser(home) {
  const context = await chromium.launchPersistentContext(path.join(home, "browser"), {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: ["--headless", ...SWITCHES],
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const local = (url) => ["127.0.0.1", "localhost"].includes(url.hostname) || ["data:", "blob:"].includes(url.protocol);
  await context.route((url) => !local(url), (route) => route.abort());
  const page = context.pages()[0] ?? (await context.newPage());
  const log = [];
  page.on("console", (message) => log.push(`${message.type()}: ${message.text()}`));
  return { page, log, stop: () => context.close() };
}
