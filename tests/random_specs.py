"""Specs that name each other by chance: what a property test makes small projects of."""

from hypothesis import strategies as st

NAMES = ("001-a", "002-b", "003-c", "a", "2026-01-01-001-abc", "2026-01-01-001-abc.1")
PATHS = [f".chant/specs/{name}.md" for name in NAMES] + [f".chant/archive/2026-01/{name}.md" for name in NAMES[:3]]
OUTPUTS = (".chant/research/a.md", "src/x.py", "src/y.py")

names = st.lists(st.sampled_from((*NAMES, "001", "abc", "kv:001-a", "001-a.md", PATHS[1])), max_size=3)
paths = st.lists(st.sampled_from((*OUTPUTS, "src/", "src/*.py", *PATHS[:2], "../out")), max_size=2)


@st.composite
def spec_texts(draw):
    fields = {
        "type": draw(st.sampled_from(("code", "research", "cod"))),
        "status": draw(st.sampled_from(("pending", "completed", "cancelled", "ready"))),
        "depends_on": draw(names),
        "members": draw(names),
        "informed_by": draw(paths),
        "target_files": draw(paths),
        "prompt": draw(prompt_names),
    }
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
    return f"---\nproject:\n  name: a\ndefaults:\n  main_branch: x\n{prompt}{extensions}---\n"


@st.composite
def prompt_texts(draw):
    head = f"---\nextends: {draw(prompt_names)}\n---\n" if draw(st.booleans()) else ""
    return head + draw(st.sampled_from(("{{> parent}}", "{{spec.id}}", "{{spec.titel}}")))
