// The window as a user sees it: what can be done, and what can be read. Waiting is for a text to appear, never for time to pass.

const WAIT_MS = 60_000;
const START_MS = 120_000;

// The editor draws spaces as U+00A0.
const plain = (text) => text.replaceAll("\u00a0", " ");

export class Workbench {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(WAIT_MS);
  }

  /** Opens a page of the editor and waits until it listens: before that a key or a mouse move may be lost. */
  async visit(address) {
    await this.page.goto(address);
    await this.page.waitForSelector(".monaco-workbench .part.statusbar .statusbar-item", { timeout: START_MS });
    await this.page.locator(".statusbar-item", { hasText: "Activating Extensions" }).waitFor({ state: "hidden", timeout: START_MS });
  }

  // Commands and files

  #input() { return this.page.locator(".quick-input-widget:visible .quick-input-box input"); }
  #choices() { return this.page.locator(".quick-input-list .monaco-list-row"); }

  /** Tries a few keys and clicks up to three times: a view that takes the focus in the middle of them closes what they opened. */
  async #persist(steps) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await steps({ timeout: WAIT_MS / 6 });
      } catch (error) {
        if (attempt === 3) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** Opens the quick input by its key, types, and does what the caller does there. */
  #quickly(key, text, steps) {
    return this.#persist(async (soon) => {
      await this.page.keyboard.press(key);
      await this.#input().fill(text, soon);
      return steps(soon);
    });
  }

  /** Runs a command by its whole title in the palette, which puts others first that have the title somewhere in theirs. */
  async command(title) {
    await this.#quickly("F1", `>${title}`, async (soon) => {
      const entry = this.page.locator(`.quick-input-list .monaco-list-row:is([aria-label="${title}"], [aria-label^="${title},"])`);
      await entry.click(soon);
      // The command may have an input of its own, in the same place.
      await entry.waitFor({ state: "hidden", ...soon });
    });
  }

  /** The titles that the palette offers for this text. */
  async commandsFor(text) {
    return this.#quickly("F1", `>${text}`, async (soon) => {
      await this.#choices().first().waitFor(soon);
      const titles = await this.#choices().allInnerTexts();
      await this.page.keyboard.press("Escape");
      return titles.map((title) => title.split("\n")[0]);
    });
  }

  /** Opens a file by its name. beside: in a second editor next to the first. */
  async open(name, { beside = false } = {}) {
    await this.#quickly("Control+P", name, async (soon) => {
      await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor(soon);
      await this.#input().press(beside ? "Control+Enter" : "Enter", soon);
    });
    await this.tab(name);
  }

  /** What quick open lists for a text (`@status` in this file, `#root` everywhere), once an entry has the expected one. */
  async symbols(text, expected) {
    return this.#quickly("Control+P", text, async (soon) => {
      const entry = this.#choices().filter({ hasText: expected }).first();
      await entry.waitFor(soon);
      const shown = plain(await entry.innerText(soon)).replace(/\s+/g, " ");
      await this.page.keyboard.press("Escape");
      return shown;
    });
  }

  /** Puts the cursor at a place; both count from 1. */
  async goTo(line, column) {
    await this.#quickly("Control+G", `:${line}:${column}`, async (soon) => {
      await this.#input().press("Enter", soon);
      await this.page.locator(".quick-input-widget").waitFor({ state: "hidden", ...soon });
    });
    await this.status(`Ln ${line}, Col ${column}`);
  }

  /** Puts the cursor into the first such text of the active editor's visible lines. */
  async placeCursorIn(text) {
    await this.#uncover();
    const box = await this.#box(text);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Replaces a piece of the visible text by typing. */
  async retype(before, after) {
    await this.#uncover();
    const box = await this.#box(before);
    await this.page.mouse.click(box.x + 1, box.y + box.height / 2);
    for (let i = 0; i < before.length; i += 1) await this.page.keyboard.press("Delete");
    await this.page.keyboard.type(after);
  }

  /** Opens an empty line below the first such line, to type into. */
  async newLineAfter(text) {
    await this.placeCursorIn(text);
    await this.page.keyboard.press("Control+Enter");
  }

  async save() {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }

  // What is to be seen

  /** Waits until this is the active tab. */
  async tab(name) { await this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor(); }

  async status(text) { await this.page.locator(".statusbar-item", { hasText: text }).first().waitFor(); }

  /** Waits until an editor shows a line with this text. */
  async line(text) {
    await this.page.waitForFunction(
      (wanted) => [...document.querySelectorAll(".editor-instance .view-line")].some((line) => line.textContent.replaceAll("\u00a0", " ").includes(wanted)),
      text,
    );
  }

  /** Waits until no editor shows a line with this text. */
  async noLine(text) {
    await this.page.waitForFunction(
      (unwanted) => ![...document.querySelectorAll(".editor-instance .view-line")].some((line) => line.textContent.replaceAll("\u00a0", " ").includes(unwanted)),
      text,
    );
  }

  /** Waits until the text of a notification has this, and answers all of it. */
  async notification(text) {
    const toast = this.page.locator(".notification-toast", { hasText: text }).first();
    await toast.waitFor();
    return plain(await toast.innerText());
  }

  /** Clicks a button of the notification with this text. */
  async answer(text, button) {
    await this.page.locator(".notification-toast", { hasText: text }).getByRole("button", { name: button }).first().click();
  }

  // The line above line 1

  #editor(name) { return this.page.locator(`.editor-group-container:has(.tab.active[data-resource-name="${name}"])`); }

  /**
   * Waits until the lens line of this open spec has the text and can be clicked, and answers all of it. An editor that is shown
   * again has its last line first, without links; leaving it in that moment would leave it like that.
   */
  async lens(name, text, timeout = WAIT_MS) {
    const line = this.#editor(name).locator(".codelens-decoration:has(a)").filter({ hasText: text }).first();
    try {
      await line.waitFor({ timeout });
    } catch (error) {
      const shown = await this.#editor(name).locator(".codelens-decoration").allInnerTexts();
      throw new Error(`The line above ${name} does not say "${text}" but: ${plain(shown.join(" / ")).replace(/\s+/g, " ")}`, { cause: error });
    }
    return plain(await line.innerText()).replace(/\s+/g, " ");
  }

  /** Clicks an action of the lens line. */
  async lensAction(name, title) { await this.#editor(name).locator(".codelens-decoration a", { hasText: title }).first().click(); }

  // Hovers, problems, fixes

  /** Moves the mouse over a text until a hover that has the expected text is shown; the first one may be lost or still loading. */
  async hover(text, expected) {
    const shown = this.page.locator(".monaco-hover:visible", { hasText: expected }).first();
    for (let attempt = 1; ; attempt += 1) {
      await this.#uncover();
      const box = await this.#box(text);
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
      try {
        await shown.waitFor({ timeout: WAIT_MS / 4 });
        return plain(await shown.innerText());
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  /** Takes away a hover that may lie over the text: it stays as long as the mouse is on its way into it. */
  async #uncover() {
    await this.page.mouse.move(0, 0);
    await this.page.keyboard.press("Escape");
    await this.page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
  }

  squiggles(severity) { return this.page.locator(`.editor-instance .squiggly-${severity}`); }

  /** Opens the Problems view and answers its entries, once one has this text. */
  async problems(text) {
    if (!(await this.page.locator(".markers-panel").isVisible())) await this.page.keyboard.press("Control+Shift+M");
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    await rows.filter({ hasText: text }).first().waitFor();
    return (await rows.allInnerTexts()).map((row) => plain(row).replace(/\s+/g, " "));
  }

  /** Clicks the code of the first problem that has one: it leads to its page. */
  async problemPage(code) { await this.page.locator(".markers-panel .monaco-list-row").getByText(code, { exact: true }).first().click(); }

  /** The document inside a preview, once it has this heading. */
  async preview(heading) {
    const shown = this.page.frameLocator("iframe.webview").frameLocator("iframe#active-frame").getByRole("heading", { name: heading, exact: true });
    await shown.first().waitFor();
  }

  /** Applies a quick fix of the cursor's place. By its key: the light bulb comes only when the cursor or a finding has moved. */
  async quickFix(title) {
    return this.#persist(async (soon) => {
      await this.page.keyboard.press("Control+.");
      const rows = this.page.locator(".action-widget .monaco-list-row");
      const wanted = rows.filter({ hasText: title }).first();
      await wanted.waitFor(soon);
      const titles = (await rows.allInnerTexts()).map(plain);
      // A click may hit the layer that guards the menu; the keyboard does not.
      for (let steps = 0; steps < titles.length && !(await wanted.evaluate((row) => row.classList.contains("focused"))); steps += 1) {
        await this.page.keyboard.press("ArrowDown");
      }
      await this.page.keyboard.press("Enter");
      return titles;
    });
  }

  /** The entries of the open suggestion list. */
  offers() { return this.page.locator(".suggest-widget.visible .monaco-list-row"); }

  /** Waits until this is offered, and answers all that its entry says. */
  async offer(label) {
    const entry = this.offers().filter({ hasText: label }).first();
    await entry.waitFor();
    return plain(await entry.innerText());
  }

  /** All of the active document, by way of the clipboard: the screen has only a part. */
  async wholeText() {
    await this.page.evaluate(() => navigator.clipboard.writeText(""));
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Control+C");
    const copied = await this.page.waitForFunction(() => navigator.clipboard.readText());
    return copied.jsonValue();
  }

  async outputText() {
    return (await this.page.locator(".output-view .view-line").allInnerTexts()).map(plain).join("\n");
  }

  /** Waits until the Output view has this text. */
  async output(text) { await this.page.locator(".output-view .view-line", { hasText: text }).first().waitFor(); }

  /** Where on the screen is this text? Looks into the active editor's visible lines. */
  async #box(text) {
    const find = (wanted) => {
      for (const line of document.querySelectorAll(".editor-group-container.active .editor-instance .view-line")) {
        const pieces = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const nodes = [];
        while (pieces.nextNode()) nodes.push(pieces.currentNode);
        const start = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ").indexOf(wanted);
        if (start < 0) continue;
        const range = document.createRange();
        let seen = 0;
        for (const node of nodes) {
          const end = seen + node.data.length;
          if (start >= seen && start < end) range.setStart(node, start - seen);
          if (start + wanted.length > seen && start + wanted.length <= end) range.setEnd(node, start + wanted.length - seen);
          seen = end;
        }
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x, y, width, height };
      }
      return null;
    };
    const handle = await this.page.waitForFunction(find, text);
    return handle.jsonValue();
  }
}
