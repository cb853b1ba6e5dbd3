"""Did you mean: what is left out before the careful comparison would not have come through it."""

from difflib import get_close_matches
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core.rules._nearest import ALIKE, nearest
from chant_lsp.core.schema import FIELDS

WORDS = (*FIELDS, "pending", "in_progress", "completed", "needs_attention")


def misspelt(word: str, random: Random) -> str:
    letters = list(word)
    for _ in range(random.randrange(6)):
        at = random.randrange(len(letters) + 1)
        if random.random() < 0.5:
            letters.insert(at, random.choice("abdeginpst_é"))
        elif letters:
            letters.pop(min(at, len(letters) - 1))
    return "".join(letters)


@given(st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_only_words_that_are_not_alike_are_left_out(word, random):
    word = misspelt(word, random)
    assert set(get_close_matches(word, WORDS, len(WORDS), ALIKE)) <= set(nearest(word, WORDS, len(WORDS)))
