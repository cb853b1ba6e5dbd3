// Where the editor comes in: makes the parts, starts the server, and hands everything back when it goes.

import * as vscode from "vscode";
import { ChangesView } from "./changes.ts";
import { ChantClient } from "./client.ts";
import { registerCommands } from "./commands.ts";
import { PromptPreview } from "./preview.ts";
import { Runs } from "./runs.ts";
import { DOCUMENT_PATTERNS, DOCUMENT_SELECTOR } from "./specPath.ts";

let client: ChantClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Chant", { log: true });
  const runs = new Runs();
  const preview = new PromptPreview();
  const changes = new ChangesView();
  const started = new ChantClient(output, runs, preview, changes);
  client = started;
  context.subscriptions.push(
    output,
    runs,
    preview,
    changes,
    started,
    registerCommands(started, output),
    startOnOpen(started),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (started.isAskedFor()) void started.restart();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (started.isAskedFor() && change.affectsConfiguration("chant.server.command")) void started.restart();
    }),
  );
  if ((await hasProject()) && !started.isAskedFor()) await started.restart();
}

/**
 * Opening any Markdown file activates the extension: the editor's own search for a `.chant` folder gives up after seconds in a
 * large workspace, and does not see one that is made later. So the server is started only when there is something for it.
 */
function startOnOpen(server: ChantClient): vscode.Disposable {
  const startFor = (document: vscode.TextDocument): void => {
    if (!server.isAskedFor() && vscode.languages.match(DOCUMENT_SELECTOR, document) > 0) void server.restart();
  };
  vscode.workspace.textDocuments.forEach(startFor);
  return vscode.workspace.onDidOpenTextDocument(startFor);
}

async function hasProject(): Promise<boolean> {
  const found = await vscode.workspace.findFiles(`{${DOCUMENT_PATTERNS.join(",")}}`, "**/node_modules/**", 1);
  return found.length > 0;
}

/** The editor waits for this, but not for the disposal of subscriptions. */
export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}
