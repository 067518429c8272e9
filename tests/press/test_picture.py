"""The picture of who spoke when: it can be drawn of anything, and read by anybody."""

import itertools
import math
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.domain.notes import Chapter
from bot.domain.transcript import Segment, Transcript
from bot.press.drawing import COLOURS, OTHERS, PAPER, TRACK, WIDTH
from bot.press.lettering import Lettering
from bot.press.timeline import timeline
from bot.render.timeline import ROWS
from tests.render.nasty import NASTY

# Linear sRGB as XYZ of which white is one; and as it is seen without one kind of cones
# (Machado, Oliveira and Fernandes 2009, severity 1).
XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))
SIGHT = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def test_a_bar_has_its_speakers_colour_where_they_speak():
    said = (Segment(text="So.", speaker="Ann", start=0.0, end=60.0),)
    said += (Segment(text="Yes.", speaker="Ben", start=60.0, end=120.0),)
    image = drawn(timeline(Transcript(segments=said), "Weekly sync"))
    assert image.width == WIDTH
    first, second, track = (ImageColor.getrgb(colour) for colour in (COLOURS[0], COLOURS[1], TRACK))
    rows = [[image.getpixel((x, y)) for x in range(WIDTH)] for y in range(image.height)]
    assert any(row.index(first) < row.index(track) for row in rows if {first, track} <= {*row})
    assert any(row.index(track) < row.index(second) for row in rows if {second, track} <= {*row})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Chloé Łukasz Žižek Nguyễn", "Chloé Łukasz Žižek Nguyễn"),
        ("Ольга Γιώργος", "Ольга Γιώργος"),
        ("Zoe\u0308", "Zoë"),
        ("Ann \U0001f984", "Ann"),
        ("Z\u036b\u0343algo", "Z\u0313algo"),
        ("田中 太郎", None),
        ("Ann 田中", None),
        ("김민수", None),
        ("\U0001f984", None),
        ("", None),
    ],
)
def test_no_name_is_a_row_of_empty_boxes(name: str, shown: str | None):
    assert Lettering(32).readable(name) == shown
    assert Lettering(42, bold=True).readable(name) == shown


def test_arabic_is_drawn_only_where_its_letters_can_be_joined(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.press.lettering._joins", lambda: False)
    assert Lettering(32).readable("محمد صلاح") is None
    monkeypatch.setattr("bot.press.lettering._joins", lambda: True)
    assert Lettering(32).readable("محمد صلاح") == "محمد صلاح"


@pytest.mark.parametrize("colour", [*COLOURS, OTHERS])
def test_the_colours_stand_out_from_the_paper(colour: str):
    assert contrast(colour, PAPER) >= 3


@pytest.mark.parametrize("kind", ["all", "no red", "no green", "no blue"])
def test_the_colours_are_told_apart_by_whoever_sees_fewer(kind: str):
    seen = [lab(colour, SIGHT[kind]) for colour in COLOURS]
    assert min(math.dist(one, other) for one, other in itertools.combinations(seen, 2)) > 15


moments = st.none() | st.floats(-10, 1e5) | st.sampled_from([0.0, 3.0, float("nan")])
said = st.builds(
    Segment,
    text=st.just("So."),
    start=moments,
    end=moments,
    speaker=st.none() | st.sampled_from("ABC") | st.text(max_size=200),
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(said, max_size=100),
    st.text(max_size=300),
    st.lists(st.builds(Chapter, title=st.text(max_size=80), start=st.floats()), max_size=6),
)
def test_whatever_a_service_says_it_is_drawn_or_there_is_none(said, title, chapters):
    told = timeline(Transcript(segments=tuple(said)), title, chapters)
    if told is not None:
        assert drawn(told).height < 3 * WIDTH
        told.alt.encode()


def test_a_crowd_of_long_names_is_drawn():
    said = tuple(
        Segment(text="So.", speaker=f"{n}" * 200, start=n * 2.0, end=n * 2.0 + 3)
        for n in range(100)
    )
    assert drawn(timeline(Transcript(segments=said), "x" * 40_000)).height < WIDTH


def test_whatever_they_are_called_they_are_drawn():
    for start in range(0, len(NASTY), ROWS):
        named = NASTY[start : start + ROWS]
        said = tuple(
            Segment(text="So.", speaker=f"{name}!", start=n * 2.0, end=n * 2.0 + 2)
            for n, name in enumerate(named)
        )
        chapters = [Chapter(title=name, start=n * 2.0) for n, name in enumerate(named)]
        told = timeline(Transcript(segments=said), named[0], chapters)
        assert drawn(told).width == WIDTH
        told.alt.encode()


def drawn(told) -> Image.Image:
    return Image.open(BytesIO(told.png))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    return sum(p * w for p, w in zip(linear(colour), (0.2126, 0.7152, 0.0722), strict=True))


def linear(colour: str) -> list[float]:
    parts = [part / 255 for part in ImageColor.getrgb(colour)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(colour: str, sight) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of what is seen of it (D65)."""
    seen = [min(max(value, 0.0), 1.0) for value in times(sight, linear(colour))]
    x, y, z = (_curve(value) for value in times(XYZ, seen))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def times(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _curve(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
