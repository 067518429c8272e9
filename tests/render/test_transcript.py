"""The transcript file and the other shapes of a result."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.domain.recording import Link, SlackFile
from bot.domain.transcript import Segment, Transcript
from bot.render.exports import SHAPES, export
from bot.render.transcript import transcript, transcript_text
from tests.render.values import a_job, a_result


def test_a_line_per_utterance_and_every_word():
    file = transcript(a_job(), a_result())
    assert (file.name, file.title, file.text) == snapshot(
        (
            "Weekly sync.txt",
            "Transcript · 2 speakers · 9 words",
            """\
[0:00:00] Speaker 1: Good morning.
[0:12:40] Speaker 2: I will send the draft by Friday.
""",
        )
    )


def test_what_nobody_knows_is_left_out():
    segments = (
        Segment(text="no time", speaker="Ann"),
        Segment(text="no speaker", start=3725.9),
        Segment(text="neither\nand two lines"),
        Segment(text="  "),
        Segment(text="10:30 it is", start=1.0, speaker="Bo: the second"),
    )
    assert transcript_text(Transcript(segments=segments)) == snapshot("""\
Ann: no time
[1:02:05] no speaker
neither and two lines
[0:00:01] Bo the second: 10:30 it is
""")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (SlackFile(id="F", name="Weekly sync.m4a"), "Weekly sync.txt"),
        (SlackFile(id="F", name="오디오 클립 (2026-08-04).m4a"), "오디오 클립 (2026-08-04).txt"),
        (SlackFile(id="F", name="../../etc/passwd"), "passwd.txt"),
        (SlackFile(id="F", name="C:\\calls\\a.mp3"), "a.txt"),
        (SlackFile(id="F", name='a"b<c>|d?.mp3'), "a-b-c-d.txt"),
        (SlackFile(id="F", name="\u202e.mp3"), "transcript.txt"),
        (SlackFile(id="F", name=""), "Recording.txt"),
        (SlackFile(id="F", name="x" * 300 + ".mp3"), "x" * 80 + ".txt"),
        (Link(url="https://x.example/a%2Fb/talk.mp3?sig=1"), "talk.txt"),
    ],
)
def test_the_file_is_named_after_the_recording(source, name):
    assert transcript(a_job(source=source), a_result()).name == name


@given(st.lists(st.text(max_size=60), max_size=20))
def test_no_word_is_lost(texts):
    segments = tuple(Segment(text=text, start=1.0, speaker="A") for text in texts)
    written = transcript_text(Transcript(segments=segments))
    written.encode()
    printable = [w for t in texts for w in t.split() if w.isprintable() and w.isascii()]
    assert all(word in written for word in printable)


@pytest.mark.parametrize("shape", list(SHAPES))
def test_every_shape_holds_every_word(shape):
    written = export(a_job(), a_result(), shape)
    assert "Good morning." in written.replace("\\", "")
    assert "I will send the draft by Friday." in written.replace("\\", "").replace("by\n", "by ")
    assert written.endswith("\n")


def test_markdown_reads_well():
    assert export(a_job(), a_result(), "md") == snapshot("""\
# Weekly sync.m4a

## Summary

The launch moves to May.
The draft is Ben's.

## Decisions

- Launch in May · at 0:05:00
  > May.

## Action items

- Send the draft · Ben · due Friday · at 0:12:40
  > I will send the draft by Friday.

## Topics

Launch · Draft

Notes by Tuplets. Check what matters against the transcript.

## Transcript

- \\[0:00:00\\] Speaker 1: Good morning.
- \\[0:12:40\\] Speaker 2: I will send the draft by Friday.
""")


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
    for shape, point in (("vtt", "."), ("srt", ",")):
        cues = [line for line in export(a_job(), result, shape).split("\n") if "-->" in line]
        times = [stamp.replace(point, ":") for cue in cues for stamp in cue.split(" --> ")]
        seconds = [_seconds(stamp) for stamp in times]
        assert all(a <= b for a, b in itertools.pairwise(seconds))


def test_json_is_versioned():
    written = json.loads(export(a_job(), a_result(), "json"))
    assert written["version"] == 1
    assert written["notes"]["actions"][0]["owner"] == "Ben"


def _seconds(stamp):
    hours, minutes, seconds, milliseconds = map(int, stamp.split(":"))
    return hours * 3600_000 + minutes * 60_000 + seconds * 1000 + milliseconds
