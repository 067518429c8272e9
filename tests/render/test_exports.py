"""What we write is what others read: each shape, by a reader that knows nothing of us."""

import html
import itertools
import json
import re
from importlib.resources import files

import pysubs2
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from bot.domain.notes import Maker, Notes
from bot.domain.recording import SlackFile
from bot.domain.transcript import Segment, Transcript
from bot.render.cues import COLUMNS, LINES, LONGEST, _columns
from bot.render.escape import one_line, plain
from bot.render.exports import SHAPES, export
from tests.render.nasty import NASTY, nasty_result
from tests.render.values import a_full_result, a_job, a_result

SCHEMA = json.loads(files("bot.render.exports").joinpath("schema.json").read_text("utf-8"))
OURS = {"heading", "paragraph", "inline", "list_item", "bullet_list", "blockquote", "em", "strong"}
ALIKE = str.maketrans("<>{}", "\u2039\u203a()")
SPEECH = (
    "We looked at the numbers again. The launch moves to May, because the partner needs two more"
    " weeks for their review & nobody <wants> to hurry them. Ben sends the draft by Friday!"
)


@pytest.mark.parametrize("shape", list(SHAPES))
def test_every_shape_holds_every_word(shape):
    written = export(a_job(), a_result(), shape)
    assert "Good morning." in written.replace("\\", "")
    assert "I will send the draft by Friday." in written.replace("\\", "").replace("by\n", "by ")
    assert written.endswith("\n")


def test_markdown_reads_well():
    assert export(a_job(), a_full_result(), "md") == snapshot("""\
# Weekly sync.m4a

*47 min · 2 speakers · English · 9 words*

*Who said what is uncertain here: check it before you rely on it.*

## Summary

The launch moves to May.

The draft is Ben's.

- The partner needs two more weeks · at 0:00:00, Speaker 1
  > Good morning.

## Decisions

- Launch in May · at 0:05:00
  > May.

## Action items

- Send the draft · Ben · due Friday · at 0:12:40, Speaker 2
  > I will send the draft by Friday.
- Book the room · Speaker 1 · due May 4 (Mon 4 May)

## Topics

Launch · Draft

## Risks

- The review slips again · uncertain · at 0:00:00, Speaker 1
  > Good morning.

## Open questions

- Who tells the partner?

## Chapters

- 0:00:00 Hello
- 0:11:40 The draft

## Sentiment

Positive

## Key phrases

- two more weeks

*Notes by Tuplets. Check what matters against the transcript. Written on 21 September 2026.*

## Transcript

- \\[0:00:00\\] **Speaker 1:** Good morning.
- \\[0:12:40\\] **Speaker 2:** I will send the draft by Friday.
""")


def test_passages_that_were_picked_are_called_so():
    picked = a_full_result(maker=Maker.EXTRACT)
    assert headings(export(a_job(), picked, "md")) == snapshot(
        [
            "Weekly sync.m4a",
            "Key moments, in their own words",
            "Possible action items, by their wording",
            "Risks",
            "Open questions",
            "Chapters",
            "Sentiment",
            "Key phrases",
            "Transcript",
        ]
    )


def test_what_was_looked_for_and_not_found_is_said_and_what_was_not_looked_for_is_not():
    notes = Notes(origin="Tuplets", decisions=(), actions=None)
    written = export(a_job(), a_result(notes=notes), "md")
    assert headings(written) == ["Weekly sync.m4a", "Decisions", "Transcript"]
    assert "No decisions were found." in written


def test_subtitles_read_well():
    assert export(a_job(), a_result(), "vtt") == snapshot("""\
WEBVTT

00:00:00.000 --> 00:00:01.200
<v Speaker 1>Good morning.

00:12:40.000 --> 00:12:43.500
<v Speaker 2>I will send the draft by
Friday.
""")
    assert export(a_job(), a_result(), "srt") == snapshot("""\
1
00:00:00,000 --> 00:00:01,200
Speaker 1: Good morning.

2
00:12:40,000 --> 00:12:43,500
Speaker 2: I will send the draft by
Friday.
""")


def test_a_name_that_leaves_no_room_for_words_is_cut_and_has_its_line():
    who = "Maximilian von Hohenlohe-Langenburg"
    said = Segment(text="Donaudampfschifffahrtsgesellschaft.", start=0.0, end=4.0, speaker=who)
    assert export(a_job(), a_result(transcript=Transcript(segments=(said,))), "srt") == snapshot("""\
1
00:00:00,000 --> 00:00:04,000
Maximilian von Hohe…:
Donaudampfschifffahrtsgesellschaft.
""")


def test_json_is_as_its_schema_has_it():
    Draft202012Validator.check_schema(SCHEMA)
    for result in (a_result(), a_full_result(Maker.MODEL), a_result(notes=None, cost=None)):
        Draft202012Validator(SCHEMA).validate(json.loads(export(a_job(), result, "json")))
    written = json.loads(export(a_job(), a_full_result(), "json"))
    assert (written["version"], written["cost"]) == (2, {"amount": "0.494", "unit": "USD"})
    assert written["notes"]["actions"][0] == snapshot(
        {
            "text": "Send the draft",
            "owner": "Ben",
            "due": "Friday",
            "due_on": None,
            "moment": {
                "start": 760.0,
                "quote": "I will send the draft by Friday.",
                "speaker": "Speaker 2",
                "line": None,
            },
            "confidence": None,
        }
    )


