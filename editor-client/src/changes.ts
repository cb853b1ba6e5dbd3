// What a run changed, in the editor's own view of many diffs. The texts from before come from the server when they are looked at.

import * as vscode from "vscode";
import { CHANGE_SCHEME, changeAddress, meantBy, remarksOn } from "./changeAddress.ts";
import { COMMAND_CHANGED_TEXT, COMMAND_DISCARD_CHANGES } from "./protocol.ts";
import type { ChangedFile, ChangedTextResult, ReviewChangesResult } from "./protocol.ts";

export class ChangesView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #subscription = vscode.workspace.registerTextDocumentContentProvider(CHANGE_SCHEME, this);

  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    const answer = await vscode.commands.executeCommand<ChangedTextResult | null>(COMMAND_CHANGED_TEXT, meantBy(address.query));
    return answer?.text ?? "";
  }

  /** Opens the diffs of a run; what is worth a remark is said beside them. */
  async show(spec: string, { run, title, files }: ReviewChangesResult): Promise<void> {
    if (run === undefined || files === undefined) return;
    const rows = files.map((file) => [vscode.Uri.parse(file.uri), before(spec, run, file), after(spec, run, file)]);
    await vscode.commands.executeCommand("vscode.changes", title ?? "Changes", rows);
    const remarks = remarksOn(files);
    if (remarks !== undefined) void offerDiscard(spec, run, remarks);
  }

  dispose(): void { this.#subscription.dispose(); }
}

async function offerDiscard(uri: string, run: string, remarks: string): Promise<void> {
  const discard = "Discard…";
  if ((await vscode.window.showInformationMessage(remarks, discard)) === discard) {
    await vscode.commands.executeCommand(COMMAND_DISCARD_CHANGES, { uri, run });
  }
}

function before(uri: string, run: string, file: ChangedFile): vscode.Uri | undefined {
  return file.before ? virtual(uri, run, file, "before") : undefined;
}

/** The file itself where it is still as the run left it, so that it can be edited in the diff. */
function after(uri: string, run: string, file: ChangedFile): vscode.Uri | undefined {
  if (!file.after) return undefined;
  return file.onDisk ? vscode.Uri.parse(file.uri) : virtual(uri, run, file, "after");
}

function virtual(uri: string, run: string, { path }: ChangedFile, side: string): vscode.Uri {
  return vscode.Uri.from({ scheme: CHANGE_SCHEME, ...changeAddress({ uri, run, path, side }) });
}
