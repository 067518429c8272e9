"""The result: nothing lost, nothing live, nothing claimed that nobody looked for."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.domain.edition import Edition
from bot.domain.notes import (
    ActionItem,
    Caveat,
    Decision,
    Maker,
    Moment,
    Notes,
    Point,
    Section,
    Warned,
)
from bot.domain.transcript import Transcript
from bot.render import words
from bot.render.amounts import dollars
from bot.render.flow import pieces
from bot.render.result import result
from tests.render.values import a_full_result, a_job, a_result, faults, lines, told

NAUGHTY = [
    "<!channel> <!here> <!everyone> <!subteam^S1>",
    "<@U1> <#C1|general> <https://evil.example|bank>",
    "&lt;!channel&gt; &#60;@U1&#62;",
    "<!date^0^{date}^https://evil.example|x>",
    "*bold* _it_ ~no~ `code` ```block``` :smile:",
    "zero\u200bwidth \u202etfel ot thgir\u202c null\x00 \x1b[31mred\x1b[0m \ud800",
    "x" * 5000,
    "\n\n\n",
    "",
]


def test_a_result_reads_like_notes():
    [message] = result(a_job(requester="U2"), a_result(), Edition())
    assert faults([message][0]) == []
    assert lines(message) == snapshot(
        [
            "Weekly sync.m4a",
            "47 min · 2 speakers · English · $0.49 · #12",
            "For <@U2>",
            "*Summary*",
            "The launch moves to May.",
            "The draft is Ben's.",
            "*Decisions*",
            """\
• Launch in May
“May.” 5:00\
""",
            "*Action items*",
            """\
