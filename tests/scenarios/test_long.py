"""Results that do not fit: in parts, with every word."""

import itertools

from bot.sandbox.plain import message_as_text
from tests.house import House

SEGMENTS = 5000
ITEMS = 300


async def test_a_long_result_comes_in_parts_in_order_and_keeps_every_word(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.result_override = long_result()
    message = await house.share()
    await house.delivered(message, seconds=40)

    names = house.parts(message)
    assert len(names) > 6
    later = [f"result-{n}" for n in range(2, len(names) - 1)]
    assert names == ["status", "result", *later, "transcript"]
    told = " ".join(message_as_text(reply, {}) for reply in house.thread(message)[1:-1]).split()
    for word in expected_words():
        assert told.count(word) == 1, word
    transcript = house.transcript(message)
    assert transcript.count("\n") == SEGMENTS
    assert all(f"said-{n} " in transcript for n in range(SEGMENTS))


async def test_one_word_without_end_is_not_lost_either(socket_house: House):
    house = socket_house
    result = long_result()
    result["analytics"] |= {"summary": "Ä" * 30_000, "action_items": [], "decisions": []}
    house.sandbox.tuplets.result_override = result
    message = await house.share()
    await house.delivered(message, seconds=40)

    results = house.thread(message)[1:-1]
    assert sum(message_as_text(reply, {}).count("Ä") for reply in results) == 30_000


def expected_words() -> list[str]:
    summary = (f"summary-{n}" for n in range(2000))
    items = ([f"decided-{n}", f"todo-{n}", f"owner-{n}"] for n in range(ITEMS))
    return [*summary, *itertools.chain.from_iterable(items)]


def long_result() -> dict:
    segments = [
        {
            "start": n * 2.0,
            "end": n * 2.0 + 1.9,
            "text": f"said-{n} and so on",
            "speaker": "SPEAKER_00",
        }
        for n in range(SEGMENTS)
    ]
    evidence = [{"start": 4.0, "end": 6.0, "text": "as it was said", "speaker": "SPEAKER_00"}]
    return {
        "text": " ".join(segment["text"] for segment in segments),
        "segments": segments,
        "language": "en",
        "audio_duration_seconds": SEGMENTS * 2.0,
        "analytics": {
            "profile": "full",
            "tier": "deep",
            "summary": " ".join(f"summary-{n}" for n in range(2000)),
            "key_topics": [],
            "decisions": [
                {"decision": f"decided-{n} to do it", "evidence": evidence} for n in range(ITEMS)
            ],
            "action_items": [
                {"action": f"todo-{n} soon", "owner": f"owner-{n}", "evidence": evidence}
                for n in range(ITEMS)
            ],
        },
        "feature_execution": {"analytics_applied": True, "diarization_applied": True},
    }
