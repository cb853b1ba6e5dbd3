"""The settings of `.chant/config.md`: what chant accepts, and what it really does with them.

Parsing, hover, rules and completion all read this table, as they read the specs' in `schema.py`.
Source: chant-reference.md §10.2 (settings), §10.3 (settings that only documents know).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from chant_lsp.core.schema import FIELDS, STATUSES, Choice, Field, Kind

_PROVIDERS = (
    Choice("claude", "The Claude command line; the default."),
    Choice("ollama", "A local model."),
    Choice("openai", "An API that speaks OpenAI's language."),
    Choice("kirocli", "The Kiro command line."),
)

_ROTATIONS = (
    Choice("none", "Always the first agent; the default."),
    Choice("random", "Any of the agents, one with more `weight` more often."),
    Choice("round_robin", "One agent after the other, each as often as its `weight` says."),
    Choice("round-robin", "The same as `round_robin`."),
)

_REJECTIONS = (
    Choice("manual", "A rejected spec stays as it is; the default."),
    Choice("dependency", "A spec for the fix is made, and the rejected one waits for it."),
    Choice("group", "The rejected spec becomes the driver of new members."),
)

_ON_FAILURE = (Choice("skip", "Go on with the next spec; the default."), Choice("stop", "Stop watching."))

_DETAILS = (
    Choice("minimal", "Ids."),
    Choice("titles", "Ids and titles."),
    Choice("full", "Ids, titles, statuses and labels; the default."),
)

_PERIODS = (Choice("day", "By day; the default."), Choice("week", "By week."), Choice("month", "By month."))

_SOURCES = (
    Choice("branch", "The name of the git branch; `pattern` is a regular expression, its first group the value."),
    Choice("path", "The path of the spec; `pattern` is a regular expression, its first group the value."),
    Choice("env", "An environment variable; `pattern` is its name."),
    Choice("git_user", "The git user; `pattern` is `name` or `email`."),
)

_PROJECT = (
    Field(
        "name",
        Kind.TEXT,
        "The project's name.",
        "empty",
        readers="`{{project.name}}` in prompts, the folder that `chant work` works in",
        caveat="While it is empty, `chant finalize` stops at a worktree that is not clean, and specs stay in progress.",
    ),
    Field("prefix", Kind.TEXT, "A prefix for ids.", caveat="chant reads it and does nothing with it."),
    Field(
        "silent",
        Kind.FLAG,
        "Whether chant prints little.",
        "false",
        readers="every command",
        caveat="This is the only spelling that has an effect: `silent` and `defaults.silent` have none.",
    ),
)

_DEFAULTS = (
    Field(
        "prompt",
        Kind.TEXT,
        "The prompt of specs that name none, by its file's name without `.md`.",
        "bootstrap",
        readers="`chant work`, a run",
        caveat="`chant init` does not install `bootstrap`: without this setting or that file no spec starts.",
    ),
    Field(
        "branch_prefix",
        Kind.TEXT,
        "What the names of work branches begin with.",
        "chant/",
        readers="`chant work`",
        caveat="`show`, `finalize` and the live view look for `chant/` whatever this says.",
    ),
    Field(
        "model",
        Kind.TEXT,
        "The model of the agent.",
        "haiku",
        readers="`chant work`, `split`, `finalize`",
        caveat="`CHANT_MODEL` and `ANTHROPIC_MODEL` come first.",
    ),
    Field(
        "split_model", Kind.TEXT, "The model that splits specs.", "the `model`, else sonnet", readers="`chant split`"
    ),
    Field("main_branch", Kind.TEXT, "The branch that work is merged into.", "main", readers="`chant merge`"),
    Field("provider", Kind.CHOICE, "Who runs the model.", "claude", _PROVIDERS, "`chant work`"),
    Field(
        "rotation_strategy",
        Kind.CHOICE,
        "How the agents of `parallel.agents` take turns when a single spec is worked.",
        "none",
        _ROTATIONS,
        "`chant work`",
    ),
    Field(
        "prompt_extensions",
        Kind.TEXTS,
        "Texts put behind every prompt: files of `.chant/prompts/extensions`, by their names without `.md`.",
        "none",
        readers="`chant work`, a run",
        caveat="One that is not there stops every spec.",
    ),
)

_AGENT = (
    Field("name", Kind.TEXT, "What the agent is called.", "main"),
    Field("command", Kind.TEXT, "The command that chant starts.", "claude", readers="`chant work`"),
    Field("max_concurrent", Kind.COUNT, "How many specs it works on at once.", "2", readers="`work --parallel`"),
    Field("weight", Kind.COUNT, "How often it is its turn.", "1", readers="`defaults.rotation_strategy`"),
)

_PARALLEL = (
    Field(
        "agents",
        Kind.MAPS,
        "The agents that share the work.",
        "one, `claude`",
        readers="`work --parallel`, `defaults.rotation_strategy`",
        caveat="`.chant/agents.md` takes the place of this list. A `parallel` without `agents` has none at all.",
        fields=_AGENT,
    ),
    Field("stagger_delay_ms", Kind.COUNT, "The pause between two starts, in milliseconds.", "1000"),
    Field("stagger_jitter_ms", Kind.COUNT, "How much that pause varies, in milliseconds.", "200"),
)

_REPO = (
    Field("name", Kind.TEXT, "What stands before the colon in `repo:id`.", required=True),
    Field("path", Kind.TEXT, "Where the repository is; `~` is your home.", required=True),
)

_VALIDATE = (
    Field("type", Kind.CHOICE, "How it is checked.", choices=(Choice("enum", "Against `values`."),), required=True),
    Field("values", Kind.TEXTS, "The values that are all right.", required=True),
)

_DERIVED = (
    Field("from", Kind.CHOICE, "Where the value comes from.", choices=_SOURCES, required=True),
    Field("pattern", Kind.TEXT, "How it is found there; what this is depends on `from`.", required=True),
    Field(
        "validate",
        Kind.MAP,
        "Values that are all right.",
        caveat="Another value is a warning and is used all the same.",
        fields=_VALIDATE,
    ),
)

_ENTERPRISE = (
    Field(
        "derived",
        Kind.NAMED_MAPS,
        "Fields that chant works out for each spec, by their names.",
        "none",
        readers="`chant add`, `derive`",
        caveat="Only `labels` and `context` become fields; any other goes into `context` as `derived_<name>=<value>`.",
        fields=_DERIVED,
    ),
    Field(
        "required",
        Kind.TEXTS,
        "Fields that `chant lint` asks of every spec.",
        "none",
        readers="`chant lint`",
        caveat="Only the names of chant's own fields can ever be there; with another, no spec passes.",
    ),
)

_APPROVAL = (
    Field("rejection_action", Kind.CHOICE, "What a rejection does.", "manual", _REJECTIONS, "`chant reject`"),
    Field(
        "require_approval_for_agent_work",
        Kind.FLAG,
        "Whether a spec that an agent worked on waits for an approval.",
        "false",
        readers="`chant finalize`",
    ),
)

_VALIDATION = (
    Field(
        "strict_output_validation",
        Kind.FLAG,
        "Whether an answer that does not fit `output_schema` fails the spec.",
        "false",
        readers="`chant work`, `finalize`",
    ),
)

_THRESHOLDS = tuple(
    Field(name, Kind.COUNT, meaning, default, readers="`chant lint`")
    for name, meaning, default in (
        ("complexity_criteria", "More criteria than this are a warning.", "10"),
        ("complexity_files", "More outputs than this are a warning.", "5"),
        ("complexity_words", "A longer text, in words, is a warning, unless `lint.disable` has this name.", "150"),
        ("simple_criteria", "A spec with no more criteria than this may be simple.", "1"),
        ("simple_files", "A spec with no more outputs than this may be simple.", "1"),
        ("simple_words", "A spec with no more words than this may be simple.", "3"),
    )
)

_LINT = (
    Field("thresholds", Kind.MAP, "Where `chant lint` begins to warn.", fields=_THRESHOLDS),
    Field(
        "disable",
        Kind.TEXTS,
        "Checks that `chant lint` leaves out.",
        "complexity_words",
        readers="`chant lint`",
        caveat="Only `complexity_words` has an effect, and a list without it switches that check on.",
    ),
)

_FAILURE = (
    Field("max_retries", Kind.COUNT, "How often a failed spec may be tried again.", "3"),
    Field("retry_delay_ms", Kind.COUNT, "The pause before the first retry, in milliseconds.", "60000"),
    Field("backoff_multiplier", Kind.NUMBER, "How much longer each next pause is; 1 or more.", "2.0"),
    Field(
        "retryable_patterns",
        Kind.TEXTS,
        "Words in the log of a failure that may be tried again.",
        "none",
        caveat="They are looked for as they stand; they are no regular expressions.",
    ),
    Field(
        "on_permanent_failure",
        Kind.CHOICE,
        "What follows a failure that is not tried again.",
        "skip",
        _ON_FAILURE,
        caveat="chant reads it and does nothing with it.",
    ),
)

_WATCH = (
    Field("poll_interval_ms", Kind.COUNT, "How often `chant watch` looks, in milliseconds; more than 0.", "5000"),
    Field("idle_timeout_minutes", Kind.COUNT, "After how many idle minutes it ends.", "5"),
    Field("failure", Kind.MAP, "What follows a failure.", fields=_FAILURE),
)

_SITE = (
    Field("output_dir", Kind.TEXT, "Where the site is written.", "./public/"),
    Field("base_url", Kind.TEXT, "What its links begin with.", "/"),
    Field("title", Kind.TEXT, "Its title.", "Project Specs"),
    Field(
        "include",
        Kind.MAP,
        "Which specs it shows.",
        fields=(
            Field(
                "statuses",
                Kind.TEXTS,
                "The statuses of the specs that it shows.",
                "completed, in_progress, pending",
                caveat="They are compared without their underscores: `in_progress` matches nothing, `inprogress` does.",
            ),
            Field("labels", Kind.TEXTS, "The labels of which a spec must have one.", "all"),
        ),
    ),
    Field(
        "exclude",
        Kind.MAP,
        "What it does not show.",
        fields=(
            Field("labels", Kind.TEXTS, "Specs with one of these labels are left out.", "none"),
            Field("fields", Kind.TEXTS, "Fields that are left out of every spec.", "none"),
        ),
    ),
    Field(
        "features",
        Kind.MAP,
        "Its pages.",
        fields=tuple(
            Field(name, Kind.FLAG, f"Whether it has {what}.", "true")
            for name, what in (
                ("changelog", "a changelog"),
                ("dependency_graph", "a graph of the dependencies"),
                ("timeline", "a timeline"),
                ("status_indexes", "a page for each status"),
                ("label_indexes", "a page for each label"),
            )
        ),
    ),
    Field(
        "graph",
        Kind.MAP,
        "The graph of the dependencies.",
        fields=(Field("detail", Kind.CHOICE, "What it says of each spec.", "full", _DETAILS),),
    ),
    Field(
        "timeline",
        Kind.MAP,
        "The timeline.",
        fields=(
            Field("group_by", Kind.CHOICE, "How it is grouped.", "day", _PERIODS),
            Field("include_pending", Kind.FLAG, "Whether it shows specs that are not started.", "false"),
        ),
    ),
)

_SECTIONS = (
    Field("project", Kind.MAP, "The project itself.", fields=_PROJECT),
    Field("defaults", Kind.MAP, "What holds where a spec says nothing.", fields=_DEFAULTS),
    Field("parallel", Kind.MAP, "Agents, and how they work side by side.", fields=_PARALLEL),
    Field(
        "repos",
        Kind.MAPS,
        "Other repositories, whose specs `depends_on` may name as `repo:id`.",
        "none",
        readers="`show`, `list --global`, dependencies",
        fields=_REPO,
    ),
    Field("enterprise", Kind.MAP, "Fields that are worked out or asked for.", fields=_ENTERPRISE),
    Field("approval", Kind.MAP, "How approvals work.", fields=_APPROVAL),
    Field("validation", Kind.MAP, "How strictly answers are checked.", fields=_VALIDATION),
    Field("lint", Kind.MAP, "What `chant lint` checks.", fields=_LINT),
    Field("watch", Kind.MAP, "How `chant watch` works.", fields=_WATCH),
    Field(
        "site",
        Kind.MAP,
        "The site that `chant site build` makes.",
        caveat="Without this section its texts are empty; the defaults hold only within it.",
        fields=_SITE,
    ),
)

SETTINGS: dict[str, Field] = {field.name: field for field in _SECTIONS}
"""The sections of `.chant/config.md`; a setting's full name is `defaults.prompt`."""


