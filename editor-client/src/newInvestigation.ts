// "New investigation from an issue": two questions, and the server writes the files. Nothing is fetched.

import * as vscode from "vscode";
import type { NewInvestigationArgument } from "./protocol.ts";

/** What is to be investigated, and where; undefined where the user thinks better of it. */
export async function askForIssue(): Promise<NewInvestigationArgument | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (uri === undefined) {
    void vscode.window.showInformationMessage("Open a folder with a .chant folder in it first.");
    return undefined;
  }
  const title = "New investigation from an issue";
  const issue = await vscode.window.showInputBox({
    title,
    prompt: "Its number, its address or its title. Nothing is fetched from there.",
    placeHolder: "42: a write disappears",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Say which issue." : undefined),
  });
  if (issue === undefined) return undefined;
  const report = await vscode.window.showInputBox({
    title,
    prompt: "Paste the report, or leave it empty and put it into the file that opens beside the specs.",
    ignoreFocusOut: true,
  });
  return report === undefined ? undefined : { uri: uri.toString(), issue, report };
}
