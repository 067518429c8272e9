"""A channel's words, as people write them."""

import pytest

from bot.domain.vocabulary import Fix, Vocabulary, fix_of, vocabulary_of

EEFA = Fix(heard="eefa", right="Aoife")


@pytest.mark.parametrize(
    "text", ["eefa = Aoife", "eefa=Aoife", " \u201ceefa\u201d -> 'Aoife' ", "eefa \u2192 Aoife"]
)
def test_a_fix_is_read_however_it_is_typed(text):
    assert fix_of(text) == EEFA


@pytest.mark.parametrize("text", ["", "eefa", "= Aoife", "eefa =", "eefa = eefa", "="])
def test_what_would_change_nothing_is_no_fix(text):
    assert fix_of(text) is None


def test_lines_are_names_or_fixes_and_read_the_same_again():
    words = vocabulary_of("Aoife\n\n eefa = Aoife \nKubernetes\nAoife\n=\n")
    assert words == Vocabulary(names=("Aoife", "Kubernetes"), fixes=(EEFA,))
    assert vocabulary_of(words.text) == words
    assert words.hints == ("Aoife", "Kubernetes")


def test_a_newer_fix_of_the_same_word_takes_the_place_of_the_older():
    other = Fix(heard="eefa", right="Eva")
    assert vocabulary_of("eefa = Aoife").fixing(other).fixes == (other,)


def test_a_button_knows_a_fix_without_saying_it():
    assert "eefa" not in EEFA.key
    assert EEFA.key != Fix(heard="aoife", right="eefa").key
