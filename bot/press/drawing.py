"""A timeline, drawn: a white card that reads on light and dark, twice as fine as it is shown.

Shown 360 pixels wide, as on a phone, a name is still ten high. The colours are told apart with
any kind of colour blindness and stand out from white at three to one (WCAG 2.2, 1.4.11); what
they say is written beside them as well.
"""

from io import BytesIO
from itertools import zip_longest
from math import ceil
from typing import TypeAlias

from PIL import Image, ImageColor, ImageDraw

from bot.press.lettering import Lettering
from bot.render import words
from bot.render.amounts import clock, length
from bot.render.timeline import ROWS, Timeline, Voice, covered

COLOURS = (
    *("#0072b2", "#d55e00", "#165b38", "#7f63ee", "#622b09", "#ce706b", "#3931b6", "#63367c"),
)
OTHERS = "#6b7280"
PAPER, TRACK, GRID, CHAPTER = "#ffffff", "#eef1f4", "#e3e7eb", "#e4e8ee"
INK, MUTED = "#1d1c1d", "#5c6370"

WIDTH, MARGIN, GAP = 1200, 48, 28
NAMES = 300  # the most that names may take of the width
TITLE, FACTS, STRIP, ROW, BAR, AXIS, LEGEND = 56, 66, 64, 62, 36, 56, 46  # heights
BUCKET = 2  # pixels, tinted as one
THIN = 4  # pixels under which a chapter is none
FAINTEST = 0.2  # of a colour, where hardly anything is said
TICKS = 9
STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)

Box: TypeAlias = tuple[int, int, int, int]


def draw(told: Timeline) -> bytes:
    """As a PNG."""
    image = _Card(told).drawn()
    png = BytesIO()
    image.save(png, "PNG", compress_level=1)  # a third quicker, an eighth larger
    return png.getvalue()


