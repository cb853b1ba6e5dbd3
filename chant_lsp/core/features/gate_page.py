"""The page of a human gate: what was checked, what is open, and what to do next; in Markdown, and for a terminal.

Every state is a word and a sign. Nothing of a file gets into the Markdown unescaped.
"""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.features.prose import code, shown, words
from chant_lsp.core.gates import CheckState, GateReview

SIGNS = {CheckState.PASSED: "✓", CheckState.FAILED: "✗", CheckState.UNKNOWN: "?"}
_LIMIT = 400


def next_steps(review: GateReview) -> list[str]:
    """What to do now, in order, as sentences."""
    if review.decision == "approved":
        steps = ["It is approved. Nothing is pushed or opened by itself:"] if review.offer is not None else []
        return [*steps, *_offer_steps(review)] or ["It is approved."]
    reject = f"Or reject it: `chant-lsp gate reject {review.id} --because REASON`."
    if review.before:
        return [*(f"First of all: {reason}." for reason in review.before), reject]
    steps = [check.sentence for check in review.checks if check.state is CheckState.FAILED]
    if review.doubtful:
        steps.append("Say that the boxes that were ticked during a run are yours; approving asks for it.")
    steps += [f"See for yourself: {check.sentence}" for check in review.unknown if check.name != "boxes"]
    if review.obstacle is None:
        steps.append(f"Approve it: `chant-lsp gate approve {review.id}`, or Approve… in the editor.")
    else:
        steps.append(reject)
    return steps


def _offer_steps(review: GateReview) -> list[str]:
    offer = review.offer
    if offer is None:
        return []
    steps = [f"Bring the branch into the fork: `{offer.push}`"] if offer.push else []
    steps.append(f"Open the pull request: `{offer.command}`")
    return [*steps, f"Or in a browser: {offer.page}"] if offer.page else steps


def as_markdown(review: GateReview) -> str:
    """The page for an editor."""
    return "\n".join(_iter_markdown(review))


def _iter_markdown(review: GateReview) -> Iterator[str]:
    yield f"# Review of {words(review.id)}"
    yield ""
    yield f"{words(review.title)}. **{words(review.standing, _LIMIT)}**"
    yield ""
    if review.differences:
        yield from ("## Changed since it was approved", "")
        yield from (f"- {_step(each.clause)}" for each in review.differences)
        yield ""
    yield from ("## Checks", "")
    for check in review.checks:
        where = f" Look at {code(check.where)}." if check.where else ""
        yield f"- {SIGNS[check.state]} **{check.title}: {check.state.value}.** {_step(check.sentence)}{where}"
    yield ""
    if review.boxes:
        yield from ("## Boxes", "")
        for box in review.boxes:
            during = f" *(ticked while {words(box.during)} was running)*" if box.done and box.during else ""
            yield f"- {'✓ ticked' if box.done else '✗ open'}: {words(box.text, _LIMIT)}{during}"
        yield ""
    yield from ("## What to do next", "")
    yield from (f"{number}. {_step(step)}" for number, step in enumerate(next_steps(review), 1))
    if review.offer is not None and review.decision != "approved":
        yield from ("", "## Then", "", "Once it is approved, and by a person; nothing of this is done by itself:", "")
        yield from (f"- {_step(step)}" for step in _offer_steps(review))
    yield ""


def _step(step: str) -> str:
    """Running text whose parts in backticks stay code."""
    parts = step.split("`")
    if len(parts) % 2 == 0:
        return words(step, _LIMIT)
    return "".join(code(part, 1000) if i % 2 else _spaced(part) for i, part in enumerate(parts) if part)


def _spaced(text: str) -> str:
    """Running text with the white space at its ends kept."""
    inner = text.strip()
    lead = text[: len(text) - len(text.lstrip())]
    return f"{lead}{words(inner, _LIMIT)}{text[len(text.rstrip()) :]}" if inner else text


def as_text(review: GateReview) -> str:
    """The page for a terminal."""
    return "\n".join(shown(line) for line in _iter_text(review))


def _iter_text(review: GateReview) -> Iterator[str]:
    yield f"{review.id}  {review.title}"
    yield review.standing
    if review.differences:
        yield from ("", "Changed since it was approved")
        yield from (f"  ✗ {each.clause}" for each in review.differences)
    yield from ("", "Checks")
    for check in review.checks:
        yield f"  {SIGNS[check.state]} {check.state.value:7}  {check.title}"
        yield f"             {check.sentence}"
        if check.where:
            yield f"             → {check.where}"
    if review.boxes:
        yield from ("", "Boxes")
        for box in review.boxes:
            during = f"  (ticked while {box.during} was running)" if box.done and box.during else ""
            yield f"  {'✓ ticked' if box.done else '✗ open  '}  {box.text}{during}"
    yield from ("", "What to do next")
    yield from (f"  {number}. {step}" for number, step in enumerate(next_steps(review), 1))
    if review.offer is not None and review.decision != "approved":
        yield from ("", "Then, once it is approved; nothing of this is done by itself")
        yield from (f"  - {step}" for step in _offer_steps(review))
