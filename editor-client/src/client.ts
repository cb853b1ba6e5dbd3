// The language client's life: start and stop, and a restart is a stop and a start.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { CloseAction, CompletionRequest, ErrorAction, LanguageClient, RevealOutputChannelOn, State, TransportKind } from "vscode-languageclient/node";
import type { ErrorHandler, ExecuteCommandSignature, LanguageClientOptions } from "vscode-languageclient/node";
import { ASK_WHY } from "./askWhy.ts";
import type { ChangesView } from "./changes.ts";
import { GateView } from "./gateView.ts";
import type { PromptPreview } from "./preview.ts";
import { COMMAND_DISCARD_CHANGES, COMMAND_OPEN_LOG, COMMAND_OPEN_REVIEW, COMMAND_PREVIEW_PROMPT, COMMAND_REVIEW_CHANGES, COMMAND_RUN, COMMAND_SEE_WHAT_CHANGED, QUESTION, QUESTION_CLOSED, RUN_OUTPUT, RUN_STATE } from "./protocol.ts";
import type { DiscardChangesResult, InitializationOptions, OpenLogResult, OpenReviewResult, RejectArgument, PreviewPromptResult, ReviewChangesResult, Question, QuestionClosed, RunOutput, RunResult, RunState, SeeWhatChangedResult, StillValidArgument } from "./protocol.ts";
import { Questions } from "./questions.ts";
import type { Runs } from "./runs.ts";
import { explainMissing, findServer } from "./serverLookup.ts";
import type { Lookup } from "./serverLookup.ts";
import { SinceRunView } from "./sinceRun.ts";
import { DOCUMENT_SELECTOR, specId } from "./specPath.ts";
import { goOnAfterKeys, SUGGEST, suggestAfter, suggestHere } from "./suggestions.ts";

/** How long a server may take to shut down before it is killed, in milliseconds. */
const SHUTDOWN_MS = 3000;
const ENDED = "The chant language server ended again and again by itself, and is not started any more.";

export class ChantClient implements vscode.Disposable {
  readonly #output: vscode.LogOutputChannel;
  readonly #runs: Runs;
  readonly #preview: PromptPreview;
  readonly #changes: ChangesView;
  readonly #questions = new Questions();
  readonly #since = new SinceRunView();
  readonly #gates = new GateView();
  readonly #suggest = vscode.commands.registerCommand(SUGGEST, () => suggestHere(this.#hasOffers));
  #client: LanguageClient | undefined;
  #restarting: Promise<void> | undefined;

  /** The output channel is the caller's: one of the client's own would be disposed by stop(), under a server that still writes. */
  constructor(output: vscode.LogOutputChannel, runs: Runs, preview: PromptPreview, changes: ChangesView) {
    this.#output = output;
    this.#runs = runs;
    this.#preview = preview;
    this.#changes = changes;
  }

