// A prompt preview is a read-only document whose text is, byte for byte, what the server says it would send.

import * as vscode from "vscode";
import { PROMPT_SCHEME, PromptStore, promptAddress } from "./promptStore.ts";

export class PromptPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #store = new PromptStore();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(PROMPT_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed.uri.scheme === PROMPT_SCHEME) this.#store.forget(closed.uri);
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#store.get(uri) ?? "This preview is gone. Ask for it again from the spec: Preview prompt.\n";
  }

  /** Opens the preview, or brings the open one up to date. */
  async show(spec: string, specUri: string, text: string): Promise<void> {
    const address = vscode.Uri.from({ scheme: PROMPT_SCHEME, ...promptAddress(spec, specUri) });
    this.#store.put(specUri, text);
    this.#changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void { vscode.Disposable.from(...this.#subscriptions).dispose(); }
}
