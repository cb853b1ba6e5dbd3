"""The server: which handler answers which method, and nothing else."""

from __future__ import annotations

from lsprotocol import types

from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers import (
    chain,
    commands,
    completion,
    documents,
    editing,
    evidence,
    formatting,
    gate,
    hints,
    investigations,
    lenses,
    lifecycle,
    navigation,
    outline,
    questions,
    renaming,
    review,
    staleness,
    structure,
    symbols,
    tokens,
)
from chant_lsp.server.trust import under_trust


def build_server() -> ChantServer:
    """A server that waits for `initialize`."""
    server = ChantServer()
    # pygls' own copies of open documents: nothing reads them, and ours are the ones that count.
    for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE):
        del server.protocol.fm.builtin_features[method]
    for method, handler in FEATURES.items():
        server.feature(method, OPTIONS.get(method))(handler)
    for name, command in COMMANDS.items():
        server.command(name)(under_trust(name, command))
    return server


FEATURES = {
    types.INITIALIZE: lifecycle.initialize,
    types.INITIALIZED: lifecycle.initialized,
    types.SHUTDOWN: lifecycle.shutdown,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: lifecycle.did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: lifecycle.did_change_workspace_folders,
    types.TEXT_DOCUMENT_DID_OPEN: documents.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: documents.did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: documents.did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: documents.did_change_watched_files,
    types.TEXT_DOCUMENT_HOVER: navigation.hover,
    types.TEXT_DOCUMENT_DEFINITION: navigation.definition,
    types.TEXT_DOCUMENT_REFERENCES: navigation.references,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: navigation.document_links,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: outline.document_symbol,
    types.TEXT_DOCUMENT_FOLDING_RANGE: structure.folding_range,
    types.TEXT_DOCUMENT_SELECTION_RANGE: structure.selection_range,
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: structure.document_highlight,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: tokens.semantic_tokens,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: tokens.semantic_tokens_range,
    types.TEXT_DOCUMENT_INLAY_HINT: hints.inlay_hint,
    types.INLAY_HINT_RESOLVE: hints.resolve_inlay_hint,
    types.TEXT_DOCUMENT_FORMATTING: formatting.formatting,
    types.TEXT_DOCUMENT_RANGE_FORMATTING: formatting.range_formatting,
    types.WORKSPACE_SYMBOL: symbols.workspace_symbol,
    types.WORKSPACE_SYMBOL_RESOLVE: symbols.resolve_workspace_symbol,
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: symbols.prepare_call_hierarchy,
    types.CALL_HIERARCHY_INCOMING_CALLS: symbols.incoming_calls,
    types.CALL_HIERARCHY_OUTGOING_CALLS: symbols.outgoing_calls,
    types.TEXT_DOCUMENT_PREPARE_RENAME: renaming.prepare_rename,
    types.TEXT_DOCUMENT_RENAME: renaming.rename,
    types.WORKSPACE_WILL_RENAME_FILES: renaming.will_rename_files,
    types.WORKSPACE_DID_RENAME_FILES: renaming.did_rename_files,
    types.TEXT_DOCUMENT_CODE_LENS: lenses.code_lens,
    types.TEXT_DOCUMENT_CODE_ACTION: editing.code_action,
    types.CODE_ACTION_RESOLVE: editing.resolve_code_action,
    types.TEXT_DOCUMENT_COMPLETION: completion.completion,
    types.COMPLETION_ITEM_RESOLVE: completion.resolve_completion_item,
}

OPTIONS = {
    types.WORKSPACE_SYMBOL: symbols.RESOLVE,
    types.TEXT_DOCUMENT_RENAME: renaming.RENAME,
    types.WORKSPACE_WILL_RENAME_FILES: renaming.EVERYTHING,
    types.WORKSPACE_DID_RENAME_FILES: renaming.EVERYTHING,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: tokens.LEGEND,
    types.TEXT_DOCUMENT_CODE_ACTION: editing.ACTION_KINDS,
    types.TEXT_DOCUMENT_COMPLETION: completion.OPTIONS,
}

COMMANDS = {
    p.COMMAND_RUN: commands.run,
    p.COMMAND_STOP: commands.stop,
    p.COMMAND_ANSWER: questions.answer,
    p.COMMAND_RUN_NEEDED: chain.run_needed,
    p.COMMAND_RUN_CHAIN: chain.run_chain,
    p.COMMAND_RUN_WHEN_FINISHED: chain.run_when_finished,
    p.COMMAND_PREVIEW_PROMPT: commands.preview_prompt,
    p.COMMAND_EXPLAIN: commands.explain,
    p.COMMAND_OPEN_LOG: commands.open_log,
    p.COMMAND_MARK_FAILED: commands.mark_failed,
    p.COMMAND_SHOW_PROBLEM: evidence.show_problem,
    p.COMMAND_HAND_OVER: evidence.hand_over,
    p.COMMAND_REVIEW_CHANGES: review.review_changes,
    p.COMMAND_CHANGED_TEXT: review.changed_text,
    p.COMMAND_DISCARD_CHANGES: review.discard_changes,
    p.COMMAND_SEE_WHAT_CHANGED: staleness.see_what_changed,
    p.COMMAND_STILL_VALID: staleness.still_valid,
    p.COMMAND_RERUN_DOWNSTREAM: staleness.rerun_downstream,
    p.COMMAND_OPEN_REVIEW: gate.open_review,
    p.COMMAND_APPROVE: gate.approve,
    p.COMMAND_REJECT: gate.reject,
    p.COMMAND_DRAFT_TEXT: gate.draft_text,
    p.COMMAND_NEW_INVESTIGATION: investigations.new_investigation,
    p.COMMAND_RESCAN: commands.rescan,
    p.COMMAND_FIX: commands.fix,
    p.COMMAND_OPEN: commands.open_file,
    p.COMMAND_CREATE: commands.create,
}
