"""One fact a line, as text or JSON: names, ids and numbers, never speech, tokens or addresses.

Only our own loggers go below WARNING: httpx logs whole URLs at INFO, aiosqlite its parameters at
DEBUG and Slack's SDK what people wrote. Traces are cut to the type of the error and its place,
because an exception's text may quote anything.
"""

import json
import logging
import sys
import time
from typing import Literal, TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def configure(level: str, shape: Literal["text", "json"], stream: TextIO = sys.stderr) -> None:
    """Log to this stream from now on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json() if shape == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={_plain(value)}" for name, value in _facts(record).items())
        line = f"{_time(record)} {record.levelname.lower():7} {record.name} {_event(record)}"
        return f"{line}  {facts}" if facts else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "t": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        facts = {name: _plain(value) for name, value in _facts(record).items()}
        return json.dumps(line | facts, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    # Others' messages may hold anything, so only their place is told.
    if not record.name.startswith("bot"):
        return f"{record.module}:{record.lineno}"
    return _plain(record.getMessage())


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info and record.exc_info[0]:
        facts["error"] = record.exc_info[0].__name__
    return facts


def _plain(value: object) -> str:
    return "".join(c if c.isprintable() else "?" for c in str(value))[:500]


def _time(record: logging.LogRecord) -> str:
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{seconds}.{int(record.msecs):03d}Z"
