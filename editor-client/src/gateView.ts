// The review of a human gate beside its spec. It shows what the server says and decides nothing: its buttons ask the server, which asks the user.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { gatePage, isWish } from "./gatePage.ts";
import type { Wish } from "./gatePage.ts";
import { COMMAND_APPROVE, COMMAND_DRAFT_TEXT, COMMAND_OPEN_REVIEW, COMMAND_REJECT } from "./protocol.ts";
import type { OpenReviewResult } from "./protocol.ts";

/** How long nothing has to change before a review is made again, in milliseconds. */
const QUIET_MS = 500;

export class GateView implements vscode.Disposable {
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #refreshing = new Set<string>();
  readonly #watcher = vscode.workspace.createFileSystemWatcher("**/.chant/{specs,research,approvals}/**");
  #pending: NodeJS.Timeout | undefined;

  constructor() {
    for (const event of [this.#watcher.onDidCreate, this.#watcher.onDidChange, this.#watcher.onDidDelete]) event(() => this.#refreshSoon());
  }

  /** Shows what the server has said of a gate, in its open view or in a new one. */
  show(uri: string, review: OpenReviewResult): void {
    if (review.refused !== undefined || review.spec === undefined) return;
    const known = this.#panels.get(uri);
    const panel = known ?? this.#open(uri, review.spec);
    panel.webview.html = gatePage(review, randomBytes(16).toString("base64"));
    if (known !== undefined && !this.#refreshing.has(uri)) panel.reveal();
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#watcher.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #open(uri: string, spec: string): vscode.WebviewPanel {
    const options = { enableScripts: true, localResourceRoots: [], enableFindWidget: true };
    const panel = vscode.window.createWebviewPanel("chant.gate", `${spec} (review)`, vscode.ViewColumn.Beside, options);
    panel.webview.onDidReceiveMessage((message: unknown) => { if (isWish(message)) void this.#grant(uri, message); });
    panel.onDidChangeViewState(() => { if (panel.visible) void this.#refresh(uri); });
    panel.onDidDispose(() => this.#panels.delete(uri));
    this.#panels.set(uri, panel);
    return panel;
  }

  async #grant(uri: string, wish: Wish): Promise<void> {
    if (wish.do === "open") {
      if (wish.uri !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(wish.uri), { viewColumn: vscode.ViewColumn.One });
      return;
    }
    // What opens now belongs beside the review, not on top of it.
    if (wish.do === "draft") await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    const commands = { approve: COMMAND_APPROVE, reject: COMMAND_REJECT, draft: COMMAND_DRAFT_TEXT };
    if (wish.do !== "refresh") await vscode.commands.executeCommand(commands[wish.do], { uri });
    await this.#refresh(uri);
  }

  /** What was looked at may have changed; several files that change together are one look. */
  #refreshSoon(): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => {
      for (const [uri, panel] of this.#panels) if (panel.visible) void this.#refresh(uri);
    }, QUIET_MS);
  }

  /** Asks again, and leaves the focus where it is. */
  async #refresh(uri: string): Promise<void> {
    if (this.#refreshing.has(uri)) return;
    this.#refreshing.add(uri);
    try {
      await vscode.commands.executeCommand(COMMAND_OPEN_REVIEW, { uri });
    } finally {
      this.#refreshing.delete(uri);
    }
  }
}
