// Commands that want a reason: the server can only offer some to choose from, here it is typed.

import * as vscode from "vscode";
import { COMMAND_REJECT, COMMAND_STILL_VALID } from "./protocol.ts";

/** By the command: asks why it is given for a spec; undefined where the user thinks better of it. */
export const ASK_WHY: ReadonlyMap<string, (spec: string) => Thenable<string | undefined>> = new Map([
  [COMMAND_STILL_VALID, (spec: string) => ask({
    title: `${spec} is still valid`,
    prompt: "Why? It is kept beside the run, with your name.",
    placeHolder: "The change is about something else",
  }, "Say why, in a few words.")],
  [COMMAND_REJECT, (spec: string) => ask({
    title: `Reject ${spec}`,
    prompt: "Why? It is written into the spec, for those who have to act on it.",
  }, "A rejection needs a reason.")],
]);

function ask(options: vscode.InputBoxOptions, lacking: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true, validateInput: (text) => (text.trim() === "" ? lacking : undefined) });
}
