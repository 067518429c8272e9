"""What was said, without what was only stammered: words are taken out, none is put in."""

from collections.abc import Callable, Sequence

from bot.notes.extract.wording import word_set

_FILLERS = word_set("uh uhh uhm umm erm hm hmm mmm mhm mm-hmm uh-huh äh ähm öh öhm euh ehm")
_ENGLISH_FILLERS = _FILLERS | {"um", "er", "mm", "eh"}  # elsewhere they are words
_ASIDES = (("you", "know"), ("i", "mean"))  # fillers between commas, and only there
_OPENERS = word_set("okay ok yeah yep so well right alright anyway oh ah and")
_DOUBLES = word_set(  # said twice on purpose, or by grammar
    """had very really so no yes many much far long bye please more that
    one two three four five six seven eight nine zero oh die der das den dem sie"""
)
_SHORT = word_set(  # are no torn-off beginning of the word that follows
    """a i an as at be by do go he hi if in is it me my no of oh on or so to up us we am the are and can for had has
    her his how its let may new not now off old one our out own put say see set she six ten two use was way who why
    yes yet you all any but day did end few get got him low man run tv via pre per pay add ask bad big buy car ad ai
    """
)
_REPEATED = 5  # words that a repeated phrase has at most
_TORN = 3  # letters of an unmarked beginning at most
_LEFT = 3  # words that must stay when an opening is taken


def cleaned(text: str, *, english: bool) -> str:
    """A passage without fillers, stutters, torn-off words and empty openings.

    All of that in English; of other languages only what no word of theirs looks like.
    """
    words = text.split()
    kept = _without_fillers(words, _ENGLISH_FILLERS if english else _FILLERS)
    kept = _without_repeats(kept, torn=_torn if english else _cut_off)
    if english:
        kept = _without_openers(kept)
    return _polished(" ".join(kept)) or " ".join(words)


def _core(word: str) -> str:
    return word.strip(".,;:!?…-–—\"'“”‘’()[]").casefold().replace("\u2019", "'")


def _without_fillers(words: Sequence[str], fillers: frozenset[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        taken = _filler(words, at, kept, fillers)
        if not taken:
            kept.append(words[at])
            at += 1
            continue
        _close(kept, words[at + taken - 1])
        at += taken
    return kept


def _filler(words: Sequence[str], at: int, kept: Sequence[str], fillers: frozenset[str]) -> int:
    """How many words from here are a filler; "5 mm" is none."""
    if _core(words[at]) in fillers:
        return int(not kept or not kept[-1][-1].isdigit())
    pair = words[at : at + 2]
    opened = not kept or kept[-1].endswith((",", "-", ".", "?"))
    if opened and tuple(map(_core, pair)) in _ASIDES and pair[-1].endswith(","):
        return 2
    return 0


def _close(kept: list[str], gone: str) -> None:
    """Leave the comma before a filler out with it, and let its full stop stay."""
    if not kept:
        return
    if gone[-1] in ".?!" and kept[-1][-1] not in ".?!":
        kept[-1] = kept[-1].rstrip(",") + gone[-1]
    elif gone.endswith(",") and kept[-1].endswith(","):
        kept[-1] = kept[-1][:-1]
    if not kept[-1]:
        kept.pop()


def _without_repeats(words: Sequence[str], torn: Callable[[str, str], bool]) -> list[str]:
    """The last of what was begun more than once."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        if len(kept) > 1 and torn(kept[-2], word):
            del kept[-2]
        for size in range(min(_REPEATED, len(kept) // 2), 0, -1):
            if _stuttered(kept[-2 * size : -size], kept[-size:]):
                del kept[-2 * size : -size]
                break
    return kept


def _stuttered(first: Sequence[str], again: Sequence[str]) -> bool:
    cores = [_core(word) for word in first]
    if cores != [_core(word) for word in again] or not all(cores):
        return False
    if first[-1][-1] in ".?!" or any(word.isdigit() for word in cores):
        return False
    return len(cores) > 1 or cores[0] not in _DOUBLES


def _cut_off(word: str, following: str) -> bool:
    """Whether a word is marked as the beginning of the next: "Sm- Smarticus"."""
    return word.endswith(("-", "–", "—")) and _begins(word, following)


def _torn(word: str, following: str) -> bool:
    """Whether a word is the beginning of the next, marked or not: "des design"."""
    if not _begins(word, following):
        return False
    core = _core(word)
    short = core.isascii() and len(core) <= _TORN and core not in _SHORT and word[-1].isalpha()
    return short or _cut_off(word, following)


def _begins(word: str, following: str) -> bool:
    core, whole = _core(word), _core(following)
    return core.isalpha() and core != whole and whole.startswith(core)


def _without_openers(words: Sequence[str]) -> list[str]:
    at = 0
    while at < len(words) and _core(words[at]) in _OPENERS and len(words) - at > _LEFT:
        at += 1
    return list(words[at:])


def _polished(text: str) -> str:
    text = text.strip().lstrip(",;:.…-–— ").rstrip(",;:–—- ")
    return text[:1].upper() + text[1:]
