"""Letters in a picture: DejaVu Sans, which has Latin, Greek, Cyrillic, Hebrew, Arabic and more.

What it does not have is not drawn as a row of empty boxes: whoever asks is told.
"""

import unicodedata
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

_FONTS = Path(__file__).parent / "fonts"
_MISSING = "\uffff"  # no letter, so every font draws its empty box
_TURNED = frozenset({"R", "AL"})  # written from right to left


class Lettering:
    """One font in one size, in pixels."""

    def __init__(self, size: int, *, bold: bool = False) -> None:
        file = _FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
        self._font = ImageFont.truetype(file, size)
        # Letter by letter, as they are: shaped, a mark alone stands on a circle.
        self._glyphs = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
        self._known: dict[str, bool] = {}

    def readable(self, text: str) -> str | None:
        """The text without the signs and marks that the font lacks; None when it lacks a letter."""
        composed = unicodedata.normalize("NFC", text)
        kept = "".join(letter for letter in composed if self._has(letter))
        lost = any(unicodedata.category(c)[0] in "LN" for c in composed if not self._has(c))
        return None if lost or not kept.strip() else kept.strip()

    def fitting(self, text: str, width: int) -> str:
        """As much of the text as has room, with an ellipsis where it is not all of it."""
        if self.width(text) <= width:
            return text
        least, most = 0, len(text)
        while least < most:
            middle = (least + most + 1) // 2
            if self.width(f"{text[:middle].rstrip()}…") <= width:
                least = middle
            else:
                most = middle - 1
        return f"{text[:least].rstrip()}…"

    def width(self, text: str) -> int:
        return round(self._font.getlength(text))

    def write(
        self, image: Image.Image, box: tuple[int, int, int, int], text: str, ink: str, place: str
    ) -> None:
        """Into this box and never beyond it; `place` is "l", "m" or "r"."""
        left, top, right, bottom = box
        mask = Image.new("L", (right - left, bottom - top))
        at = {"l": 0, "m": mask.width // 2, "r": mask.width}[place]
        pen = ImageDraw.Draw(mask)
        pen.text((at, mask.height // 2), text, fill=255, font=self._font, anchor=f"{place}m")
        image.paste(ink, box, mask)

    def _has(self, letter: str) -> bool:
        if letter not in self._known:
            turned = unicodedata.bidirectional(letter) in _TURNED and not _joins()
            self._known[letter] = not turned and self._shape(letter) != self._shape(_MISSING)
        return self._known[letter]

    def _shape(self, letter: str) -> tuple[tuple[int, int], bytes]:
        mask = self._glyphs.getmask(letter)
        return mask.size, bytes(mask)


@cache
def _joins() -> bool:
    """Whether letters are joined and turned as Arabic and Hebrew need it: the system may lack it."""
    return bool(features.check("raqm") and features.check("fribidi"))
