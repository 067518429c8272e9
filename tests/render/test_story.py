"""The story of one job, as it reads."""

import re
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from bot.domain.errors import Fault
from bot.domain.job import ENDED, Event, Failure, Job, Progress, Spent, State, Ticket
from bot.domain.message import PartKey, Post, PostState
from bot.domain.recording import Link, SlackFile
from bot.render.story import Known, story
from tests.render.values import TRAITS, a_job, failed, faults, told

BEGAN = 1_000_000.0
PATH = (State.ACCEPTED, State.SENDING, State.READY, State.SUBMITTING, State.RUNNING)


def known(*events: tuple[State, Fault | None], now: float = BEGAN + 300, **more) -> Known:
    """Events ten seconds apart."""
    steps = [Event(at=BEGAN + 10 * n, state=s, why=w) for n, (s, w) in enumerate(events)]
    return Known(events=steps, posts=more.pop("posts", ()), now=now, **more)


def calm(*states: State) -> list[tuple[State, Fault | None]]:
    return [(state, None) for state in states]


def post(part: str, state: PostState = PostState.SENT, attempts: int = 0) -> Post:
    return Post(key=PartKey(job="j1", part=part), seq=0, body=None, state=state, attempts=attempts)


def read(job: Job, what: Known, *, may_cancel: bool = False) -> str:
    """The story as people read it, its times as seconds since the beginning."""
    message = story(job, TRAITS, what, may_cancel=may_cancel)
    assert faults(message) == []
    return re.sub(r"<!date\^(\d+)\^[^>]+>", lambda m: f"+{int(m[1]) - int(BEGAN)}s", told(message))


def test_a_running_job_says_when_it_is_looked_at_and_how_long_it_may_take():
    job = a_job(
        provider="tuplets",
        account="tuplets:1234",
        ticket=Ticket(remote_id="t-9", secrets={"cancel_token": "s3cret"}),
        progress=Progress(percent=60.0, left=100.0, at=BEGAN + 290),
        spent=Spent.MAYBE,
        due_at=BEGAN + 9000,
    )
    what = known(*calm(*PATH), next_look=BEGAN + 320, posts=[post("status")])
    assert read(job, what, may_cancel=True) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
Tuplets is transcribing (50 %), done about +440s. I look again about +320s. I wait for it until +9000s at the most.
Cancel
Cancel this recording?
Tuplets charges for cancelled recordings as if they had run to the end. Nothing will be posted.
Cancel it
Keep going
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets took the order.
Posted: the status message.
Asked for by <@U1>. It is ordered, so Tuplets may charge for it.
Job j1 · tuplets:1234 · its id there: t-9\
""")


def test_a_look_that_is_due_is_under_way():
    text = read(a_job(due_at=BEGAN + 9000), known(*calm(*PATH), next_look=BEGAN + 299))
    assert "I am at it right now. I wait for it until +9000s at the most." in text


def test_a_job_that_waits_says_for_what_since_when_and_until_when():
    job = a_job(
        State.READY,
        waiting=Fault.NO_SLOT,
        waiting_since=BEGAN + 40,
        attempts=7,
        due_at=BEGAN + 330,
        requester="U2",
    )
    turn = [(State.SUBMITTING, Fault.NO_SLOT), (State.READY, Fault.NO_SLOT)]
    events = [*calm(*PATH[:4]), (State.READY, Fault.NO_SLOT), *turn * 6]
    assert read(job, known(*events)) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
Tuplets had no free place. Waiting since +40s, 7 failed tries so far. I try again about +330s.
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets had no free place. (7 times, the last +160s)
Asked for by <@U2>, shared by <@U1>. Nothing has been charged so far.
Job j1\
""")


def test_a_failed_job_says_why_what_it_cost_and_what_to_do():
    job = failed(Fault.FAILED, spent=Spent.BILLED, cost="0.49")
    job = replace(job, failure=Failure(fault=Fault.FAILED, said="Codec <!here> unknown"))
    events = [*calm(*PATH), (State.FAILED, Fault.FAILED)]
    assert read(job, known(*events, posts=[post("status")])) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
Tuplets took this recording and could not transcribe it.
“Codec &lt;!here&gt; unknown”
Check that it plays. Trying again is a new order and may be charged again. `/scribe retry #12` tries it again.
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets took the order.
+50s  I stopped. Tuplets took this recording and could not transcribe it.
Posted: the status message.
Asked for by <@U1>. Tuplets charged $0.49 for it.
Job j1\
""")


def test_a_job_that_is_done_says_what_stands_in_its_thread():
    job = a_job(State.DONE, finished_at=BEGAN + 60, spent=Spent.BILLED, cost="0.49")
    posts = [post("status"), post("result"), post("result-2"), post("transcript")]
    events = calm(*PATH, State.POSTING, State.DONE)
    assert read(job, known(*events, posts=posts, now=BEGAN + 90_000)) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
Done in 1 min.
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets took the order.
+50s  The notes were ready, and I began to post them.
+60s  Everything was in the thread.
Posted: the status message, the notes (in 2 messages) and the transcript.
Asked for by <@U1>. Tuplets charged $0.49 for it.
Job j1\
""")


