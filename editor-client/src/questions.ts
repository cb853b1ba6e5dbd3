// What a run asks of the user: a notification that names it, and the diff or the command behind it, in an editor.

import * as vscode from "vscode";
import { COMMAND_ANSWER } from "./protocol.ts";
import type { AnswerArgument, Question, QuestionClosed } from "./protocol.ts";
import { QUESTION_SCHEME, filesOf, pageOf, sidesOf } from "./questionText.ts";

const SHOW = "Show";
const DECISIONS = new Map([["Allow once", "allow_once"], ["Allow for this run", "allow_run"], ["Deny", "deny"]]);

export class Questions implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #open = new Map<string, Question>();
  readonly #provider = vscode.workspace.registerTextDocumentContentProvider(QUESTION_SCHEME, this);

  /** chant/question */
  put(question: Question): void {
    this.#open.set(question.question, question);
    void this.#ask(question, [SHOW, ...DECISIONS.keys()]);
  }

  /** chant/questionClosed */
  closed({ question }: QuestionClosed): void {
    this.#open.delete(question);
    void closeTabs(question);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const question = this.#open.get(uri.authority);
    if (question === undefined) return "This is not asked any more.\n";
    if (question.diff === null) return pageOf(question);
    return uri.query === "before" ? sidesOf(question.diff).before : sidesOf(question.diff).after;
  }

  dispose(): void { this.#provider.dispose(); }

  /** A notification that is closed answers nothing: the question stays in line 1 of the spec. */
  async #ask(question: Question, buttons: string[]): Promise<void> {
    const chosen = await vscode.window.showWarningMessage(question.text, ...buttons);
    if (chosen === SHOW) {
      await show(question);
      return this.#ask(question, buttons.filter((button) => button !== SHOW));
    }
    const decision = DECISIONS.get(chosen ?? "");
    if (decision === undefined) return;
    const answer: AnswerArgument = { uri: question.uri, question: question.question, decision };
    await vscode.commands.executeCommand(COMMAND_ANSWER, answer);
  }
}

async function show(question: Question): Promise<void> {
  // With the file's name, so that it is coloured like the file.
  const [file] = question.diff === null ? [] : filesOf(question.diff);
  const name = file?.split("/").at(-1) ?? `${question.spec} asks`;
  const page = (query: string): vscode.Uri => vscode.Uri.from({ scheme: QUESTION_SCHEME, authority: question.question, path: `/${name}`, query });
  if (question.diff !== null) {
    await vscode.commands.executeCommand("vscode.diff", page("before"), page("after"), question.text, { preview: true });
    return;
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(page("")), { preview: true });
}

async function closeTabs(question: string): Promise<void> {
  const isOf = (uri: vscode.Uri): boolean => uri.scheme === QUESTION_SCHEME && uri.authority === question;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => (input instanceof vscode.TabInputTextDiff && isOf(input.modified)) || (input instanceof vscode.TabInputText && isOf(input.uri)));
  await vscode.window.tabGroups.close(tabs, true);
}
