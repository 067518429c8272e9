"""Strings that have broken somebody: whatever prints other people's words has to bear them."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.notes import (
    ActionItem,
    Caveat,
    Chapter,
    Decision,
    Maker,
    Moment,
    Notes,
    Point,
    Result,
    Section,
    Warned,
)
from bot.domain.transcript import Segment, Transcript, Word

_TAGS = ("b", "script", "v Ada", "c.red", "i", "font color=red", "!--", "![CDATA[", "?xml")
_MARKS = ("*", "**", "_", "__", "~~", "`", "```", "~~~", "***", "---", "===", "#", "######", ">")
_BEGINS = ("-", "+", "*", "1.", "1)", "000000001.", "- [ ]", "|", ":", "    ", "\t", "\\", "[^1]:")

NASTY = (
    # markup of Slack, HTML, Markdown
    *("<!channel>", "<!here|here>", "<@U1>", "<#C1|general>", "<https://x.example|click>"),
    *(f"<{tag}>text</{tag.split()[0]}>" for tag in _TAGS),
    *(f"{mark}text{mark}" for mark in _MARKS),
    *(f"{begin} text" for begin in _BEGINS),
    *("[click](https://x.example)", "![pixel](https://x.example/p.png)", "<https://x.example>"),
    *("[click]: https://x.example", "[click][1]", "<a@x.example>", "text  \nbreak", "a | b\n-|-"),
    *("text\n===", "text\n---", "> text\n- text", "\\*text\\*", "\\", "text\\", "`\\`", "$x$"),
    # entities, and what looks like one
    *("&amp;", "&lt;b&gt;", "&#60;", "&#x3c;", "&nbsp;", "AT&T", "&", "&copy", "&amp;lt;"),
    # subtitles
    *("-->", "00:00:01.000 --> 00:00:02.000", "1\n00:00:01,000 --> 00:00:02,000\ntext"),
    *("WEBVTT", "NOTE text", "STYLE", "42", "a\n\nb", "{\\an8}text", "{\\b1}text{\\b0}", "{1}{2}t"),
    *("text\n\n7\n", "<00:00:01.000>text", "a\u2028b\u2029c", "a\x85b", "a\vb\fc"),
    # controls, no characters, halves of characters, directions
    *("\0", "a\0b", "\x1b[31mred", "\x7f", "a\bb", "\ufeffmark", "\ufffe", "a\uffffb"),
    *("\ud800", "a\udfffb", "\udc00\ud800", "\u202egnp.exe", "\u2066a\u2069", "\u200b", "\u200d"),
    *("محمد صلاح", "שלום", "مرحبا (hello) 123", "Zoe\u0308", "Z\u0351\u036b\u0343\u036a" * 20),
    # letters of all kinds
    *(
        "田中 太郎",
        "\uff46\uff55\uff4c\uff4c",
        "김민수",
        "ไทย",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "\U0001f984",
        "ẞß",
        "İı",
        "ﷺ",
        "\u0130" * 50,
    ),
    # names of files, formulas, programs
    *("../../etc/passwd", "..\\..\\a.txt", "C:\\a.txt", "/etc/passwd\0.txt", "con", "a" * 255),
    *(
        "=1+1",
        "@SUM(A1)",
        '=cmd|"/c calc"!A1',
        "'; DROP TABLE jobs; --",
        "{{7*7}}",
        "${7*7}",
        "%s%n",
    ),
    *("null", "None", "undefined", "true", "NaN", "1e999", "0x7f", '"', "'", '\\"', "\\u0000"),
    # nothing, and too much
    *("", " ", "\n", "\r\n", "\u3000", "\xa0", ":", "a:b:c", "word " * 400, "x" * 40_000),
    *("語" * 400, "\u0301" * 100, "<" * 200, "&" * 200, "\\" * 200),
)


def nasty_result(nasty: str, maker: Maker = Maker.SERVICE) -> Result:
    """A result that says this wherever it can say anything."""
    moment = Moment(start=1.0, quote=nasty, speaker=nasty, line=0)
    point = Point(text=nasty, moment=moment, confidence=0.1)
    action = ActionItem(text=nasty, owner=nasty, due=nasty, due_on=nasty, moment=moment)
    return Result(
        service=nasty,
        transcript=Transcript(
            segments=(
                Segment(
                    text=nasty,
                    start=0.0,
                    end=9.0,
                    speaker=nasty,
                    words=(Word(text=nasty, start=0.0, end=9.0),),
                ),
                Segment(text=f"{nasty} again", start=9.0, speaker=nasty),
            ),
            language=nasty,
            seconds=60.0,
        ),
        notes=Notes(
            origin=nasty,
            maker=maker,
            made_at=1_000_000.0,
            summary=nasty,
            points=(point,),
            decisions=(Decision(text=nasty, moment=moment),),
            actions=(action, replace(action, owner=None, due=None)),
            risks=(point,),
            questions=(point,),
            topics=(nasty, nasty),
            chapters=(Chapter(title=nasty, start=0.0), Chapter(title=nasty, start=30.0)),
            mood=nasty,
            sections=(Section(title=nasty, lines=(nasty, nasty)),),
        ),
        cost=Decimal("0.50"),
        unit=nasty,
        warned=(Warned(caveat=Caveat.SERVICE_SAYS, detail=nasty),),
    )
