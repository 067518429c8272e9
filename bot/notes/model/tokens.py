"""How many tokens a text has, roughly: every model counts in its own way, and none tells before.

Meant to be a little too high, as money is set aside by it. A word of English is one or two, a
digit's pair one, a Chinese character one, other letters one for three (byte-pair encodings,
Sennrich et al., arXiv 1508.07909, as today's models have learned them).
"""

import re

_PIECE = re.compile(
    r"[A-Za-z]+|[0-9]+|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\d_]+|[^\s]|\n"
)
_ASCII, _DIGITS, _OTHER = 6, 2, 3  # letters to a token


def estimate(text: str) -> int:
    """Tokens, at a guess."""
    return sum(map(_of, _PIECE.findall(text)))


def _of(piece: str) -> int:
    if len(piece) == 1:
        return 1
    if piece.isascii():
        return -(-len(piece) // (_DIGITS if piece.isdigit() else _ASCII))
    return -(-len(piece) // _OTHER)