AGENTS_SETTINGS: dict[str, Field] = {"parallel": replace(SETTINGS["parallel"], fields=_PARALLEL[:1])}
"""All that chant reads in `.chant/agents.md`."""


class Ignored(NamedTuple):
    """A setting that documents and old files have and chant does not read."""

    meaning: str
    """What is so instead: a clause that goes on after `chant ignores `x`: `."""
    instead: str = ""
    """The full name of the setting that does what was meant."""
    was_read_once: bool = False
    """Whether older versions of chant wrote and read it."""


IGNORED: dict[str, Ignored] = {
    "defaults.branch": Ignored("every spec is worked on a branch of its own", was_read_once=True),
    "defaults.create_branch": Ignored("every spec is worked on a branch of its own", was_read_once=True),
    "defaults.pr": Ignored("it makes no pull requests", was_read_once=True),
    "schema": Ignored("the fields that every spec must have are `enterprise.required`"),
    "lifecycle": Ignored("statuses have no settings"),
    "scale": Ignored("ids have no prefix"),
    "templates": Ignored("templates are the files in `.chant/templates`"),
    "agent": Ignored("the agent is `defaults.provider`, `defaults.model` and `parallel.agents`"),
    "autonomy": Ignored("what waits for a person is `approval.require_approval_for_agent_work`"),
    "providers": Ignored("its providers always use their own addresses and retries"),
    "parallel.max_workers": Ignored("how many work at once is `max_concurrent` of each of `parallel.agents`"),
    "parallel.stagger_delay": Ignored("the pause has its unit in its name", "parallel.stagger_delay_ms"),
    "parallel.stagger_jitter": Ignored("the time has its unit in its name", "parallel.stagger_jitter_ms"),
    "parallel.cleanup": Ignored("nothing is cleaned up after work side by side", was_read_once=True),
    "watch.poll_interval": Ignored("the time has its unit in its name", "watch.poll_interval_ms"),
    "watch.idle_timeout": Ignored("the time has its unit in its name", "watch.idle_timeout_minutes"),
}
"""By full name. `silent` in its two wrong places is a rule of its own."""

LINT_RULES_TO_DISABLE = ("complexity_words",)
"""The only names that `lint.disable` heeds."""

CHECKABLE_FIELDS = tuple(name for name in FIELDS if name not in ("derived_fields", "public", "retry_state"))
"""The fields that `enterprise.required` can find in a spec; chant-reference.md §3.3."""

SITE_STATUSES = {choice.value.replace("_", ""): choice.value for choice in STATUSES}
"""What `site.include.statuses` compares with, and the status that it is."""


def setting(name: str) -> Field | None:
    """The setting of a full name, `parallel.agents.weight`; names of one's own in `enterprise.derived` are `*`."""
    fields, found = SETTINGS, None
    for part in name.split("."):
        if found is not None and found.kind is Kind.NAMED_MAPS and part == "*":
            continue
        found = fields.get(part)
        if found is None:
            return None
        fields = {field.name: field for field in found.fields}
    return found
