// Where the editor comes in: makes the parts, starts the server, and hands everything back when it goes.

import * as vscode from "vscode";
import { ChantClient } from "./client.ts";
import { registerCommands } from "./commands.ts";
import { PromptPreview } from "./preview.ts";
import { Runs } from "./runs.ts";

let client: ChantClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Chant", { log: true });
  const runs = new Runs();
  const preview = new PromptPreview();
  const started = new ChantClient(output, runs, preview);
  client = started;
  context.subscriptions.push(
    output,
    runs,
    preview,
    started,
    registerCommands(started, output),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("chant.server.command")) void started.restart();
    }),
  );
  await started.restart();
}

/** The editor waits for this, but not for the disposal of subscriptions. */
export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}