class _Card:
    """Where things stand on it, in pixels, and how they are drawn."""

    def __init__(self, told: Timeline) -> None:
        self._told = told
        self._heavy, self._bold = Lettering(42, bold=True), Lettering(32, bold=True)
        self._text, self._small = Lettering(32), Lettering(28)
        self._names = [self._name(voice) for voice in told.voices]
        self._title = self._heavy.readable(told.title)
        widest = max(map(self._text.width, self._names))
        shares = max(self._bold.width(voice.share) for voice in told.voices)
        self._left = MARGIN + min(widest, NAMES) + GAP
        self._right = WIDTH - MARGIN - shares - GAP
        self._facts = MARGIN + (TITLE if self._title else 0)
        self._strip = self._facts + FACTS
        self._top = self._strip + (STRIP if told.chapters else 0)
        self._bottom = self._top + ROW * len(told.voices)
        legend = LEGEND * ceil(len(told.chapters) / 2) + (GAP if told.chapters else 0)
        self._image = Image.new("RGB", (WIDTH, self._bottom + AXIS + legend + MARGIN), PAPER)

    def drawn(self) -> Image.Image:
        self._heading()
        self._axis()
        self._chapters()
        self._legend()
        for row, voice in enumerate(self._told.voices):
            self._voice(row, voice)
        return self._image

    def _name(self, voice: Voice) -> str:
        return self._text.readable(voice.name) or words.NAMELESS.format(number=voice.number)

    def _heading(self) -> None:
        if self._title:
            shown = self._heavy.fitting(self._title, WIDTH - 2 * MARGIN)
            box = (MARGIN, MARGIN - 4, WIDTH - MARGIN, self._facts - 4)
            self._heavy.write(self._image, box, shown, INK, "l")
        facts = (MARGIN, self._facts, WIDTH - MARGIN, self._facts + 40)
        self._small.write(self._image, facts, self._told.facts, MUTED, "l")

    def _axis(self) -> None:
        pen = ImageDraw.Draw(self._image)
        for moment, label in self._ticks():
            x, half = self._x(moment), self._small.width(label) // 2 + 2
            pen.line((x, self._top - 4, x, self._bottom + 6), GRID, 2)
            middle = min(x, WIDTH - MARGIN - half)
            box = (middle - half, self._bottom + 12, middle + half, self._bottom + AXIS)
            self._small.write(self._image, box, label, MUTED, "m")

    def _ticks(self) -> list[tuple[float, str]]:
        """As many round moments as their labels have room."""
        for step in STEPS:
            moments = range(0, int(self._told.seconds) + 1, step)
            room = self._x(step) - self._left - GAP
            if len(moments) <= TICKS:
                ticks = [(float(each), length(each) if each else "0") for each in moments]
                if all(self._small.width(label) <= room for _, label in ticks):
                    return ticks
        return [(0.0, "0")]

    def _chapters(self) -> None:
        """A strip of them, by number."""
        chapters = self._told.chapters
        for number, (one, following) in enumerate(zip_longest(chapters, chapters[1:]), start=1):
            left = self._x(one.start)
            right = self._x(following.start) - 4 if following else self._right
            box = (left, self._strip, right, self._strip + STRIP - 20)
            if right - left >= THIN:
                self._image.paste(CHAPTER, box, _rounded(right - left, STRIP - 20))
            if right - left > self._small.width(str(number)):
                self._small.write(self._image, box, str(number), INK, "m")

    def _legend(self) -> None:
        """What the numbers stand for, down two columns."""
        column = (WIDTH - 2 * MARGIN) // 2
        for place, chapter in enumerate(self._told.chapters):
            down = ceil(len(self._told.chapters) / 2)
            left = MARGIN + column * (place // down)
            top = self._bottom + AXIS + GAP + LEGEND * (place % down)
            number = (left, top, left + 40, top + LEGEND)
            self._small.write(self._image, number, str(place + 1), MUTED, "l")
            box = (left + 50, top, left + column - GAP, top + LEGEND)
            title = self._small.readable(chapter.title) or clock(chapter.start)
            shown = self._small.fitting(title, box[2] - box[0])
            self._small.write(self._image, box, shown, INK, "l")

    def _voice(self, row: int, voice: Voice) -> None:
        top = self._top + row * ROW
        name = self._text.fitting(self._names[row], self._left - GAP - MARGIN)
        self._text.write(self._image, (MARGIN, top, self._left, top + ROW), name, INK, "l")
        share = (self._right, top, WIDTH - MARGIN, top + ROW)
        self._bold.write(self._image, share, voice.share, INK, "r")
        colour = OTHERS if voice.number is None else COLOURS[row % ROWS]
        size = (self._right - self._left, BAR)
        bar = self._bar(voice, colour).resize(size, Image.Resampling.NEAREST)
        self._image.paste(bar, (self._left, top + (ROW - BAR) // 2), _rounded(*size))

    def _bar(self, voice: Voice, colour: str) -> Image.Image:
        """A pixel for each bucket, tinted by how much of it is spoken in."""
        buckets = (self._right - self._left) // BUCKET
        tints = [_tint(colour, step / 255) for step in range(256)]
        shares = covered(voice.spoke, self._told.seconds, buckets)
        pixels = b"".join(tints[round(share * 255)] for share in shares)
        return Image.frombytes("RGB", (buckets, 1), pixels)

    def _x(self, moment: float) -> int:
        return self._left + round((self._right - self._left) * moment / self._told.seconds)


def _tint(colour: str, share: float) -> bytes:
    strength = FAINTEST + (1 - FAINTEST) * share if share else 0.0
    over, under = ImageColor.getrgb(colour), ImageColor.getrgb(TRACK)
    return bytes(round(u + (o - u) * strength) for o, u in zip(over, under, strict=True))


def _rounded(width: int, height: int) -> Image.Image:
    """A mask with round corners, drawn four times as fine: Pillow's own are jagged."""
    mask = Image.new("L", (width * 4, height * 4))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * 4 - 1, height * 4 - 1), 32, fill=255)
    return mask.resize((width, height), Image.Resampling.BOX)
