"""What people type, in all the ways in which phones and hands garble it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recording import Wish
from bot.jobs.asks import Ask, read


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", Ask()),
        ("status", Ask(verb="status")),
        ("  STATUS   all ", Ask(verb="status", everything=True)),
        ("status #12", Ask(verb="status", number=12)),
        ("cancel 3", Ask(verb="cancel", number=3)),
        ("cancel #0", Ask(verb="cancel", number=0)),
        ("please transcribe this", Ask()),
        ("publish #7", Ask(verb="publish", number=7)),
        ("Again", Ask(verb="again")),
        ("again, what did she say?", Ask()),
        ("leave it #7", Ask()),
        ("<https://a.example/x.mp3>", Ask(link="https://a.example/x.mp3")),
        ("<https://a.example/x.mp3|x.mp3>", Ask(link="https://a.example/x.mp3")),
        ("https://a.example/x.mp3?a=1&amp;b=2", Ask(link="https://a.example/x.mp3?a=1&b=2")),
        (
            'https://a.example/x.mp3 --title "Weekly sync" --language DE',
            Ask(
                link="https://a.example/x.mp3",
                wish=Wish(title="Weekly sync", language="de"),
            ),
        ),
        ("--no-speakers --redact", Ask(wish=Wish(speakers=False, redact=True))),
        ("—language=fr", Ask(wish=Wish(language="fr"))),
        ("--title “Über uns”", Ask(wish=Wish(title="Über uns"))),
        ("--language auto", Ask(wish=Wish(language="auto"))),
        ("--language", Ask(bad_value=("--language", ""))),
        ("--language german", Ask(bad_value=("--language", "german"))),
        ("--title", Ask(bad_value=("--title", ""))),
        ("--speed 3", Ask(unknown_option="--speed")),
        ("--provider Tuplets", Ask(wish=Wish(provider="tuplets"))),
        ("--provider nobody", Ask(bad_value=("--provider", "nobody"))),
        ("--speakers 3", Ask(wish=Wish(voices=3))),
        ("--speakers=0", Ask(bad_value=("--speakers", "0"))),
        ("--speakers many", Ask(bad_value=("--speakers", "many"))),
        ("search budget", Ask(verb="search")),
        ("Search https://a.example/x --lenguage", Ask(verb="search")),
        ("search", Ask(verb="search")),
        ("search-engines", Ask()),
        ("todo", Ask(later="todo")),
    ],
)
def test_what_was_asked(words: str, asked: Ask):
    heard = read(words, {"tuplets"})

    assert (heard.verb, heard.number, heard.everything) == (
        asked.verb,
        asked.number,
        asked.everything,
    )
    assert (heard.link, heard.wish) == (asked.link, asked.wish)
    assert (heard.unknown_option, heard.bad_value, heard.later) == (
        asked.unknown_option,
        asked.bad_value,
        asked.later,
    )


def test_a_faulty_ask_starts_nothing():
    assert read("<https://a.example/x.mp3> --lenguage de").faulty


def test_an_apostrophe_is_not_an_open_quote():
    assert read("--title Ben's talk").wish.title == "Ben's"


@given(st.text(max_size=300))
def test_no_words_make_it_fail(words: str):
    read(words)


@given(st.from_regex(r"(--[a-z-]{1,12}|\"|'|<https?://[a-z.]*|#\d*| )*", fullmatch=True))
def test_no_broken_syntax_makes_it_fail(words: str):
    read(words)
