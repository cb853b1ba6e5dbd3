// The palette's commands. Each asks the server to act on the spec in the active editor; the server's own commands are
// registered by the language client, so these have other names.

import * as vscode from "vscode";
import { COMMAND_ANSWER, COMMAND_APPROVE, COMMAND_DISCARD_CHANGES, COMMAND_DRAFT_TEXT, COMMAND_EXPLAIN, COMMAND_HAND_OVER, COMMAND_MARK_FAILED, COMMAND_NEW_INVESTIGATION, COMMAND_OPEN_LOG, COMMAND_OPEN_REVIEW, COMMAND_PREVIEW_PROMPT, COMMAND_REJECT, COMMAND_RESCAN, COMMAND_REVIEW_CHANGES, COMMAND_RUN, COMMAND_RUN_CHAIN, COMMAND_RUN_NEEDED, COMMAND_RUN_WHEN_FINISHED, COMMAND_RERUN_DOWNSTREAM, COMMAND_SEE_WHAT_CHANGED, COMMAND_STILL_VALID, COMMAND_SHOW_PROBLEM, COMMAND_STOP } from "./protocol.ts";
import { askForIssue } from "./newInvestigation.ts";
import { isSpecPath } from "./specPath.ts";

const FORWARDED: ReadonlyArray<readonly [string, string]> = [
  ["chant.ui.run", COMMAND_RUN],
  ["chant.ui.runNeeded", COMMAND_RUN_NEEDED],
  ["chant.ui.runChain", COMMAND_RUN_CHAIN],
  ["chant.ui.runWhenFinished", COMMAND_RUN_WHEN_FINISHED],
  ["chant.ui.stop", COMMAND_STOP],
  ["chant.ui.answer", COMMAND_ANSWER],
  ["chant.ui.previewPrompt", COMMAND_PREVIEW_PROMPT],
  ["chant.ui.openLog", COMMAND_OPEN_LOG],
  ["chant.ui.reviewChanges", COMMAND_REVIEW_CHANGES],
  ["chant.ui.discardChanges", COMMAND_DISCARD_CHANGES],
  ["chant.ui.showProblem", COMMAND_SHOW_PROBLEM],
  ["chant.ui.handOver", COMMAND_HAND_OVER],
  ["chant.ui.seeWhatChanged", COMMAND_SEE_WHAT_CHANGED],
  ["chant.ui.rerunDownstream", COMMAND_RERUN_DOWNSTREAM],
  ["chant.ui.stillValid", COMMAND_STILL_VALID],
  ["chant.ui.openReview", COMMAND_OPEN_REVIEW],
  ["chant.ui.approve", COMMAND_APPROVE],
  ["chant.ui.reject", COMMAND_REJECT],
  ["chant.ui.draftText", COMMAND_DRAFT_TEXT],
  ["chant.ui.explain", COMMAND_EXPLAIN],
  ["chant.ui.markFailed", COMMAND_MARK_FAILED],
];

export interface Server { restart(): Promise<void>; isRunning(): boolean }

export function registerCommands(server: Server, output: vscode.OutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    ...FORWARDED.map(([own, servers]) => vscode.commands.registerCommand(own, () => onActiveSpec(server, servers))),
    vscode.commands.registerCommand("chant.ui.newInvestigation", async () => {
      const asked = await askForIssue();
      if (asked !== undefined) await whenRunning(server, COMMAND_NEW_INVESTIGATION, asked);
    }),
    vscode.commands.registerCommand("chant.ui.rescan", () => whenRunning(server, COMMAND_RESCAN, {})),
    vscode.commands.registerCommand("chant.ui.restart", () => server.restart()),
    vscode.commands.registerCommand("chant.ui.showOutput", () => output.show(true)),
  );
}

async function onActiveSpec(server: Server, command: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isSpecPath(document.uri.path)) {
    void vscode.window.showInformationMessage("Open a spec first: a Markdown file in .chant/specs.");
    return;
  }
  await whenRunning(server, command, { uri: document.uri.toString() });
}

async function whenRunning(server: Server, command: string, argument: object): Promise<void> {
  if (server.isRunning()) {
    await vscode.commands.executeCommand(command, argument);
    return;
  }
  const restart = "Restart";
  const chosen = await vscode.window.showWarningMessage("The chant language server is not running.", restart);
  if (chosen === restart) await server.restart();
}
