"""What this client can do, read once from its capabilities; handlers ask this and never the raw structure."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability

from chant_lsp.core.text import Encoding


@dataclass(frozen=True, slots=True)
class Abilities:
    """The client's answers to the questions that change what we send."""

    encoding: Encoding = "utf-16"
    """The unit of columns, agreed in `initialize`."""
    related_information: bool = False
    code_description: bool = False
    unnecessary_tag: bool = False
    document_changes: bool = False
    """Edits may carry the version of the document that they were made for."""
    creates_files: bool = False
    """Edits may create files."""
    renames_files: bool = False
    """Edits may give files and folders other names."""
    edit_metadata: bool = False
    """Whether it can be told that it may save the files of an edit by itself."""
    markdown_hover: bool = False
    definition_links: bool = False
    preferred_actions: bool = False
    lazy_actions: bool = False
    """What an action changes may come later, when it is chosen."""
    disabled_actions: bool = False
    """The menu can show what is not possible now, with the reason."""
    lens_refresh: bool = False
    progress: bool = False
    show_document: bool = False
    configuration: bool = False
    watch_files: bool = False
    """The client watches files if asked; otherwise we look ourselves."""
    snippets: bool = False
    """An accepted offer may have places to fill in."""
    completion_defaults: frozenset[str] = frozenset()
    """What a list of offers may say for all of them: `editRange`, `data`."""
    completion_label_details: bool = False
    symbol_resolve: bool = False
    """Where in its file a symbol of the workspace stands may come later, when it is chosen."""
    symbol_tags: bool = False
    symbol_tree: bool = False
    """An outline may nest; otherwise it is a list."""
    folding_limit: int = 5000
    """Ranges of one file that the client can fold."""
    folding_words: bool = False
    """What is folded may be shown by words of ours."""
    token_refresh: bool = False
    hint_refresh: bool = False
    hint_tooltip: bool = False
    """A hint's tooltip may come later, when somebody looks at it."""


def read_abilities(capabilities: types.ClientCapabilities, encoding: str) -> Abilities:
    """What the client announced; whatever it left out, it cannot."""

    def has(path: str) -> bool:
        return bool(get_capability(capabilities, path, False))

    tags = get_capability(capabilities, "text_document.publish_diagnostics.tag_support.value_set", None) or ()
    symbol_lazy = get_capability(capabilities, "workspace.symbol.resolve_support.properties", None) or ()
    operations = get_capability(capabilities, "workspace.workspace_edit.resource_operations", None) or ()
    formats = get_capability(capabilities, "text_document.hover.content_format", None) or ()
    return Abilities(
        encoding=str(getattr(encoding, "value", encoding)),  # type: ignore[arg-type]  # pygls offers these three only
        related_information=has("text_document.publish_diagnostics.related_information"),
        code_description=has("text_document.publish_diagnostics.code_description_support"),
        unnecessary_tag=types.DiagnosticTag.Unnecessary in tags,
        document_changes=has("workspace.workspace_edit.document_changes"),
        symbol_resolve="location.range" in symbol_lazy,
        symbol_tags=has("workspace.symbol.tag_support"),
        creates_files=types.ResourceOperationKind.Create in operations,
        renames_files=types.ResourceOperationKind.Rename in operations,
        edit_metadata=has("workspace.workspace_edit.metadata_support"),
        markdown_hover=types.MarkupKind.Markdown in formats,
        definition_links=has("text_document.definition.link_support"),
        preferred_actions=has("text_document.code_action.is_preferred_support"),
        lazy_actions=has("text_document.code_action.data_support")
        and "edit"
        in (get_capability(capabilities, "text_document.code_action.resolve_support.properties", None) or ()),
        disabled_actions=has("text_document.code_action.disabled_support"),
        lens_refresh=has("workspace.code_lens.refresh_support"),
        progress=has("window.work_done_progress"),
        show_document=has("window.show_document.support"),
        configuration=has("workspace.configuration"),
        watch_files=has("workspace.did_change_watched_files.dynamic_registration"),
        snippets=has("text_document.completion.completion_item.snippet_support"),
        completion_defaults=frozenset(
            get_capability(capabilities, "text_document.completion.completion_list.item_defaults", None) or ()
        ),
        completion_label_details=has("text_document.completion.completion_item.label_details_support"),
        symbol_tree=has("text_document.document_symbol.hierarchical_document_symbol_support"),
        folding_limit=_count(get_capability(capabilities, "text_document.folding_range.range_limit", None), 5000),
        folding_words=has("text_document.folding_range.folding_range.collapsed_text"),
        token_refresh=has("workspace.semantic_tokens.refresh_support"),
        hint_refresh=has("workspace.inlay_hint.refresh_support"),
        hint_tooltip="tooltip"
        in (get_capability(capabilities, "text_document.inlay_hint.resolve_support.properties", None) or ()),
    )


def _count(value: object, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default
