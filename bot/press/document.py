"""A result as a document for Word (ISO/IEC 29500), with the extra `[docx]`."""

from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO

from bot.domain.job import Job
from bot.domain.notes import Result


def installed() -> bool:
    """Whether the extra is."""
    return find_spec("docx") is not None


def docx(job: Job, result: Result) -> bytes:
    """The notes, then every word; only where it is `installed`.

    Eight hours of talk take seconds: call it in a thread.
    """
    from bot.press.word import Word

    word = Word(job.title, datetime.fromtimestamp(job.created_at, UTC))
    word.write(result)
    file = BytesIO()
    word.save(file)
    return file.getvalue()