  /** Has anything ever wanted the server? Whether it then started is another matter. */
  isAskedFor(): boolean { return this.#restarting !== undefined; }

  isRunning(): boolean { return this.#client?.state === State.Running; }

  async start(): Promise<void> {
    const lookup = lookUpServer();
    if (!lookup.found) {
      void this.#tellMissing(explainMissing(lookup.lookedFor));
      return;
    }
    this.#output.info(`Starting ${lookup.command} lsp`);
    this.#runs.forgetLogs();
    const client = this.#build(lookup.command);
    this.#client = client;
    try {
      await client.start();
    } catch (error) {
      // The language client has already told the user; a restart starts from nothing.
      this.#output.error(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Ends the server, politely if it listens. Never throws. */
  async stop(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    this.#client = undefined;
    const server = client.serverProcess;
    try {
      if (client.state === State.Running) await client.stop(SHUTDOWN_MS);
    } catch (error) {
      this.#output.warn(`The server did not shut down: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const last = setTimeout(() => server.kill("SIGKILL"), SHUTDOWN_MS);
      server.once("exit", () => clearTimeout(last));
    }
  }

  /** One at a time, in the order asked for. */
  restart(): Promise<void> {
    this.#restarting = (this.#restarting ?? Promise.resolve()).then(() => this.stop()).then(() => this.start());
    return this.#restarting;
  }

  dispose(): void {
    this.#suggest.dispose();
    this.#gates.dispose();
    this.#questions.dispose();
    this.#since.dispose();
    void this.stop();
  }

  #build(command: string): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: DOCUMENT_SELECTOR,
      outputChannel: this.#output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: initializationOptions(),
      synchronize: { configurationSection: "chant" },
      middleware: {
        executeCommand: (name, args, next) => this.#execute(name, args, next),
        didChange: async (event, next) => {
          await next(event);
          await suggestAfter(event, this.#hasOffers).catch((error) => this.#output.warn(`No suggestions: ${String(error)}`));
        },
        provideCompletionItem: async (document, position, context, token, next) => goOnAfterKeys(await next(document, position, context, token)),
      },
    };
    // A neutral directory: with the workspace as its own, a relative name would be looked up in the repository.
    const executable = { command, args: ["lsp"], transport: TransportKind.stdio, options: { cwd: homedir() } };
    const client = new LanguageClient("chant", "Chant", { run: executable, debug: executable }, options);
    // Into the client's own options: it has copied those that it was made with.
    client.clientOptions.errorHandler = this.#unlessStopped(client);
    client.onNotification(RUN_OUTPUT, (output: RunOutput) => this.#runs.append(output));
    client.onNotification(QUESTION, (question: Question) => this.#questions.put(question));
    client.onNotification(QUESTION_CLOSED, (closed: QuestionClosed) => this.#questions.closed(closed));
    client.onNotification(RUN_STATE, (news: RunState) => this.#runs.changed(news));
    return client;
  }

  /** The usual handler, but a server that we ended ourselves is not started again, and one that keeps ending is told with a way out. */
  #unlessStopped(client: LanguageClient): ErrorHandler {
    const usual = client.createDefaultErrorHandler();
    return {
      error: (error, message, count) => (this.#client === client ? usual.error(error, message, count) : { action: ErrorAction.Shutdown, handled: true }),
      closed: async () => {
        if (this.#client !== client) return { action: CloseAction.DoNotRestart, handled: true };
        const { action } = await usual.closed();
        if (action === CloseAction.Restart) {
          this.#runs.forgetLogs();
          return { action };
        }
        void this.#tellEnded();
        return { action, message: ENDED, handled: true };
      },
    };
  }

  /** Whether the server has something to put in here. */
  readonly #hasOffers = async (document: vscode.TextDocument, position: vscode.Position): Promise<boolean> => {
    if (!this.isRunning() || this.#client === undefined) return false;
    const place = this.#client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
    const found = await this.#client.sendRequest(CompletionRequest.type, place);
    return found !== null && (Array.isArray(found) ? found : found.items).length > 0;
  };

  /** Runs a command of the server and shows what it answers. Refusals are shown by the server, the same in every editor. */
  async #execute(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
    const uri = (args[0] as { uri?: string } | undefined)?.uri;
    const askWhy = ASK_WHY.get(command);
    if (askWhy !== undefined && uri !== undefined) {
      const { because = await askWhy(specId(uri)) } = args[0] as StillValidArgument | RejectArgument;
      if (because === undefined) return undefined;
      args = [{ uri, because }];
    }
    const answer: unknown = await next(command, args);
    if (answer === null || answer === undefined || uri === undefined) return answer;
    if (command === COMMAND_RUN) {
      const { run } = answer as RunResult;
      if (run !== undefined) this.#runs.started(run);
    } else if (command === COMMAND_PREVIEW_PROMPT) {
      const { spec, text } = answer as PreviewPromptResult;
      if (text !== undefined) await this.#preview.show(spec ?? specId(uri), uri, text);
    } else if (command === COMMAND_OPEN_REVIEW) {
      this.#gates.show(uri, answer as OpenReviewResult);
    } else if (command === COMMAND_OPEN_LOG) {
      this.#runs.reveal(specId(uri), answer as OpenLogResult);
    } else if (command === COMMAND_SEE_WHAT_CHANGED) {
      await this.#since.show(uri, answer as SeeWhatChangedResult);
    } else if (command === COMMAND_REVIEW_CHANGES) {
      await this.#changes.show(uri, answer as ReviewChangesResult);
    } else if (command === COMMAND_DISCARD_CHANGES) {
      const { review } = answer as DiscardChangesResult;
      if (review !== undefined) await this.#changes.show(uri, review);
    }
    return answer;
  }

  async #tellEnded(): Promise<void> {
    const [again, output] = ["Restart", "Show output"];
    const chosen = await vscode.window.showErrorMessage(ENDED, again, output);
    if (chosen === again) await this.restart();
    if (chosen === output) this.#output.show(true);
  }

  async #tellMissing(message: string): Promise<void> {
    this.#output.error(message);
    const [setting, again] = ["Open setting", "Try again"];
    const chosen = await vscode.window.showErrorMessage(message, setting, again);
    if (chosen === setting) await vscode.commands.executeCommand("workbench.action.openSettings", "chant.server.command");
    if (chosen === again) await this.restart();
  }
}

function initializationOptions(): InitializationOptions {
  const settings = vscode.workspace.getConfiguration("chant");
  return {
    trusted: vscode.workspace.isTrusted,
    everyFile: true,
    promptPreview: true,
    runOutput: true,
    changes: true,
    gateView: true,
    questions: true,
    settings: {
      diagnostics: {
        debounce: settings.get<number>("diagnostics.debounce", 150),
        severity: settings.get<Record<string, string>>("diagnostics.severity", {}),
      },
      agent: settings.get<string>("agent", ""),
      timeout: { run: settings.get<string>("timeout.run", ""), silence: settings.get<string>("timeout.silence", "") },
      agents: settings.get<object>("agents", {}),
      tests: settings.get<object>("tests", {}),
    },
  };
}

function lookUpServer(): Lookup {
  return findServer({
    setting: vscode.workspace.getConfiguration("chant").get<string>("server.command", ""),
    folders: (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath),
    trusted: vscode.workspace.isTrusted,
    searchPath: process.env.PATH ?? "",
    home: homedir(),
    windows: process.platform === "win32",
    isExecutable,
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
