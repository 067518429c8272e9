"""What a finished job holds, by what was asked."""

import json

import pytest

from bot.sandbox.providers.tuplets.packs import PACKS
from tests.sandbox.providers.conftest import CALL, REVIEW, sample, wire

FULL = {"diarization": "true", "analytics": {"profile": "full"}}
CHANGING = {"distribution", "vectors", "fields"}  # keys that are data


def has_shape(answer, documented, at="") -> None:
    """Everything the documented body has is there, of the same kind, and nothing else."""
    if documented is None or answer is None:
        return
    same = isinstance(answer, type(documented)) or (
        isinstance(answer, int | float) and isinstance(documented, int | float)
    )
    assert same, f"{at}: {answer!r} instead of {documented!r}"
    if isinstance(documented, dict) and at.rpartition(".")[2] not in CHANGING:
        assert answer.keys() == documented.keys(), at
        for key, inner in documented.items():
            has_shape(answer[key], inner, f"{at}.{key}")
    if isinstance(documented, list) and documented:
        assert answer, f"{at} is empty"
        for item in answer:
            has_shape(item, documented[0], f"{at}[]")


@pytest.mark.parametrize("profile", ["full", "basic"])
async def test_a_finished_job_has_the_shape_of_the_page(customer, profile):
    made = await customer.create(sample(REVIEW), diarization="true", analytics={"profile": profile})
    has_shape(await customer.done(made), wire(f"completed_{profile}")["body"])


async def test_a_running_job_has_the_shape_of_the_page(customer):
    customer.tuplets.hold()
    made = await customer.create(sample(REVIEW), **FULL)
    has_shape(await customer.ask("GET", f"/jobs/{made['id']}"), wire("running")["body"])


async def test_basic_analytics_have_nothing_of_what_only_full_ones_look_for(customer):
    asked = {"profile": "basic"}
    made = (await customer.result(sample(REVIEW), analytics=asked))["analytics"]
    assert made["summary"]
    for name in ("action_items", "qa_pairs", "decisions", "risks", "missed_opportunities"):
        assert made[name] == []
    assert made["urgency"] == {"score": 1, "reasoning": ""}


async def test_notes_quote_what_was_said_when_it_was_said(customer):
    result = await customer.result(sample(REVIEW), **FULL)
    made = result["analytics"]
    for item in made["action_items"]:
        assert item["source_quote"] == item["evidence"][0]["text"]
    for name in ("action_items", "decisions", "risks", "key_topics", "qa_pairs"):
        for item in made[name]:
            assert 1 <= len(item["evidence"]) <= 3
            for said in item["evidence"]:
                assert said in result["segments"]


async def test_without_diarization_nobody_has_a_label(customer):
    result = await customer.result(sample(REVIEW), analytics={"profile": "full"})
    assert "SPEAKER_" not in json.dumps(result)
    assert "diarization" not in result
    assert result["analytics"]["speaker_stats"] is None
    assert result["analytics"]["action_items"][0]["owner"] == "Tom"
    assert {"avg_logprob", "no_speech_prob"} < result["segments"][0].keys()


async def test_without_analytics_there_are_none(customer):
    job = await customer.done(await customer.create(sample(REVIEW), diarization="true"))
    assert job["analytics"] is None
    assert "analytics" not in job["result"]
    assert job["result"]["diarization"]["speaker_count"] == 4


async def test_premium_has_words_and_embeddings_when_asked(customer):
    wish = {"transcription_model": "premium", "diarization": "true"}
    result = await customer.result(sample(CALL), language="de", **wish)
    assert " ".join(word["word"] for word in result["words"]) == result["text"]
    assert "speaker_embeddings" not in result["diarization"]
    result = await customer.result(sample(CALL), speaker_embeddings="true", **wish)
    voices = result["diarization"]["speaker_embeddings"]
    assert {len(v) for v in voices["vectors"].values()} == {voices["dimension"]}
    assert voices["vectors"].keys() == {"SPEAKER_00", "SPEAKER_01"}
    assert result["feature_execution"]["speaker_embeddings_applied"]


async def test_redaction_hides_names_everywhere_and_says_where(customer):
    plain = await customer.result(sample(CALL), **FULL)
    result = await customer.result(sample(CALL), pii_processing="true", **FULL)
    assert "Martin Brandt" in plain["text"]
    assert "Brandt" not in json.dumps(result, ensure_ascii=False)
    assert "[PERSON]" in result["text"]
    found = [plain["text"][f["start"] : f["end"]] for f in result["pii_findings"]]
    assert found == ["Anna Keller", "Martin Brandt"]
    assert result["feature_execution"]["pii_processing_applied"]


async def test_skipped_redaction_is_said_and_not_billed(customer):
    customer.tuplets.skip_pii_next()
    job = await customer.done(await customer.create(sample(CALL), pii_processing="true"))
    result = job["result"]
    documented = wire("pii_skipped")["body"]["result"]
    for name in (
        "pii_processing_requested",
        "pii_processing_applied",
        "pii_processing_skip_reason",
    ):
        said = documented["feature_execution"][name]
        assert result["feature_execution"][name] == said
    assert result["processing_warnings"] == documented["processing_warnings"]
    assert "pii_findings" not in result
    assert (job["estimated_cost_usd"], job["billed_cost_usd"]) == (0.035, 0.01)


async def test_skipped_analytics_say_why(customer):
    customer.tuplets.skip_analytics_next("The model was busy.")
    result = await customer.result(sample(REVIEW), **FULL)
    assert result["analytics"]["skipped_reason"] == "The model was busy."
    assert result["analytics"]["summary"] == ""
    assert result["analytics"]["statistics"]["word_count"] > 0
    assert result["feature_execution"]["analytics_applied"] is False
    assert result["processing_warnings"] == ["Analytics were skipped: The model was busy."]


async def test_a_result_can_have_warnings(customer):
    customer.tuplets.warn_next(["Coverage is low."])
    assert (await customer.result(sample(REVIEW)))["processing_warnings"] == ["Coverage is low."]


@pytest.mark.parametrize("domain", PACKS)
async def test_a_domain_brings_its_fields_and_no_invented_answers(customer, domain):
    own = {"key": "own", "label": "Own", "type": "rating"}
    asked = {"profile": "none", "domain": domain, "schema": {"fields": [own]}}
    job = await customer.done(await customer.create(sample(REVIEW), analytics=asked))
    made = job["result"]["analytics"]
    assert (made["profile"], made["tier"], made["summary"]) == (None, None, "")
    assert list(made["custom"]["fields"]) == [*(f["key"] for f in PACKS[domain]), "own"]
    assert {f["status"] for f in made["custom"]["fields"].values()} == {"no_match"}
    assert made["custom"]["domain"] == job["analytics"]["custom_schema"]["domain"] == domain
    assert job["analytics"]["custom_schema"]["fields"] == [own]
    assert job["result"]["feature_execution"]["custom_analytics_applied"]
