"""The fields of a spec's frontmatter: what chant accepts, what it does with them, and what each may name.

Parsing, hover, rules and completion all read this one table; `normal.py` knows besides which fields chant writes, and
which an agent is told to heed. Source: chant-reference.md §3.1-§3.3, §7.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The YAML that chant accepts for a field; the value says it to people."""

    TEXT = "text"
    CHOICE = "one of a few words"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    FLAG = "true or false"
    COUNT = "a whole number, 0 or more"
    MAP = "a map"
    NUMBER = "a number"
    MAPS = "a list of maps"
    NAMED_MAPS = "maps by names of your own"


LISTS = (Kind.TEXTS, Kind.TEXT_OR_TEXTS)
"""The kinds that take a list of texts."""


class Names(Enum):
    """What a field's values point to."""

    NOTHING = "nothing"
    SPEC = "specs, by their full ids"
    FILE = "files, directories or globs, from the project's root"
    OUTPUT = "the files that this spec writes"
    PROMPT = "a prompt in .chant/prompts"


@dataclass(frozen=True, slots=True)
class Choice:
    """One word that a field may be set to."""

    value: str
    meaning: str
    next: tuple[str, ...] = ()
    """For a status: the statuses that chant can change it to."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the frontmatter."""

    name: str
    kind: Kind
    meaning: str
    default: str = "absent"
    choices: tuple[Choice, ...] = ()
    readers: str = ""
    """Who acts on it."""
    writers: str = ""
    """Who sets it, beside you."""
    caveat: str = ""
    """What chant really does, where that is a surprise."""
    names: Names = Names.NOTHING
    fields: tuple[Field, ...] = ()
    """The keys of a MAP."""
    required: bool = False
    """A key of a MAP that chant insists on."""
    refuses_null: bool = False
    """Whether the key with nothing behind it makes the file unreadable; other fields are then as good as absent."""
    is_time: bool = False
    """A text that chant reads as a time, by RFC 3339."""
    maximum: int = 2**64 - 1
    """The largest COUNT that chant can hold."""


TYPES = (
    Choice("code", "Changes code; the default."),
    Choice("task", "Work that is not code: reproduce, prepare, run something."),
    Choice("driver", "Leads member specs, whose file names are its own id with `.1`, `.2` …"),
    Choice("documentation", "Documents the files in `tracks`."),
    Choice("research", "Reads `informed_by` or `origin` and writes what it finds."),
    Choice("group", "A spec that was split; done when its members are."),
)

STATUSES = (
    Choice("pending", "Not started; the default.", ("in_progress", "blocked", "cancelled")),
    Choice("in_progress", "Being worked on.", ("paused", "completed", "failed", "needs_attention", "cancelled")),
    Choice("paused", "Stopped by a person; can go on.", ("in_progress", "cancelled")),
    Choice("completed", "Done.", ("pending",)),
    Choice("failed", "The run ended without what was asked for.", ("pending", "in_progress")),
    Choice("needs_attention", "A person should look at it.", ("pending", "in_progress")),
    Choice("ready", "A trap: chant reads it, but has no way out of it and cannot start such a spec. Use `pending`."),
    Choice("blocked", "Waits for its dependencies; chant works it out.", ("pending", "in_progress", "cancelled")),
    Choice("cancelled", "Given up.", ("pending",)),
)

_VERIFICATION = (
    Choice("passed", "Every criterion held."),
    Choice("failed", "No criterion held, or the check said so."),
    Choice("partial", "Some criteria held."),
)

_APPROVALS = (
    Choice("pending", "Waits for a person."),
    Choice("approved", "A person agreed; needs `by` and `at`."),
    Choice("rejected", "A person refused; needs `by` and `at`."),
)

_APPROVAL_FIELDS = (
    Field("required", Kind.FLAG, "Whether chant stops until somebody approves.", "false", refuses_null=True),
    Field("status", Kind.CHOICE, "Where the approval stands.", "pending", _APPROVALS, refuses_null=True),
    Field("by", Kind.TEXT, "Who decided.", writers="`chant approve`, `chant reject`"),
    Field(
        "at",
        Kind.TEXT,
        "When, as `YYYY-MM-DDTHH:MM:SSZ`.",
        writers="`chant approve`, `chant reject`",
        is_time=True,
    ),
)

_RETRY_FIELDS = (
    Field("attempts", Kind.COUNT, "How often it was tried.", required=True),
    Field("last_retry_time", Kind.COUNT, "When it was last tried, in milliseconds since 1970.", required=True),
    Field("next_retry_time", Kind.COUNT, "When it is to be tried again, in milliseconds since 1970.", required=True),
)

