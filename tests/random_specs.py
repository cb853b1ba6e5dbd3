"""Specs that name each other by chance: what a property test makes small projects of."""

from hypothesis import strategies as st

NAMES = ("001-a", "002-b", "003-c", "a", "2026-01-01-001-abc", "2026-01-01-001-abc.1", "a.1", "a.2", "a.3-x")
PATHS = (
    [f".chant/specs/{name}.md" for name in NAMES]
    + [f".chant/archive/2026-01/{name}.md" for name in NAMES[:3]]
    + [".chant/specs/later/a.md", ".chant/specs/later/002-b.md"]
)
OUTPUTS = (".chant/research/a.md", "src/x.py", "src/y.py", "Src/X.py")
SCHEMAS = (".chant/schemas/a.json", ".chant/schemas/b.json")
TRACES = (".chant/.locks/001-a.lock", ".chant/logs/001-a.log", ".chant/pids/a.1.pid", ".chant/logs/a.1.log")

names = st.lists(
    st.sampled_from((*NAMES, "001", "001-b", "002-a", "abc", "kv:001-a", "001-a.md", "001-A", PATHS[1])), max_size=3
)
paths = st.lists(st.sampled_from((*OUTPUTS, "src/", "SRC/", "src/*.py", "src**", *PATHS[:2], "../out")), max_size=2)
contexts = st.lists(st.sampled_from(("src/x.py", "src/x.py#y", "src/", "src/*.py", "001-a", "a")), max_size=2)
approvals = st.sampled_from(("{required: true}", "{status: approved}", "{status: rejected, by: x}", "{by: x, at: y}"))


@st.composite
def spec_texts(draw):
    fields = {
        "type": draw(st.sampled_from(("code", "research", "driver", "cod"))),
        "status": draw(st.sampled_from(("pending", "completed", "cancelled", "ready", "in_progress", "failed"))),
        "depends_on": draw(names),
        "members": draw(names),
        "informed_by": draw(paths),
        "target_files": draw(paths),
        "prompt": draw(prompt_names),
    }
    more = {
        "context": contexts,
        "original_spec": st.sampled_from((*NAMES, "001")),
        "output_schema": st.sampled_from((*SCHEMAS, ".chant/schemas/aa.json")),
        "approval": approvals,
        "branch": st.just("fix"),
        "completed_at": st.just("2026-01-01"),
    }
    for key in draw(st.lists(st.sampled_from(tuple(more)), max_size=2, unique=True)):
        fields[key] = draw(more[key])
    lines = [
        f"{key}: {value if isinstance(value, str) else '[' + ', '.join(value) + ']'}" for key, value in fields.items()
    ]
    return (
        "---\n" + "\n".join(lines) + draw(st.sampled_from(("\n---\n# T\n", "\n---\n", "\n", "\nlabels: [\n---\n# T")))
    )


CONFIGS = (".chant/config.md",)
PROMPTS = tuple(
    f".chant/prompts/{name}.md" for name in ("standard", "bootstrap", "base", "extensions/tone", "extensions/base")
)
prompt_names = st.sampled_from(("standard", "bootstrap", "base", "bsae", "gone"))


@st.composite
def config_texts(draw):
    prompt = draw(st.sampled_from(("", "  prompt: standard\n", "  prompt: base\n", "  prompt: standrad\n")))
    extensions = draw(st.sampled_from(("", "  prompt_extensions: [tone, bose]\n", "  prompt_extensions: [x]\n")))
    required = draw(st.sampled_from(("", "enterprise:\n  required: [labels, approval, team]\n")))
    return f"---\nproject:\n  name: a\ndefaults:\n  main_branch: x\n{prompt}{extensions}{required}---\n"


@st.composite
def prompt_texts(draw):
    head = f"---\nextends: {draw(prompt_names)}\n---\n" if draw(st.booleans()) else ""
    return head + draw(st.sampled_from(("{{> parent}}", "{{spec.id}}", "{{spec.titel}}")))
