"""The document for Word, read back by python-docx."""

from argparse import Namespace
from dataclasses import replace
from datetime import UTC
from io import BytesIO

import docx as word
import pytest
from inline_snapshot import snapshot

from bot.config import Faults
from bot.domain.notes import Notes, Point, Section
from bot.domain.recording import SlackFile
from bot.domain.transcript import Segment, Transcript
from bot.press.document import docx
from bot.render.escape import one_line
from bot.transcribing import _show, request
from tests.render.nasty import NASTY
from tests.render.values import a_full_result, a_job, a_result


def test_a_document_reads_well():
    assert [(p.style.name, p.text) for p in paragraphs(a_job(), a_full_result())] == snapshot(
        [
            ("Title", "Weekly sync.m4a"),
            ("Normal", "47 min · 2 speakers · English · 9 words"),
            ("Normal", "Who said what is uncertain here: check it before you rely on it."),
            ("Heading 1", "Summary"),
            ("Normal", "The launch moves to May."),
            ("Normal", "The draft is Ben's."),
            ("List Bullet", "The partner needs two more weeks · at 0:00:00, Speaker 1"),
            ("Quote", "“Good morning.”"),
            ("Heading 1", "Decisions"),
            ("List Bullet", "Launch in May · at 0:05:00"),
            ("Quote", "“May.”"),
            ("Heading 1", "Action items"),
            ("List Bullet", "Send the draft · Ben · due Friday · at 0:12:40, Speaker 2"),
            ("Quote", "“I will send the draft by Friday.”"),
            ("List Bullet", "Book the room · Speaker 1 · due May 4 (Mon 4 May)"),
            ("Heading 1", "Topics"),
            ("Normal", "Launch · Draft"),
            ("Heading 1", "Risks"),
            ("List Bullet", "The review slips again · uncertain · at 0:00:00, Speaker 1"),
            ("Quote", "“Good morning.”"),
            ("Heading 1", "Open questions"),
            ("List Bullet", "Who tells the partner?"),
            ("Heading 1", "Chapters"),
            ("List Bullet", "0:00:00 Hello"),
            ("List Bullet", "0:11:40 The draft"),
            ("Heading 1", "Sentiment"),
            ("Normal", "Positive"),
            ("Heading 1", "Key phrases"),
            ("List Bullet", "two more weeks"),
            (
                "Normal",
                "Notes by Tuplets. Check what matters against the transcript. Written on 21 September 2026.",
            ),
            ("Heading 1", "Transcript"),
            ("Normal", "0:00:00  Speaker 1: Good morning."),
            ("Normal", "0:12:40  Speaker 2: I will send the draft by Friday."),
            ("Normal", ""),
        ]
    )


def test_it_says_what_it_is_and_not_what_wrote_it():
    facts = word.Document(BytesIO(docx(a_job(), a_result()))).core_properties
    assert (facts.title, facts.author, facts.comments) == ("Weekly sync.m4a", "Threadscribe", "")
    assert facts.created.replace(tzinfo=UTC).timestamp() == a_job().created_at


def test_on_the_command_line_it_is_printed_as_it_is(capsysbinary: pytest.CaptureFixture[bytes]):
    _show(a_job(), a_result(), "docx")
    printed, _ = capsysbinary.readouterr()
    assert word.Document(BytesIO(printed)).paragraphs[0].text == "Weekly sync.m4a"


def test_without_the_extra_that_is_said_before_anything_is_paid(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.transcribing.installed", lambda: False)
    asked = Namespace(source=__file__, speakers=None, provider=None, language=None, shape="docx")
    with pytest.raises(Faults) as refused:
        request(asked)
    assert refused.value.lines == [
        "--format: Word documents need the extra [docx]: pip install 'threadscribe[docx]'"
    ]


def test_whatever_is_said_is_read_back():
    said = tuple(Segment(text=f"{nasty} again", speaker=nasty) for nasty in NASTY)
    notes = Notes(
        origin="Tuplets",
        points=tuple(Point(text=f"{nasty} too") for nasty in NASTY),
        sections=tuple(Section(title=nasty, lines=(nasty,)) for nasty in NASTY),
    )
    result = replace(a_result(), transcript=Transcript(segments=said), notes=notes)
    titled = a_job(source=SlackFile(id="F1", name="x" * 300 + "\0\ufffe<&>"))
    written = [p.text for p in paragraphs(titled, result)]
    assert written[0] == "x" * 300 + "<&>"
    points = [one_line(f"{nasty} too") for nasty in NASTY]
    assert written[written.index("Summary") + 1 :][: len(points)] == points
    ends = [one_line(f"{nasty} again") for nasty in NASTY]
    spoken = written[-len(ends) - 1 : -1]
    assert all(line.endswith(end) for line, end in zip(spoken, ends, strict=True))


def paragraphs(job, result):
    return word.Document(BytesIO(docx(job, result))).paragraphs
