"""Writes a document with python-docx, in the styles that every Word has."""

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from bot.domain.notes import Result
from bot.render.document import Claim, Heading, Part, Text, Utterance, document
from bot.render.escape import one_line

PROPERTY_MOST = 255  # letters (ECMA-376, part 2, core properties, as python-docx takes them)
MUTED = RGBColor(0x5C, 0x63, 0x70)


class Word:
    """One document."""

    def __init__(self, title: str, at: datetime) -> None:
        self._file = Document()
        told = one_line(title)
        facts = self._file.core_properties
        facts.title, facts.author, facts.comments = told[:PROPERTY_MOST], "Threadscribe", ""
        facts.created = facts.modified = at.replace(tzinfo=None)
        # What is added at the end is searched a place for from the start: not so before this one.
        self._end = self._file.add_paragraph()
        self._begin("Title").add_run(told)

    def write(self, result: Result) -> None:
        """Everything below the title."""
        for part in document(result):
            self._write(part)

    def save(self, file: BytesIO) -> None:
        self._file.save(file)

    def _write(self, part: Part) -> None:
        match part:
            case Heading():
                self._begin("Heading 1").add_run(part.text)
            case Text():
                run = self._begin().add_run(part.text)
                if part.quiet:
                    run.font.color.rgb = MUTED
            case Claim():
                item = self._begin("List Bullet")
                item.add_run(part.text)
                _quietly(item, "".join(f" · {fact}" for fact in part.facts))
                if part.quote:
                    self._quote(part.quote)
            case Utterance():
                self._said(part)

    def _quote(self, text: str) -> None:
        quote = self._begin("Quote")
        quote.paragraph_format.left_indent = Pt(36)
        quote.add_run(f"“{text}”")

    def _said(self, part: Utterance) -> None:
        """Without a style of its own: looking one up takes longer than all the rest."""
        line = self._begin()
        line.paragraph_format.space_after = Pt(4)
        if part.at:
            _quietly(line, f"{part.at}  ")
        if part.who:
            line.add_run(f"{part.who}: ").bold = True
        line.add_run(part.text)

    def _begin(self, style: str | None = None) -> Paragraph:
        return self._end.insert_paragraph_before(style=style)


def _quietly(paragraph: Paragraph, text: str) -> None:
    if text:
        paragraph.add_run(text).font.color.rgb = MUTED