• *Send the draft* · Ben · due Friday
“I will send the draft by Friday.” 12:40, Speaker 2\
""",
            "*Topics*",
            "Launch · Draft",
            "Notes by Tuplets. Check what matters against the transcript. The transcript, with every word, follows as a file.",
            "Nobody speaks in about 100 % of this recording.",
            "[Name the speakers] [Other formats]",
        ]
    )
    assert message.text == snapshot(
        "Notes for Weekly sync.m4a (47 min, 2 speakers, English, $0.49, #12). The launch moves to May. The draft is Ben's. 1 decision. 1 action item."
    )


def test_nothing_found_and_nothing_looked_for_are_told_apart():
    notes = Notes(origin="Tuplets", summary="Short.", decisions=(), actions=None)
    [message] = result(a_job(), a_result(notes=notes), Edition())
    assert words.NONE_FOUND[words.DECISIONS] in told(message)
    assert words.ACTIONS not in told(message)
    assert "Not looked for here: action items." in told(message)


@pytest.mark.parametrize(
    ("maker", "missing"),
    [(Maker.MODEL, "action items"), (Maker.EXTRACT, "summary and action items")],
)
def test_sentences_that_a_model_wrote_are_a_summary_and_picked_ones_are_none(
    maker: Maker, missing: str
):
    points = (Point(text="The launch moves.", moment=Moment(start=3.0, quote="It moves to May.")),)
    notes = Notes(origin="gpt", maker=maker, points=points, decisions=(), actions=None)
    [message] = result(a_job(), a_result(notes=notes), Edition())
    assert f"Not looked for here: {missing}." in told(message)


def test_a_long_quote_is_no_longer_than_what_bears_its_claim_out():
    quote = f"{'And so on, and so on. ' * 12}We launch in May. {'And so on. ' * 12}"
    decision = Decision(text="Launch in May", moment=Moment(start=3.0, quote=quote))
    notes = Notes(origin="Tuplets", summary="Short.", decisions=(decision,), actions=())
    [message] = result(a_job(), a_result(notes=notes), Edition())
    assert "“We launch in May.”" in told(message)


def test_what_else_was_found_stands_under_its_own_heading():
    more = Section(title="Key phrases", lines=("launch <!here>", "budget"))
    [message] = result(
        a_job(), a_result(notes=Notes(origin="Tuplets", sections=(more,))), Edition()
    )
    assert faults(message) == []
    assert lines(message)[2:5] == snapshot(["*Key phrases*", "• launch <!here>", "• budget"])


def test_what_is_no_currency_is_told_in_its_own_unit():
    [message] = result(a_job(), a_result(cost=Decimal("12.50"), unit="synapses"), Edition())
    assert "12.5 synapses" in told(message)


def test_what_the_model_cost_is_told_beside_what_the_service_did():
    [message] = result(a_job(), a_full_result(Maker.MODEL), Edition())
    assert lines(message)[1] == "47 min · 2 speakers · English · $0.49 · notes $0.004 · #12"


@pytest.mark.parametrize(
    ("amount", "told"),
    [("0", "$0.00"), ("0.0002", "under $0.001"), ("0.0012", "$0.001"), ("0.494", "$0.49")],
)
def test_money_is_never_told_as_nothing(amount, told):
    assert dollars(amount) == told


def test_without_notes_it_says_why():
    warned = (Warned(caveat=Caveat.NO_NOTES, detail="heard offline"),)
    [message] = result(a_job(), a_result(notes=None, warned=warned), Edition())
    assert lines(message) == snapshot(
        [
            "Weekly sync.m4a",
            "47 min · 2 speakers · English · $0.49 · #12",
            "Tuplets wrote no summary for this recording. (“heard offline”)",
            "Transcribed by Tuplets. The transcript, with every word, follows as a file.",
            "Nobody speaks in about 100 % of this recording.",
            "[Name the speakers] [Other formats]",
        ]
    )


def test_caveats_are_said():
    warned = tuple(Warned(caveat=caveat, detail="<!here>") for caveat in Caveat)
    [message] = result(a_job(), a_result(warned=warned), Edition())
    assert faults(message) == []
    assert all(words.CAVEATS[c].format(service="Tuplets") in told(message) for c in Caveat)


def test_every_caveat_has_words():
    assert set(words.CAVEATS) == set(Caveat)


def test_what_people_say_is_never_markup():
    for text in NAUGHTY:
        moment = Moment(start=1.0, quote=text, speaker=text)
        notes = Notes(
            origin="Tuplets",
            summary=text,
            decisions=(Decision(text=text, moment=moment),),
            actions=(ActionItem(text=text, owner=text, due=text, moment=moment),),
            topics=(text,),
        )
        job = a_job(wish=replace(a_job().wish, title=text))
        for message in result(job, a_result(notes=notes), Edition()):
            assert faults(message) == []


@given(
    st.lists(st.text(st.sampled_from("ab .\n"), max_size=4000), max_size=4),
    st.lists(st.text(st.sampled_from("cd e"), max_size=3000), max_size=30),
)
def test_long_notes_are_split_and_no_word_is_lost(summary, actions):
    notes = Notes(
        origin="Tuplets",
        summary="\n".join(summary),
        actions=tuple(ActionItem(text=text, owner="Zoy") for text in actions),
    )
    messages = result(a_job(), a_result(notes=notes, transcript=Transcript(segments=())), Edition())
    assert [fault for message in messages for fault in faults(message)] == []
    text = "".join(run for message in messages for run in _runs(message))
    said = "".join("".join(summary).split()) + "".join("".join(actions).split())
    assert re.sub(r"[^abcde]", "", text) == re.sub(r"[^abcde]", "", said)


@given(st.text(), st.integers(1, 50))
def test_pieces_put_together_are_the_text_again(text, most):
    cut = list(pieces(text, most))
    assert "".join(cut) == text
    assert all(0 < len(piece) <= most for piece in cut)


def _runs(message):
    """Only what the notes say: no headings, no facts."""
    for block in message.blocks:
        if block["type"] != "rich_text":
            continue
        for part in block["elements"]:
            inside = part["elements"] if part["type"] == "rich_text_list" else [part]
            for section in inside:
                for run in section["elements"]:
                    ours = {words.SUMMARY, words.ACTIONS, words.NONE_FOUND[words.ACTIONS]}
                    if run["text"] not in ours and not run["text"].startswith("\nZoe"):
                        yield run["text"]
