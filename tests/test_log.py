"""The log: one fact a line, and nobody else's words in it."""

import io
import logging
from collections.abc import Callable, Generator

import pytest

from bot.log import configure

Lines = Callable[[], list[str]]


@pytest.fixture(params=["text", "json"])
def lines(request: pytest.FixtureRequest) -> Generator[Lines]:
    """What is logged from now on, at the most talkative level."""
    loggers = [logging.getLogger(), logging.getLogger("bot")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    stream = io.StringIO()
    configure("DEBUG", request.param, stream)
    yield lambda: stream.getvalue().splitlines()
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def test_what_libraries_say_is_told_by_its_place_alone(lines: Lines):
    library = logging.getLogger("aiohttp.client")
    library.info("GET https://files.example/?token=canary")
    library.warning("Cannot read %s", "https://files.example/?token=canary")

    [line] = lines()
    assert "aiohttp.client" in line
    assert "canary" not in line


@pytest.mark.parametrize("logger", ["bot.jobs.worker", "asyncio"])
def test_an_exception_is_told_by_its_type_alone(lines: Lines, logger: str):
    try:
        int("canary")
    except ValueError:
        logging.getLogger(logger).exception("it broke")

    [line] = lines()
    assert "ValueError" in line
    assert "canary" not in line


def test_no_value_makes_a_line_of_its_own(lines: Lines):
    forged = "gone\n2030-01-01 error bot all is lost\x1b[2J\u2028"
    logging.getLogger("bot").info(forged, extra={"why": forged})

    [line] = lines()
    assert line.isprintable()