def test_players_read_the_subtitles_as_they_were_said():
    said = (
        Segment(text=SPEECH, start=10.0, end=40.0, speaker="Ann <& Co>"),
        Segment(text="Good.", start=38.0, end=39.0, speaker="Ben"),
    )
    result = a_result(transcript=Transcript(segments=said))
    cues = vtt_cues(export(a_job(), result, "vtt"))
    assert " ".join(text for _, _, text in cues) == f"{SPEECH} Good."
    voices = [html.unescape(cue.voice) for cue in parsed_vtt(export(a_job(), result, "vtt"))]
    assert [*dict.fromkeys(voices)] == ["Ann <& Co>", "Ben"]
    lines = [text for _, _, text in srt_cues(export(a_job(), result, "srt"))]
    assert " ".join(lines) == f"Ann <& Co>: {SPEECH} Ben: Good.".translate(ALIKE)


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_whatever_is_said_is_read_back_from_every_shape(nasty: str):
    job = a_job(source=SlackFile(id="F1", name=nasty))
    result = nasty_result(nasty)
    written = {shape: export(job, result, shape) for shape in SHAPES}
    "".join(written.values()).encode()
    check_json(json.loads(written["json"]), job.title, nasty)
    check_cues(vtt_cues(written["vtt"]), nasty)
    check_cues(srt_cues(written["srt"]), nasty.translate(ALIKE))
    check_markdown(written["md"], nasty)
    check_markdown(export(job, nasty_result(nasty, Maker.EXTRACT), "md"), nasty)


@given(
    st.lists(
        st.tuples(
            st.text(max_size=30),
            st.none() | st.floats(0, 1e5),
            st.none() | st.floats(0, 1e5),
        ),
        max_size=8,
    )
)
def test_cues_are_in_order_and_never_empty(spoken):
    segments = tuple(Segment(text=t, start=s, end=e) for t, s, e in spoken)
    result = a_result(transcript=Transcript(segments=segments))
    for cues in (
        vtt_cues(export(a_job(), result, "vtt")),
        srt_cues(export(a_job(), result, "srt")),
    ):
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(cues))


def check_json(written, title: str, nasty: str) -> None:
    Draft202012Validator(SCHEMA).validate(written)
    assert written["title"] == plain(title)
    assert written["segments"][0]["text"] == plain(nasty)
    assert written["notes"]["sections"][0]["lines"] == [plain(nasty)] * 2


def check_markdown(written: str, nasty: str) -> None:
    """Nothing but our own headings, lists and quotes; the words as they were said."""
    tokens = [*itertools.chain(*((t, *(t.children or ())) for t in commonmark(written)))]
    kinds = {re.sub("_(open|close)$", "", token.type) for token in tokens}
    assert kinds <= OURS | {"text", "text_special", "softbreak"}
    items = [t for t in tokens if t.type == "list_item_open"]
    assert all(item.level == 1 for item in items)
    shown = re.sub(r"\s+", " ", text_of(written))
    assert one_line(f"{nasty} again") in shown


def check_cues(cues, nasty: str) -> None:
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(cues))
    for start, end, text in cues:
        assert 0 < end - start <= LONGEST * 1000
        assert text.strip()
    shown = "".join("".join(text.split()) for _, _, text in cues)
    assert "".join(one_line(nasty).split()) in shown


def commonmark(written: str):
    return MarkdownIt("commonmark").parse(written)


def headings(written: str) -> list[str]:
    tokens = commonmark(written)
    return [b.content for a, b in itertools.pairwise(tokens) if a.type == "heading_open"]


def text_of(written: str) -> str:
    blocks = [token.children or [] for token in commonmark(written) if token.type == "inline"]
    return "\n".join(
        "".join(part.content or " " * (part.type == "softbreak") for part in block)
        for block in blocks
    )


def parsed_vtt(written: str):
    return webvtt.from_string(written).captions


def vtt_cues(written: str) -> list[tuple[int, int, str]]:
    """Milliseconds from and until, and the text, of at most two lines that fit."""
    found = []
    for cue in parsed_vtt(written):
        lines = html.unescape(cue.text).split("\n")
        fit(lines)
        found.append((_ms(cue.start_time), _ms(cue.end_time), " ".join(lines)))
    return found


def _ms(stamp) -> int:
    return stamp.in_seconds() * 1000 + stamp.milliseconds


def srt_cues(written: str) -> list[tuple[int, int, str]]:
    found = []
    for event in pysubs2.SSAFile.from_string(written, format_="srt").events:
        assert "{" not in event.text
        lines = event.text.split("\\N")
        fit(lines)
        found.append((event.start, event.end, " ".join(lines)))
    return found


def fit(lines: list[str]) -> None:
    assert 1 <= len(lines) <= LINES
    assert all(0 < _columns(line) <= COLUMNS for line in lines)
