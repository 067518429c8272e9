"""The transcript file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.domain.recording import Link, SlackFile
from bot.domain.transcript import Segment, Transcript
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
