"""What we answer to one person."""

import pytest
from inline_snapshot import snapshot

from bot.domain.errors import Fault
from bot.domain.job import Failure, State
from bot.domain.recording import SlackFile
from bot.render import answers, endings, modals
from bot.render.question import question
from bot.sandbox.slack.blocks import check_view
from tests.render.values import TRAITS, a_job, faults, lines, running

EVIL = a_job(source=SlackFile(id="F1", name="<!channel> & <@U9>.mp3"))
ALL = {"tuplets": TRAITS}


def test_help_shows_what_to_type():
    message = answers.help_()
    assert message.text.replace("&lt;link&gt;", "") == snapshot("""\
*Share a recording* (audio or video) where I am, and its thread gets the summary, decisions, action items and transcript. Nothing else to do.
*Commands*
`/scribe ` transcribes a public link to a recording
`/scribe status` shows what is running here, `/scribe status all` everything of yours, `/scribe status #12` how that one came along
`/scribe cancel` stops a recording, `/scribe cancel #12` that one
`/scribe retry #12` tries a failed one again
`/scribe search budget` finds what was said, in the recordings of the channels you are in
`/scribe settings` arranges how this channel's recordings are transcribed
*In a thread* write the same words to me: `@Threadscribe status`, `@Threadscribe cancel`, `@Threadscribe `, and `fix eefa = Aoife` where a word was heard wrong; or ask about its recording: `@Threadscribe when is the launch?`. On any message: ⋮ → _Transcribe recording_.
*Options*, behind a link or beside a file when you mention me:
`--language de`  `--speakers 3`  `--no-speakers`  `--redact`  `--title "Weekly sync"`  `--provider NAME`
I cannot reach huddle notes or canvases: Slack does not give them to apps.\
""")
    assert "<link>" not in message.text


def test_a_list_has_a_cancel_button_for_each_running_recording():
    jobs = [running(50, 60), a_job(State.DONE), a_job(State.FAILED)]
    jobs[0] = a_job(provider="tuplets", progress=jobs[0].progress)
    message = answers.jobs_list(jobs, ALL, all=True)
    assert faults(message) == []
    assert lines(message) == snapshot(
        [
            "*Your recordings*",
            """\
*#12* Weekly sync.m4a in <#C1>
Tuplets is transcribing (50 %), done about <!date^1000140^{time}|13:49 UTC>. [Cancel]\
""",
            """\
*#12* Weekly sync.m4a in <#C1>
done\
""",
            """\
*#12* Weekly sync.m4a in <#C1>
failed\
""",
        ]
    )


def test_a_long_list_still_fits():
    message = answers.jobs_list([EVIL] * 60, ALL, all=True)
    assert faults(message) == []
    assert lines(message)[-1] == "And 40 more."


@pytest.mark.parametrize("state", list(State))
def test_answers_about_a_recording_never_let_its_name_speak(state):
    job = a_job(state, source=EVIL.source)
    for message in (
        answers.cannot_cancel(job),
        answers.not_yours(job),
        answers.started(job),
        answers.retried(job),
        answers.cannot_retry(job),
        answers.decided(job),
        answers.cancelling(job, TRAITS),
        answers.noted(job, "publish"),
        answers.which_one([job], ALL),
        answers.jobs_list([job], {}, all=False),
    ):
        assert faults(message) == []


def test_every_answer_is_a_message_that_slack_takes():
    for message in (
        answers.nothing_running(),
        answers.not_found(3),
        answers.which_number("retry"),
        answers.unknown_option("--<!here>"),
        answers.bad_value("--language", "<!here>"),
        answers.bad_value("--title", ""),
        answers.unknown_words("<@U1> " * 500),
        answers.unknown_words(" "),
        answers.not_in_this_version("todo"),
        answers.no_provider(),
        answers.invite_first("C1"),
        answers.hello("C1"),
        answers.running_already(),
        answers.outdated(),
        answers.nothing_asked(),
        answers.out_of_reach(),
        answers.one_moment(),
        answers.trouble("ab12"),
        *(answers.link_refused(fault) for fault in Fault),
    ):
        assert faults(message) == []
        assert "{" not in message.text


def test_every_fault_has_its_sentence():
    assert set(endings.FAULTS) == set(Fault)
    assert set(Fault) > endings.NO_RETRY


def test_the_questions():
    asked = [
        question(a_job(State.ASKING, failure=Failure(fault=fault), source=EVIL.source), TRAITS)
        for fault in (Fault.UNREDACTED, Fault.UNCLEAR)
    ]
    assert [faults(message) for message in asked] == [[], []]
    assert [message.plain.text for message in asked] == snapshot(
        [
            "#12 &lt;!channel&gt; &amp; &lt;@U9&gt;.mp3: You asked for personal data to be removed, and Tuplets did not do that (or not completely). I have posted nothing. What shall I do with the transcript? Write in this thread `@Threadscribe publish #12`, and I post it as it is: everybody in this channel will read names, numbers and whatever else was said. Or write `@Threadscribe discard #12`, and nothing is posted.",
            "#12 &lt;!channel&gt; &amp; &lt;@U9&gt;.mp3: I ordered this transcript, and the answer of Tuplets got lost on the way. I looked for the order and cannot tell whether it exists. Shall I order it again? Write in this thread `@Threadscribe again #12`, and I order it again: if Tuplets did take it the first time, it will be charged twice. Or write `@Threadscribe leave #12`, and I leave it.",
        ]
    )
    assert [lines(message) for message in asked] == snapshot(
        [
            [
                "<@U1>* <!channel> & <@U9>.mp3 · #12*",
                "You asked for personal data to be removed, and Tuplets did not do that (or not completely). I have posted nothing. What shall I do with the transcript?",
                "[Post it as it is] [Discard it]",
            ],
            [
                "<@U1>* <!channel> & <@U9>.mp3 · #12*",
                "I ordered this transcript, and the answer of Tuplets got lost on the way. I looked for the order and cannot tell whether it exists. Shall I order it again?",
                "[Order it again] [Leave it]",
            ],
        ]
    )


def test_every_view_is_one_that_slack_takes():
    long_names = ["<!here>" * 40 + ".mp3", ""] * 5
    for view in (
        modals.form(long_names, "n" * 3000, TRAITS),
        modals.form(["a.mp3"], "notes"),
        modals.loading(),
        modals.invite("C1"),
        modals.nothing_here(),
        modals.done([answers.started(EVIL)] * 10),
    ):
        check_view(view, "modal", lambda prefix: f"{prefix}1")
    assert "<!here>" not in str(modals.form(long_names, "").get("blocks")[0])
