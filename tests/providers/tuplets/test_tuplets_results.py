"""From what Tuplets made to what people read, and what it did not do told as such."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.notes import ActionItem, Caveat, Decision, Moment, Section, Warned
from bot.domain.ports import Finished
from bot.domain.recording import Wish
from tests.providers.tuplets.tuplets import TICKET, Script, tuplets

WIRE = Path(__file__).parents[2] / "wire" / "tuplets"

SAID = [
    {"start": 0, "end": 6.2, "speaker": "SPEAKER_01", "text": " Welcome everyone. "},
    {"start": 6.2, "end": 12.8, "speaker": "SPEAKER_00", "text": "I'll send it by Friday."},
]
NOTED = {
    "profile": "full",
    "tier": "deep",
    "summary": "SPEAKER_01 opened; SPEAKER_00 promised the copy.",
    "key_topics": [{"topic": "launch", "evidence": []}],
    "action_items": [
        {
            "action": "Send the copy",
            "owner": "SPEAKER_00",
            "due_date": "Friday",
            "source_quote": "I'll send it by Friday.",
            "evidence": [SAID[1]],
        }
    ],
    "decisions": [{"decision": "Ship next week", "evidence": [SAID[0]]}],
    "urgency": {"score": 1, "reasoning": ""},
    "skipped_reason": None,
}
DONE = {
    "text": "Welcome everyone. I'll send it by Friday.",
    "segments": SAID,
    "language": "en",
    "audio_duration_seconds": 60.0,
    "diarization": {
        "speaker_count": 2,
        "confidence": "medium",
        "speaker_embeddings": {"model": "m", "vectors": {"SPEAKER_00": [0.12345, 0.54321]}},
    },
    "analytics": NOTED,
    "feature_execution": {
        "transcription_model_requested": "standard",
        "transcription_model_applied": "standard",
        "diarization_requested": True,
        "diarization_applied": True,
        "analytics_applied": True,
        "generic_analytics_applied": True,
        "generic_analytics_tier_requested": "deep",
        "generic_analytics_tier_applied": "deep",
    },
    "processing_warnings": [],
}
SPOKEN = Wish()


def _changed(base, changes):
    """A copy with some fields changed, named by their path."""
    made = copy.deepcopy(base)
    for path, value in changes.items():
        *parents, last = path.split(".")
        part = made
        for parent in parents:
            part = part[parent]
        part[last] = copy.deepcopy(value)
    return made


async def _result(changes=(), *, wish=SPOKEN, row=(), body=None, **settings):
    outcome = _changed(DONE, dict(changes))
    answer = {"id": "j1", "status": "completed", "billed_cost_usd": 0.125, "result": outcome}
    answer.update(row)
    async with tuplets(Script(GET_jobs_j1=(200, body or answer)), **settings) as provider:
        seen = await provider.look(TICKET, wish)
    assert isinstance(seen, Finished)
    return seen.result


def _caveats(result):
    return [warned.caveat for warned in result.warned]


async def test_speakers_are_numbered_as_they_speak_everywhere():
    result = await _result()
    assert [(s.speaker, s.text, s.start) for s in result.transcript.segments] == [
        ("Speaker 1", "Welcome everyone.", 0.0),
        ("Speaker 2", "I'll send it by Friday.", 6.2),
    ]
    assert result.notes.summary == "Speaker 1 opened; Speaker 2 promised the copy."
    quote = Moment(start=6.2, quote="I'll send it by Friday.", speaker="Speaker 2")
    assert result.notes.actions == (
        ActionItem(text="Send the copy", owner="Speaker 2", due="Friday", moment=quote),
    )
    opening = Moment(start=0.0, quote="Welcome everyone.", speaker="Speaker 1")
    assert result.notes.decisions == (Decision(text="Ship next week", moment=opening),)
    assert result.notes.topics == ("launch",)
    assert result.notes.origin == "Tuplets"
    assert (result.transcript.language, result.transcript.seconds) == ("en", 60.0)
    assert result.cost == Decimal("0.125")
    assert result.warned == ()
    assert not result.unredacted


async def test_all_that_the_full_profile_finds_has_its_place():
    full = json.loads((WIRE / "completed_full.json").read_text(encoding="utf-8"))["body"]
    notes = (await _result(body=full)).notes
    assert notes.risks
    assert all(risk.moment for risk in notes.risks)
    assert [chapter.start for chapter in notes.chapters] == sorted(c.start for c in notes.chapters)
    assert notes.mood is not None
    assert [section.title for section in notes.sections] == ["Asked and answered", "Left open"]
    assert all(action.confidence for action in notes.actions)
    assert "SPEAKER_" not in str(notes)


async def test_what_was_not_looked_for_is_not_claimed_to_be_absent():
    assert (await _result({"analytics.profile": "basic"})).notes.risks is None
    assert (await _result()).notes.risks == ()


async def test_voice_embeddings_are_not_held_anywhere():
    assert "0.12345" not in repr(await _result())


@pytest.mark.parametrize(
    ("owner", "ours"),
    [("Dana", "Dana"), ("SPEAKER_07", None), ("", None), (None, None), ("SPEAKER_01", "Speaker 1")],
)
async def test_an_owner_is_a_name_or_somebody_who_spoke(owner, ours):
    result = await _result({"analytics.action_items": [{"action": "Go", "owner": owner}]})
    assert result.notes.actions == (ActionItem(text="Go", owner=ours),)


async def test_without_speakers_asked_nobody_is_named_and_nothing_is_missed():
    segments = [{**s, "speaker": None} for s in SAID]
    result = await _result(
        {"segments": segments, "feature_execution.diarization_applied": False},
        wish=Wish(speakers=False),
    )
    assert result.transcript.speakers == ()
    assert result.warned == ()


EMPTY = {"analytics.action_items": [], "analytics.decisions": []}


async def test_looked_for_and_none_found_is_an_empty_list():
    notes = (await _result(EMPTY)).notes
    assert (notes.actions, notes.decisions) == ((), ())


@pytest.mark.parametrize(
    "changes",
    [
        {"analytics.profile": "basic", "analytics.tier": "fast"},
        {"feature_execution.generic_analytics_tier_applied": "fast"},
        {"analytics.tier": "fast", "feature_execution": None},
        {"analytics.skipped_reason": "too long"},
        {"analytics.generic_skipped_reason": "too long"},
    ],
    ids=["basic", "downgraded", "shallow", "skipped", "skipped otherwise"],
)
async def test_not_looked_for_is_not_an_empty_list(changes):
    notes = (await _result({**EMPTY, **changes})).notes
    assert notes.summary
    assert (notes.actions, notes.decisions) == (None, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"analytics": None}, ""),
        ({"feature_execution.analytics_applied": False}, ""),
        ({"feature_execution.generic_analytics_applied": False}, ""),
        ({"analytics": {"profile": "full", "skipped_reason": "no capacity"}}, "no capacity"),
        ({"analytics": "odd"}, ""),
    ],
    ids=["absent", "not applied", "generic not applied", "skipped", "garbled"],
)
async def test_notes_that_were_asked_and_not_made_are_missed_aloud(changes, reason):
    result = await _result(changes)
    assert result.notes is None
    assert result.warned == (Warned(caveat=Caveat.NO_NOTES, detail=reason),)


async def test_a_short_recording_has_no_notes_for_that_reason():
    result = await _result({"analytics": None, "audio_duration_seconds": 12.0})
    assert _caveats(result) == [Caveat.NOTES_TOO_SHORT]


async def test_a_warning_that_explains_a_caveat_is_not_said_twice():
    result = await _result(
        {
            "analytics": {"profile": "full", "skipped_reason": "no capacity"},
            "feature_execution.diarization_applied": False,
            "processing_warnings": [
                "Analytics were skipped: no capacity",
                "Speakers could not be told apart.",
                "The recording hums.",
            ],
        }
    )
    assert result.warned == (
        Warned(caveat=Caveat.NO_SPEAKERS, detail="Speakers could not be told apart."),
        Warned(caveat=Caveat.NO_NOTES, detail="no capacity"),
        Warned(caveat=Caveat.SERVICE_SAYS, detail="The recording hums."),
    )


async def test_notes_that_nobody_asked_for_are_not_missed():
    result = await _result({"analytics": None}, tuplets_profile="none")
    assert (result.notes, result.warned) == (None, ())


async def test_a_pack_of_questions_alone_makes_no_notes():
    custom = {"profile": None, "modules": [], "custom": {"domain": "sales", "fields": {}}}
    result = await _result({"analytics": custom}, tuplets_profile="none", tuplets_domain="sales")
    assert (result.notes, result.warned) == (None, ())


@pytest.mark.parametrize(
    ("changes", "caveat"),
    [
        ({"feature_execution.diarization_applied": False}, Caveat.NO_SPEAKERS),
        ({"segments": [{"start": 0, "end": 1, "text": "Hi."}]}, Caveat.NO_SPEAKERS),
        ({"diarization.confidence": "low"}, Caveat.SHAKY_SPEAKERS),
        ({"diarization.warning": "overlaps"}, Caveat.SHAKY_SPEAKERS),
        ({"feature_execution.transcription_model_applied": "premium"}, Caveat.OTHER_MODEL),
        ({"transcription_meta": {"issues": ["low_coverage", "x"]}}, Caveat.LOW_COVERAGE),
        ({"transcription_meta": {"issues": ["repetition_detected"]}}, Caveat.REPETITION),
        ({"processing_warnings": ["Careful."]}, Caveat.SERVICE_SAYS),
        ({"processing_warnings": [{"message": "Careful."}, 3, None]}, Caveat.SERVICE_SAYS),
    ],
    ids=map(str, range(9)),
)
async def test_what_is_not_to_be_trusted_is_said(changes, caveat):
    assert _caveats(await _result(changes)) == [caveat]


async def test_a_language_that_the_service_lacks_is_said_to_be_detected():
    result = await _result(wish=Wish(language="he"))
    assert result.warned == (Warned(caveat=Caveat.LANGUAGE_UNKNOWN, detail="he"),)


APPLIED = {"feature_execution.pii_processing_applied": True}


@pytest.mark.parametrize(
    ("changes", "unredacted"),
    [
        (APPLIED, False),
        ({"feature_execution.pii_processing_applied": False}, True),
        ({}, True),
        ({"feature_execution": None}, True),
        ({**APPLIED, "pii_review_required": True}, True),
        ({**APPLIED, "pii_processing_error": "failed"}, True),
    ],
    ids=map(str, range(6)),
)
async def test_only_what_is_said_to_be_redacted_is(changes, unredacted):
    result = await _result(changes, wish=Wish(redact=True))
    assert result.unredacted is unredacted
    assert not (await _result(changes)).unredacted  # nobody asked


@pytest.mark.parametrize(
    "changes",
    [
        {"segments": [], "text": ""},
        {"segments": [{"start": 0, "end": 60, "text": "  "}], "text": None},
    ],
    ids=["empty", "blank"],
)
async def test_silence_is_a_result_and_misses_nothing(changes):
    result = await _result({**changes, "analytics": None})
    assert result.transcript.silent
    assert result.warned == ()


async def test_a_text_without_segments_is_one_segment():
    result = await _result({"segments": [], "text": "All of it."})
    assert [s.text for s in result.transcript.segments] == ["All of it."]


async def test_odd_fields_cost_themselves_only():
    odd = [
        *SAID,
        {"start": "soon", "end": None, "text": "Late.", "speaker": 7},
        {"text": None},
        "words",
        None,
        {"start": 1e400, "text": "Endless."},
    ]
    changes = {
        "segments": odd,
        "audio_duration_seconds": "long",
        "analytics.action_items": [{"action": "Go", "due_date": 5, "evidence": "x"}, None, "y"],
        "analytics.decisions": {"not": "a list"},
        "analytics.key_topics": [{"topic": 4}, {}],
        "analytics.sentiment": "odd",
        "processing_warnings": "careful",
        "transcription_meta": ["x"],
    }
    result = await _result(changes, row={"billed_cost_usd": "free", "progress_percent": []})
    texts = [s.text for s in result.transcript.segments]
    assert texts == ["Welcome everyone.", "I'll send it by Friday.", "Late.", "Endless."]
    assert result.notes.actions == (ActionItem(text="Go", due="5"),)
    assert result.cost is None


WORDS = [
    *(
        {"word": w, "start": 0.5 + n, "end": 1.0 + n}
        for n, w in enumerate(["Welcome", "everyone."])
    ),
    *(
        {"word": w, "start": 6.2 + n, "end": 7.0 + n}
        for n, w in enumerate(["I'll", "send", "it", "by", "Friday."])
    ),
]


async def test_words_have_their_times_with_the_phrase_that_they_make():
    first, second = (await _result({"words": WORDS})).transcript.segments
    assert [(w.text, w.start) for w in first.words] == [("Welcome", 0.5), ("everyone.", 1.5)]
    assert [w.text for w in second.words] == ["I'll", "send", "it", "by", "Friday."]


async def test_words_that_were_not_blackened_with_their_phrase_are_not_held_anywhere():
    blackened = [SAID[0], {**SAID[1], "text": "I'll send it by [DATE]."}]
    result = await _result({"words": WORDS, "segments": blackened, "text": "", "analytics": None})
    assert result.transcript.segments[1].words == ()
    assert "Friday" not in repr(result)


async def test_segments_out_of_order_are_put_in_order():
    result = await _result({"segments": SAID[::-1]})
    assert [s.start for s in result.transcript.segments] == [0.0, 6.2]


async def test_half_a_letter_is_no_reason_to_lose_a_recording():
    body = {"id": "j1", "status": "completed", "result": _changed(DONE, {})}
    body["result"]["segments"][0]["text"] = "Half \ud83d a letter"
    result = await _result(body=json.dumps(body))
    assert result.transcript.segments[0].text == "Half ? a letter"


CUSTOM = {
    "schema_version": "2026-05-31",
    "domain": "insurance",
    "fields": {
        "call_reason": {
            "status": "matched",
            "selected": [{"id": 1, "code": "CLAIM_STATUS", "label": "Claim status"}],
        },
        "policy_line": {"status": "matched", "selected": [{"code": "AUTO"}, {"code": "HOME"}]},
        "satisfied": {"status": "matched", "value": True},
        "stars": {"status": "matched", "value": 4},
        "odd": ["not", "an", "answer"],
        "unknown": {"status": "no_match", "selected": []},
    },
}


async def test_the_answers_of_a_pack_are_a_section_of_their_own():
    result = await _result({"analytics.custom": CUSTOM}, tuplets_domain="insurance")
    assert result.notes.summary
    assert result.notes.sections == (
        Section(
            title="Insurance",
            lines=(
                "Call reason: Claim status",
                "Policy line: Auto, Home",
                "Satisfied: yes",
                "Stars: 4",
            ),
        ),
    )


async def test_an_own_schema_alone_has_its_own_words(tmp_path):
    fields = [{"key": "stars", "label": "How many stars", "type": "rating"}]
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"fields": fields}))
    answers = {"fields": {"stars": {"status": "matched", "value": 5}}}
    alone = {"profile": "none", "custom": answers}
    result = await _result({"analytics": alone}, tuplets_profile="none", tuplets_schema=schema)
    [section] = result.notes.sections
    assert section == Section(title="Your questions", lines=("How many stars: 5",))
    assert (result.notes.summary, result.warned) == (None, ())
