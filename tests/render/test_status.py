"""The status message at every stage."""

from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from bot.domain.errors import Fault
from bot.domain.job import ENDED, Failure, Progress, Spent, State
from bot.domain.recording import Link
from bot.render import endings, words
from bot.render.status import status
from tests.render.values import TRAITS, a_job, failed, faults, lines, running


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("traits", [TRAITS, None])
def test_every_state_is_a_message_that_slack_takes(state, traits):
    message = status(a_job(state), traits)
    assert faults(message) == []
    cancellable = state not in ENDED and state is not State.POSTING
    assert ("[Cancel]" in lines(message)) is cancellable


def test_a_running_recording_says_how_far_it_is():
    assert lines(status(running(percent=40, left=200), TRAITS)) == snapshot(
        [
            "*Weekly sync.m4a* · 47 min · #12",
            "✓ Received  →  *Transcribing*  →  Notes",
            "Tuplets is transcribing (25 %), done about {1000260}.",
            "[Cancel]",
        ]
    )


def test_it_waits_in_line():
    job = a_job(progress=Progress(queued=True))
    assert lines(status(job, TRAITS)) == snapshot(
        [
            "*Weekly sync.m4a* · 47 min · #12",
            "✓ Received  →  *Transcribing*  →  Notes",
            "Waiting in line at Tuplets.",
            "[Cancel]",
        ]
    )


def test_small_changes_of_mind_do_not_change_it():
    polls = [running(30, 200, at=60_000), running(33, 190, at=60_012), running(41, 183, at=60_018)]
    assert len({str(status(job, TRAITS)) for job in polls}) == 1


def test_progress_comes_in_quarters():
    shown = {str(status(running(percent, 100), TRAITS)) for percent in range(101)}
    assert len(shown) == 4


def test_done_is_one_line():
    job = a_job(State.DONE, finished_at=1_000_220.0)
    assert lines(status(job, TRAITS)) == snapshot(["Done in 3 min 40 s · #12"])


def test_cancelled_says_by_whom_and_what_it_cost():
    job = a_job(State.CANCELLED, cancel_by="U2", spent=Spent.BILLED, cost="0.125")
    message = status(job, TRAITS)
    assert (lines(message), message.text) == snapshot(
        (
            ["Cancelled by <@U2>. Tuplets charged $0.13 for it. · #12"],
            "Cancelled by <@U2>. Tuplets charged $0.13 for it. · #12",
        )
    )


def test_a_failure_says_what_happened_what_it_cost_and_what_to_do():
    job = a_job(
        State.FAILED,
        failure=Failure(fault=Fault.FAILED, said="codec <!channel> unknown", incident="ab12"),
        spent=Spent.MAYBE,
    )
    message = status(job, TRAITS)
    assert faults(message) == []
    assert (lines(message), message.text) == snapshot(
        (
            [
                "*Weekly sync.m4a* · 47 min · #12",
                "Tuplets took this recording and could not transcribe it. It may have been charged: the account at Tuplets will show.",
                "> codec <!channel> unknown",
                "Check that it plays. Trying again is a new order and may be charged again.",
                "Incident ab12",
                "[Try again]",
            ],
            "#12 Weekly sync.m4a: Tuplets took this recording and could not transcribe it. “codec &lt;!channel&gt; unknown” It may have been charged: the account at Tuplets will show. Check that it plays. Trying again is a new order and may be charged again.",
        )
    )


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_its_sentence_and_a_retry_where_one_helps(fault):
    message = status(failed(fault), TRAITS)
    assert faults(message) == []
    assert "{" not in message.text
    offered = any(f"[{words.TRY_AGAIN}]" in row for row in lines(message))
    assert offered is (fault not in endings.NO_RETRY)
    assert "Nothing was charged." in message.text


def test_stopping_has_no_second_cancel_button():
    message = status(a_job(cancel_at=5.0), TRAITS)
    assert lines(message)[-1] == "Stopping."


def test_the_confirmation_tells_the_truth_about_money():
    before = status(a_job(State.SENDING), TRAITS).blocks[-1]["elements"][0]["confirm"]
    after = status(a_job(State.RUNNING), TRAITS).blocks[-1]["elements"][0]["confirm"]
    kept = replace(TRAITS, cancel_money=None)
    stuck = status(a_job(State.RUNNING), kept).blocks[-1]["elements"][0]["confirm"]
    assert [ask["text"]["text"] for ask in (before, after, stuck)] == snapshot(
        [
            "Nothing has been charged so far, and nothing will be posted.",
            "Tuplets charges for cancelled recordings as if they had run to the end. Nothing will be posted.",
            "Tuplets cannot be stopped and will charge for it. Nothing will be posted.",
        ]
    )


def test_before_a_service_has_it_nobody_blames_the_service():
    waits = {"waiting": Fault.SERVICE_DOWN, "waiting_since": 1.0, "updated_at": 600.0}
    link = Link(url="https://example.com/a.mp3")
    told = [
        lines(status(job, TRAITS))[-2]
        for job in (
            a_job(State.ACCEPTED, **waits),
            a_job(State.SENDING, **waits),
            a_job(State.SENDING, source=link, **waits),
            a_job(State.RUNNING, **waits),
        )
    ]
    assert told == snapshot(
        [
            "Slack does not answer. I keep trying.",
            "Slack or Tuplets does not answer. I keep trying.",
            "The link's server or Tuplets does not answer. I keep trying.",
            "Tuplets does not answer. I keep trying.",
        ]
    )
    never_given = failed(Fault.SERVICE_DOWN)
    assert "Slack could not be reached" in status(never_given, TRAITS).text
    assert "Tuplets could not" in status(replace(never_given, provider="tuplets"), TRAITS).text
