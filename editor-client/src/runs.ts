// What runs say: one output channel a run, and one notification when a run ends that the user started here.

import * as vscode from "vscode";
import type { OpenLogResult, RunOutput, RunState } from "./protocol.ts";
import { RunBook, logName } from "./runBook.ts";

/** Channels are never many: the oldest goes when this number is exceeded. */
const KEPT_CHANNELS = 20;
const OPEN_LOG = "Open log";

export class Runs implements vscode.Disposable {
  readonly #book = new RunBook();
  readonly #channels = new Map<string, vscode.OutputChannel>();

  /** chant/runOutput */
  append({ spec, run, text }: RunOutput): void { this.#channel(spec, run).append(text); }

  /** chant/runState */
  changed(news: RunState): void { this.#tell(this.#book.changed(news)); }

  /** The user started this run in this window. */
  started(run: string): void { this.#tell(this.#book.started(run)); }

  /** Reveals the log of a run; one that this window has not followed is filled with what the server knows. */
  reveal(spec: string, { run, text }: OpenLogResult): void {
    if (run === null) return;
    const known = this.#channels.get(run);
    const channel = known ?? this.#channel(spec, run);
    if (known === undefined) channel.append(text);
    channel.show(true);
  }

  /** Drops the logs: a server that starts tells a run that is going from its beginning. */
  forgetLogs(): void {
    for (const channel of this.#channels.values()) channel.dispose();
    this.#channels.clear();
  }

  dispose(): void { this.forgetLogs(); }

  #channel(spec: string, run: string): vscode.OutputChannel {
    const known = this.#channels.get(run);
    if (known !== undefined) return known;
    const channel = vscode.window.createOutputChannel(logName(spec, run));
    this.#channels.set(run, channel);
    for (const [oldest, old] of this.#channels) {
      if (this.#channels.size <= KEPT_CHANNELS) break;
      this.#channels.delete(oldest);
      old.dispose();
    }
    return channel;
  }

  #tell(end: RunState | undefined): void {
    if (end === undefined) return;
    const show = end.state === "failed" || end.state === "lost" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    void show(end.summary, OPEN_LOG).then((chosen) => {
      if (chosen === OPEN_LOG) this.#channel(end.spec, end.run).show(true);
    });
  }
}
