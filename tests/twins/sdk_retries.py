"""Law 2, one visible message: this twin leaves Slack's SDK its habit of sending again."""

from typing import Any

import pytest
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import api
from tests.twins import Way


class Retrying(AsyncWebClient):
    def __init__(self, *args: Any, **options: Any) -> None:
        retrying = {"retry_handlers": [AsyncConnectionErrorRetryHandler()]}
        super().__init__(*args, **options | retrying)


def a_post_without_an_answer_is_sent_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(api, "AsyncWebClient", Retrying)


WAYS = (
    Way(
        broken=a_post_without_an_answer_is_sent_again,
        tests=(
            "tests/slack/test_thread.py::test_a_lost_answer_is_unclear_and_said_once",
            "tests/scenarios/trouble/test_trouble.py::test_an_unclear_post_is_looked_for_before_it_is_made_again",
        ),
    ),
)
