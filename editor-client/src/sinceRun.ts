// What has changed since a phase ran, in the editor's own diffs.

import * as vscode from "vscode";
import type { SeeWhatChangedResult } from "./protocol.ts";
import { notesOn, SINCE_SCHEME, SinceStore } from "./sinceAddress.ts";
import type { Side } from "./sinceAddress.ts";

export class SinceRunView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #store = new SinceStore();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions = [
    this.#changed,
    vscode.workspace.registerTextDocumentContentProvider(SINCE_SCHEME, this),
    vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed.uri.scheme === SINCE_SCHEME) this.#store.forget(closed.uri);
    }),
  ];
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(address: vscode.Uri): string {
    return this.#store.get(address) ?? "This is gone. Ask for it again from the spec: See what changed.\n";
  }

  /** Opens one diff for each text that changed. */
  async show(specUri: string, answer: SeeWhatChangedResult): Promise<void> {
    const { title = "What changed", changes = [] } = answer;
    const rows = this.#store.put(specUri, changes).map((row) => ({ ...row, then: toUri(row.then), now: toUri(row.now) }));
    for (const uri of rows.flatMap(({ then, now }) => [then, now])) {
      if (uri.scheme === SINCE_SCHEME) this.#changed.fire(uri);
    }
    const [only, ...others] = rows;
    if (only !== undefined && others.length === 0) await vscode.commands.executeCommand("vscode.diff", only.then, only.now, title);
    else if (only !== undefined) await vscode.commands.executeCommand("vscode.changes", title, rows.map(({ then, now }) => [now, then, now]));
    const notes = notesOn(answer);
    if (notes !== undefined) void vscode.window.showInformationMessage(notes);
  }

  dispose(): void { vscode.Disposable.from(...this.#subscriptions).dispose(); }
}

function toUri(side: Side): vscode.Uri {
  return typeof side === "string" ? vscode.Uri.parse(side) : vscode.Uri.from({ scheme: SINCE_SCHEME, ...side });
}
