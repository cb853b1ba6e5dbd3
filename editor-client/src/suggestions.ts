// Suggestions while a spec is typed. The editor has them switched off for all Markdown, and a default for Markdown would reach every
// other file of the user's; so chant's files alone get them, where the server has something to offer.

import * as vscode from "vscode";
import { beginsWord, continuesWord } from "./words.ts";

/** Does the server have anything to offer here? */
export type Ask = (document: vscode.TextDocument, position: vscode.Position) => Promise<boolean>;

/** A command of the client alone, which no palette shows. */
export const SUGGEST = "chant.ui.suggest";

/** Opens the list at the cursor. Without an offer of the server's it is left closed: the editor would fill it with words of the text. */
export async function suggestHere(ask: Ask): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined && (await ask(editor.document, editor.selection.active))) await open();
}

/** To be called after each change, once the server knows of it: opens the list where a word was begun. */
export async function suggestAfter(event: vscode.TextDocumentChangeEvent, ask: Ask): Promise<void> {
  const typed = typedPosition(event);
  if (typed === undefined || !isOurs(event.document) || !(await ask(event.document, typed))) return;
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.selection.active;
  if (editor?.document !== event.document || cursor?.line !== typed.line || cursor.isBefore(typed)) return;
  if (!continuesWord(event.document.getText(new vscode.Range(typed, cursor)))) return;
  await open();
}

async function open(): Promise<void> { await vscode.commands.executeCommand("editor.action.triggerSuggest", { auto: true }); }

/** Has the list opened again where a key has been put in and its value is to be written. The command is for `suggestHere`. */
export function goOnAfterKeys<T extends vscode.CompletionItem[] | vscode.CompletionList | null | undefined>(found: T): T {
  const items = Array.isArray(found) ? found : (found?.items ?? []);
  for (const item of items) {
    const text = item.insertText;
    if (text instanceof vscode.SnippetString && text.value.includes("$1")) item.command = { command: SUGGEST, title: "Suggest values" };
  }
  return found;
}

/** Behind the first letter of a word, if one has just been typed in the active editor. */
function typedPosition(event: vscode.TextDocumentChangeEvent): vscode.Position | undefined {
  const [change, ...others] = event.contentChanges;
  if (change === undefined || others.length > 0 || event.reason !== undefined || vscode.window.activeTextEditor?.document !== event.document) return undefined;
  const before = event.document.lineAt(change.range.start.line).text.slice(0, change.range.start.character);
  return beginsWord(before, change.text) ? change.range.start.translate(0, change.text.length) : undefined;
}

/** Not where the editor suggests already, nor where the user has said what is wanted in Markdown. */
function isOurs(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration("editor", document);
  const own = settings.inspect<unknown>("quickSuggestions");
  const decided = [own?.globalLanguageValue, own?.workspaceLanguageValue, own?.workspaceFolderLanguageValue].some((value) => value !== undefined);
  return !decided && own?.globalValue !== false && own?.workspaceValue !== false;
}
