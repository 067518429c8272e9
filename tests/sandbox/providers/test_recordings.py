"""The sandbox's own recordings, and the truth about them."""

import re

import pytest

from bot.sandbox.providers import sound
from bot.sandbox.recordings import samples, truth

EACH = pytest.mark.parametrize("recording", samples(), ids=lambda s: s.name)
LISTS = ("action_items", "decisions", "key_topics", "qa_pairs", "risks", "missed_opportunities")


def test_there_are_three_in_two_languages_one_of_them_a_clip():
    assert len(samples()) == 3
    assert {s.language for s in samples()} == {"en", "de"}
    assert [s.subtype for s in samples()].count("slack_video") == 1
    folder = samples()[0].path.parent
    assert sum(f.stat().st_size for f in folder.iterdir() if f.is_file()) < 1_000_000


@EACH
def test_a_recording_is_as_long_as_it_says(recording):
    heard = sound.examine(recording.path.read_bytes())
    assert heard.seconds == pytest.approx(recording.seconds, abs=0.1)
    assert heard.picture == recording.mimetype.startswith("video/")
    assert 20 <= recording.seconds <= 90


@EACH
def test_its_segments_follow_each_other_and_have_known_speakers(recording):
    known = truth(recording)
    at = 0.0
    for segment in known["segments"]:
        assert at <= segment["start"] < segment["end"] <= recording.seconds
        at = segment["end"]
    spoken = list(dict.fromkeys(s["speaker"] for s in known["segments"]))
    assert spoken == list(known["speakers"]) == list(known["voices"])


@EACH
def test_its_notes_rest_on_what_is_said(recording):
    known = truth(recording)
    notes, last = known["notes"], len(known["segments"]) - 1
    for name in LISTS:
        for item in notes[name]:
            assert item["evidence"]
            assert all(0 <= n <= last for n in item["evidence"])
    for item in notes["action_items"]:
        assert known["segments"][item["evidence"][0]]["speaker"] == item["owner"]
    chapters = [chapter["segments"] for chapter in notes["chapters"]]
    assert [n for first, final in chapters for n in range(first, final + 1)] == [*range(last + 1)]


@EACH
def test_its_notes_name_no_number_that_is_not_said(recording):
    known = truth(recording)
    said = " ".join(s["text"] for s in known["segments"])
    assert set(re.findall(r"\d+", known["notes"]["summary"])) <= set(re.findall(r"\d+", said))
    assert all(item["text"] in said for item in known["personal"])
