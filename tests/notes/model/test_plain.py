"""Whatever a model writes is plain prose on one line: nothing of it is live in Slack."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.model.plain import prose

LIVE = re.compile(
    r"[<>@*`~|\\]|://|\bwww\.|&(?:lt|gt|amp|#\d+);|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e"
    r"\u2066-\u2069\ufeff\ud800-\udfff]"
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("We ship on Tuesday the 10th.", "We ship on Tuesday the 10th."),
        ("Ship *now*, `really` ~no~ _yes_", "Ship now, really no yes"),
        ("- Ship\n- it", "Ship - it"),
        ("# Title", "Title"),
        ("> quoted", "quoted"),
        ("rename user_id to user_name", "rename user_id to user_name"),
        ("<!channel> ship", "ship"),
        ("&lt;!channel&gt; ship", "ship"),
        ("&amp;lt;!here&amp;gt; ship", "ship"),
        ("<@U0123ABC> ships", "ships"),
        ("@channel @here ship", "channel here ship"),
        ("see <https://evil.example|the bank>", "see"),
        ("see [the bank](https://evil.example)", "see the bank"),
        ("see https://evil.example/a?b=c now", "see now"),
        ("see HTTPS://EVIL.EXAMPLE now", "see now"),
        ("see www.evil.example now", "see now"),
        ("see evil.example/login now", "see now"),
        ("see evil.com now", "see now"),
        ("mail boss@evil.example now", "mail now"),
        ("mailto:boss@evil.example", ""),
        ("javascript:alert(1)", ""),
        (":tada: done :white_check_mark:", "done"),
        ("at 12:31:05 it was done", "at 12:31:05 it was done"),
        ("ship it [12, 13]", "ship it"),
        ("ship it (lines 12 and 13)", "ship it"),
        ("a\u202eb\u200bc\x00d\ufeff", "abcd"),
        ("Node.js v2.1, e.g. at 3 p.m.", "Node.js v2.1, e.g. at 3 p.m."),
        ("one\r\n\ttwo\u2028three", "one two three"),
        ("\ud800 lone", "lone"),
        ("它是好的。", "它是好的。"),
        ("  ", ""),
    ],
)
def test_only_words_are_left(written, plain):
    assert prose(written, 200) == plain


def test_it_is_cut_where_a_word_ends():
    assert prose("one two three four", 12) == "one two…"
    assert prose("x" * 50, 12) == "x" * 11 + "…"


@pytest.mark.parametrize("part", ["<", "[](", "a.", "@", "&amp;", "x@", ":a", "(line ", "http:/"])
def test_a_megabyte_costs_nothing(part):
    assert len(prose(part * (1_000_000 // len(part)), 300)) <= 300


@given(st.text(alphabet=st.characters(), max_size=200), st.integers(5, 300))
def test_whatever_is_written_nothing_is_live(text, most):
    plain = prose(text, most)
    assert len(plain) <= most
    assert not LIVE.search(plain)
    assert plain == plain.strip()
    assert "  " not in plain
