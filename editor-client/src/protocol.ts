// The words that client and server share: a mirror of chant_lsp/server/protocol.py, which a test compares with this file.
// One export a line, so that the comparison can read it.

// Notifications from the server.

/** More output of a run; to be appended to what came before. */
export const RUN_OUTPUT = "chant/runOutput";
export interface RunOutput { uri: string; spec: string; run: string; text: string }

/** A run is in a new state; the summary is one sentence for the user. */
export const RUN_STATE = "chant/runState";
export interface RunState { uri: string; spec: string; run: string; state: "running" | "done" | "failed" | "stopped" | "lost"; summary: string }

/** A run's agent asks for what only a person may allow. argv: of a command; diff: of a write; scope: what `for this run` allows. */
export const QUESTION = "chant/question";
export interface Question { uri: string; spec: string; run: string; question: string; text: string; scope: string; argv: string[] | null; diff: string | null }

/** A question that is not asked any more: somebody has answered, or the run has ended. */
export const QUESTION_CLOSED = "chant/questionClosed";
export interface QuestionClosed { run: string; question: string }

// Commands of the server (workspace/executeCommand). Each takes exactly one object.

export const COMMAND_RUN = "chant.run";
export interface RunArgument { uri: string; agent?: string; model?: string }
export interface RunResult { run?: string; refused?: string }

/** Without a decision the question is asked once more. */
export const COMMAND_ANSWER = "chant.answer";
export interface AnswerArgument { uri: string; question?: string; decision?: string }
export interface AnswerResult { answered: boolean; message: string }

export const COMMAND_STOP = "chant.stop";
export interface StopArgument { uri: string }
export interface StopResult { stopped: boolean; message: string }

export const COMMAND_PREVIEW_PROMPT = "chant.previewPrompt";
export interface PreviewPromptArgument { uri: string }
export interface PreviewPromptResult { spec?: string; text?: string; refused?: string }

export const COMMAND_EXPLAIN = "chant.explain";
export interface ExplainArgument { uri: string }
export interface ExplainResult { message: string }

export const COMMAND_OPEN_LOG = "chant.openLog";
export interface OpenLogArgument { uri: string }
export interface OpenLogResult { run: string | null; path: string | null; text: string }

export const COMMAND_MARK_FAILED = "chant.markFailed";
export interface MarkFailedArgument { uri: string }

export const COMMAND_SHOW_PROBLEM = "chant.showProblem";
export interface ShowProblemArgument { uri: string }
export interface ShowProblemResult { message?: string; refused?: string }

export const COMMAND_HAND_OVER = "chant.handOver";
export interface HandOverArgument { uri: string }
export interface HandOverResult { text?: string; refused?: string }

export const COMMAND_REVIEW_CHANGES = "chant.reviewChanges";
export interface ReviewChangesArgument { uri: string; run?: string }
export interface ChangedFile { path: string; uri: string; how: string; remarks: string[]; before: boolean; after: boolean; onDisk: boolean }
export interface ReviewChangesResult { run?: string; title?: string; files?: ChangedFile[]; refused?: string }

export const COMMAND_CHANGED_TEXT = "chant.changedText";
export interface ChangedTextArgument { uri: string; run: string; path: string; side: string }
export interface ChangedTextResult { text: string }

export const COMMAND_DISCARD_CHANGES = "chant.discardChanges";
export interface DiscardChangesArgument { uri: string; run?: string; outside?: boolean }
export interface DiscardChangesResult { discarded?: string[]; kept?: string[]; review?: ReviewChangesResult; refused?: string }

export const COMMAND_SEE_WHAT_CHANGED = "chant.seeWhatChanged";
export interface SeeWhatChangedArgument { uri: string }
export interface ChangedSince { title: string; uri: string | null; before: string; after: string; note: string }
export interface SeeWhatChangedResult { spec?: string; title?: string; changes?: ChangedSince[]; refused?: string }

export const COMMAND_STILL_VALID = "chant.stillValid";
export interface StillValidArgument { uri: string; because?: string }
export interface StillValidResult { message?: string; refused?: string }

export const COMMAND_RERUN_DOWNSTREAM = "chant.rerunDownstream";
export interface RerunDownstreamArgument { uri: string }

export const COMMAND_OPEN_REVIEW = "chant.openReview";
export interface OpenReviewArgument { uri: string }
export interface GateCheck { title: string; state: string; message: string; uri: string | null }
export interface GateBox { text: string; ticked: boolean; during: string | null }
export interface GateChange { message: string; uri: string | null }
export interface OpenReviewResult { spec?: string; title?: string; standing?: string; checks?: GateCheck[]; boxes?: GateBox[]; changed?: GateChange[]; next?: string[]; canApprove?: boolean; canReject?: boolean; canDraft?: boolean; refused?: string }

export const COMMAND_APPROVE = "chant.approve";
export interface ApproveArgument { uri: string }
export interface DecideResult { message?: string; refused?: string }

export const COMMAND_REJECT = "chant.reject";
export interface RejectArgument { uri: string; because?: string }

export const COMMAND_DRAFT_TEXT = "chant.draftText";
export interface DraftTextArgument { uri: string }

export const COMMAND_NEW_INVESTIGATION = "chant.newInvestigation";
export interface NewInvestigationArgument { uri: string; issue: string; report?: string }
export interface NewInvestigationResult { specs?: string[]; report?: string; refused?: string }

export const COMMAND_RESCAN = "chant.rescan";
export interface RescanArgument {}

export const COMMAND_FIX = "chant.fix";
export interface FixArgument { uri: string }

export const COMMAND_OPEN = "chant.open";
export interface OpenArgument { uri: string }

export const COMMAND_RUN_NEEDED = "chant.runNeeded";
export interface RunNeededArgument { uri: string }
export interface RunChainResult { chain?: string; refused?: string }

export const COMMAND_RUN_CHAIN = "chant.runChain";
export interface RunChainArgument { uri: string }

export const COMMAND_RUN_WHEN_FINISHED = "chant.runWhenFinished";
export interface RunWhenFinishedArgument { uri: string }

export const COMMAND_CREATE = "chant.create";
export interface CreateArgument { uri: string; key: string }

// What the client says when it starts the server (initializationOptions).

export interface Settings { diagnostics: { debounce: number; severity: Record<string, string> }; agent: string; timeout: { run: string; silence: string }; agents: object; tests: object }
/** everyFile: hover, references and lenses are wanted on any file of the workspace, not only on those that are synchronised. */
export interface InitializationOptions { trusted: boolean; everyFile: boolean; promptPreview: boolean; runOutput: boolean; changes: boolean; questions: boolean; gateView: boolean; settings: Settings }
