"""Our ROUGE against values of the package rouge-score 0.1.2, with its stemmer."""

import pytest

from tests.bench.porter import stem
from tests.bench.rouge import rouge


@pytest.mark.parametrize(
    ("reference", "candidate", "scores"),
    [
        ("police killed the gunman", "the gunman police killed", (1.0, 2 / 3, 0.5)),
        (
            "The team discussed buttons.\nThey agreed on rubber cases.",
            "They discussed the rubber case.\nThe buttons were agreed, and agreed.",
            (0.7, 1 / 9, 0.6),
        ),
        ("", "nothing", (0.0, 0.0, 0.0)),
        ("a b c", "d e f", (0.0, 0.0, 0.0)),
    ],
)
def test_rouge_counts_as_everybody_does(reference, candidate, scores):
    found = rouge(reference, candidate)

    assert (found.one, found.two, found.lsum) == pytest.approx(scores)


def test_stems_are_those_of_the_usual_stemmer():
    known = """caresses:caress ponies:poni ties:tie dying:die skies:sky agreed:agre motoring:motor hopping:hop
    falling:fall filing:file happy:happi enjoy:enjoy relational:relat conditional:condit rational:ration
    hopefully:hope geology:geolog adjustable:adjust adoption:adopt controlling:control rate:rate
    generalizations:gener proceed:proceed news:news died:die spied:spi"""
    pairs = [pair.split(":") for pair in known.split()]

    assert [stem(word) for word, _ in pairs] == [stemmed for _, stemmed in pairs]