_FIELDS = (
    Field(
        "type",
        Kind.CHOICE,
        "What kind of work this is.",
        "code",
        TYPES,
        "lint, `work`",
        "`split`, `reject`",
        refuses_null=True,
    ),
    Field(
        "status",
        Kind.CHOICE,
        "Where the work stands.",
        "pending",
        STATUSES,
        "everything",
        "`work`, a run",
        refuses_null=True,
    ),
    Field(
        "depends_on",
        Kind.TEXT_OR_TEXTS,
        "The specs that must be completed first.",
        readers="`work`, `list --ready`, a run",
        caveat="chant compares full ids: a short id such as `001` never matches and blocks for ever.",
        names=Names.SPEC,
    ),
    Field("labels", Kind.TEXTS, "Words to filter by. `human-gate` marks a phase that only a person may do."),
    Field(
        "target_files",
        Kind.TEXTS,
        "The outputs: the files that this spec writes.",
        readers="a run, for its permissions and evidence; `chant archive`",
        caveat="chant itself never opens them and compares them as plain strings.",
        names=Names.OUTPUT,
    ),
    Field(
        "context",
        Kind.TEXTS,
        "Files whose text a prompt can take in with `{{spec.context}}`.",
        readers="prompts that use `{{spec.context}}`",
        writers="`chant derive`, which puts `derived_<key>=<value>` here",
        caveat="Without that variable in the prompt nothing is read; a missing file is skipped without a word.",
        names=Names.FILE,
    ),
    Field("prompt", Kind.TEXT, "The prompt file, by its name without `.md`.", "`defaults.prompt`", names=Names.PROMPT),
    Field(
        "branch",
        Kind.TEXT,
        "The branch that the work is on.",
        writers="`chant work`",
        caveat="In `chant work --parallel` it is a prefix: the id is put behind it.",
    ),
    Field("commits", Kind.TEXTS, "The commits of the work, short hashes.", writers="`chant finalize`"),
    Field(
        "completed_at",
        Kind.TEXT,
        "When it was completed, as `YYYY-MM-DDTHH:MM:SSZ`.",
        writers="`chant finalize`, a run",
        is_time=True,
    ),
    Field(
        "model",
        Kind.TEXT,
        "The model that did the work.",
        writers="`chant finalize`, a run",
        caveat="It does not choose a model, and is overwritten when the spec is completed.",
    ),
    Field(
        "tracks",
        Kind.TEXTS,
        "The sources that it documents.",
        readers="`chant drift`",
        names=Names.FILE,
    ),
    Field(
        "informed_by",
        Kind.TEXTS,
        "The inputs: what this phase reads before it starts.",
        readers="a run, which puts their text into the prompt; `chant drift`",
        caveat="chant itself never gives them to the agent.",
        names=Names.FILE,
    ),
    Field("origin", Kind.TEXTS, "The data that it starts from.", readers="`chant drift`", names=Names.FILE),
    Field("schedule", Kind.TEXT, "How often to repeat it.", caveat="Nothing in chant schedules anything."),
    Field("source_branch", Kind.TEXT, "The branch that could not be merged.", writers="conflicts"),
    Field("target_branch", Kind.TEXT, "The branch it was to be merged into.", writers="conflicts"),
    Field("conflicting_files", Kind.TEXTS, "The files in conflict.", writers="conflicts", names=Names.FILE),
    Field("blocked_specs", Kind.TEXTS, "The specs that wait for the conflict.", writers="conflicts", names=Names.SPEC),
    Field("original_spec", Kind.TEXT, "The spec whose branch is in conflict.", writers="conflicts", names=Names.SPEC),
    Field("last_verified", Kind.TEXT, "When the criteria were last verified.", writers="`chant verify`", is_time=True),
    Field("verification_status", Kind.CHOICE, "How that went.", "absent", _VERIFICATION, writers="`chant verify`"),
    Field("verification_failures", Kind.TEXTS, "The criteria that did not hold.", writers="`chant verify`"),
    Field("replayed_at", Kind.TEXT, "When it was replayed.", caveat="chant has no replay command.", is_time=True),
    Field(
        "replay_count",
        Kind.COUNT,
        "How often it was replayed.",
        caveat="chant has no replay command.",
        maximum=2**32 - 1,
    ),
    Field(
        "original_completed_at",
        Kind.TEXT,
        "When it was first completed.",
        caveat="chant has no replay command.",
        is_time=True,
    ),
    Field("derived_fields", Kind.TEXTS, "The fields that chant worked out itself.", writers="`chant derive`"),
    Field(
        "approval",
        Kind.MAP,
        "A decision that a person must take first.",
        readers="`chant work`, which stops while `required` is true and `status` is not `approved`",
        writers="`chant approve`, `chant reject`",
        caveat="Without `required: true` it stops nothing, not even when rejected.",
        fields=_APPROVAL_FIELDS,
    ),
    Field(
        "members",
        Kind.TEXTS,
        "The member specs of a driver.",
        readers="lint",
        caveat="chant finds members by their file names, not by this list.",
        names=Names.SPEC,
    ),
    Field(
        "output_schema",
        Kind.TEXT,
        "A JSON Schema that the agent's answer must satisfy.",
        readers="prompts, `work`",
        names=Names.FILE,
    ),
    Field("public", Kind.FLAG, "`false` keeps the spec out of the generated site.", "true"),
    Field(
        "retry_state",
        Kind.MAP,
        "Failed tries.",
        writers="`chant watch`",
        fields=_RETRY_FIELDS,
    ),
)

FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}
"""The 32 keys that chant knows, in the order in which it writes them."""

LEGACY_KEYS: dict[str, str] = {
    "commit": "`commits`, a list, took its place",
    "pr": "chant has dropped it",
    "cancelled_reason": "chant has dropped it",
    "superseded_by": "chant has dropped it",
}
"""Keys that older versions of chant wrote, and what became of them."""

HUMAN_GATE_LABEL = "human-gate"
"""The label of a phase that no agent may run."""