def test_a_cancelled_job_says_by_whom():
    job = a_job(State.CANCELLED, cancel_by="U2", cancel_at=BEGAN + 50, spent=Spent.BILLED)
    assert read(job, known(*calm(*PATH, State.CANCELLED))) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
It was cancelled. `/scribe retry #12` tries it again.
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets took the order.
+50s  It was cancelled.
Asked for by <@U1>, cancelled by <@U2>. Tuplets charges for it.
Job j1\
""")


def test_a_job_whose_thread_is_gone_says_where_its_notes_went():
    gone = Failure(fault=Fault.UNDELIVERABLE)
    job = a_job(State.UNDELIVERABLE, failure=gone, spent=Spent.BILLED, cost="0.49")
    posts = [
        post("status"),
        post("result", PostState.DEAD),
        post("transcript", PostState.WAITING),
        post("notice"),
    ]
    events = [*calm(*PATH, State.POSTING), (State.UNDELIVERABLE, Fault.UNDELIVERABLE)]
    assert read(job, known(*events, posts=posts)) == snapshot("""\
*#12* Weekly sync.m4a · 47 min
I could not post in this thread.
Check that I am in the channel and that the thread still exists, then try again. `/scribe retry #12` tries it again.
+0s  I took the recording in.
+10s  I began to send it to Tuplets.
+20s  It was ready to be ordered.
+30s  I went to order the transcript.
+40s  Tuplets took the order.
+50s  The notes were ready, and I began to post them.
+60s  I could not post in its thread, so I stopped.
Posted: the status message and a direct message to who asked.
Could not be posted: the notes and the transcript.
Asked for by <@U1>. Tuplets charged $0.49 for it.
Job j1\
""")


def test_posting_says_what_is_still_to_come_and_how_often_it_was_tried():
    job = a_job(State.POSTING, spent=Spent.BILLED, cost="0.49", post_due_at=BEGAN + 400)
    posts = [post("status"), post("result"), post("transcript", PostState.WAITING, 3)]
    text = read(job, known(*calm(*PATH, State.POSTING), posts=posts))
    assert "try again about +400s" in text
    assert "Posted: the status message and the notes." in text
    assert "Still to be posted: the transcript, after 3 failed tries." in text


def test_whoever_may_not_cancel_has_no_button_and_nobody_has_one_for_what_ended():
    what = known(*calm(*PATH))
    for state in State:
        shown = [
            "accessory" in story(a_job(state), TRAITS, what, may_cancel=may).blocks[0]
            for may in (True, False)
        ]
        assert shown == [state not in ENDED and state is not State.POSTING, False]
    assert "accessory" not in story(a_job(cancel_at=5.0), TRAITS, what, may_cancel=True).blocks[0]


def test_before_the_service_has_it_nobody_blames_the_service():
    waits = {"waiting": Fault.SERVICE_DOWN, "waiting_since": BEGAN, "due_at": BEGAN + 400}
    link = Link(url="https://example.com/a.mp3")
    assert "Slack did not answer" in read(a_job(State.ACCEPTED, **waits), known())
    assert "Slack or Tuplets did not" in read(a_job(State.SENDING, **waits), known())
    assert "The link's server or T" in read(a_job(State.SENDING, source=link, **waits), known())
    assert "*\nTuplets did not" not in read(a_job(State.ACCEPTED, **waits), known())


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("why", [None, *Fault])
def test_whatever_happened_is_a_message_that_slack_takes(state, why):
    evil = SlackFile(id="F1", name="<!channel> & <@U9>" * 30)
    job = a_job(
        state,
        source=evil,
        waiting=why,
        failure=Failure(fault=why, said="&" * 900, incident="1a2b") if why else None,
    )
    what = known((state, why), posts=[post("status", PostState.INTENDED)])
    for traits in (TRAITS, None):
        message = story(job, traits, what, may_cancel=True)
        assert faults(message) == []
        assert "{service}" not in message.text


def test_a_story_of_hundreds_of_steps_shows_its_beginning_and_its_newest():
    whys = [Fault.SLOW_DOWN, Fault.NO_SLOT, Fault.SERVICE_DOWN, Fault.NO_CREDIT]
    events = [*calm(*PATH[:3]), *((State.READY, whys[n % 4]) for n in range(400))]
    text = read(a_job(State.READY), known(*events, now=BEGAN + 90_000))
    assert "I took the recording in." in text
    assert "+4020s" in text
    assert "+3900s" not in text
    assert "388 steps left out" in text
