"""The analytics of a finished job ("Analytics Output")."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.providers.ear import Said
from bot.sandbox.providers.tuplets.analytics import MODULES, Analytics
from bot.sandbox.providers.tuplets.packs import Field

Segment = Mapping[str, Any]
_MOST_EVIDENCE = 3  # "Full profile output caps"
_MOST_ITEMS = 12
_AUDITED = ("action_items", "qa_pairs", "decisions", "risks", "missed_opportunities")
_EVIDENCE = ("start", "end", "speaker", "text")


def analytics(
    asked: Analytics, said: Said, segments: Sequence[Segment], skipped: str | None
) -> dict[str, Any]:
    """What `result.analytics` holds. `segments` are those of the result."""
    generic = skipped is None and asked.profile is not None
    made = {
        "profile": asked.profile,
        "tier": asked.tier,
        "modules": list(MODULES[asked.profile]) if asked.profile else [],
        **(_generic(asked, said, segments) if generic and said.notes else _nothing()),
        "statistics": _statistics(segments),
        "speaker_stats": _speaker_stats(segments),
        "skipped_reason": skipped if asked.profile else None,
    }
    if asked.fields:
        made["custom"] = _custom(asked, skipped)
    return made


def _generic(asked: Analytics, said: Said, segments: Sequence[Segment]) -> dict[str, Any]:
    notes = said.notes or {}
    made: dict[str, Any] = {
        "summary": notes["summary"],
        "sentiment": _sentiment(notes, segments),
        "key_topics": _items(notes["key_topics"], segments),
        **{name: [] for name in _AUDITED},
        "chapters": [_chapter(chapter, segments) for chapter in notes["chapters"]][:_MOST_ITEMS],
        "urgency": {"score": 1, "reasoning": ""},
        "keywords": notes["keywords"],
    }
    if asked.profile == "full":
        made |= {name: _items(notes[name], segments) for name in _AUDITED}
        made["action_items"] = [_quoted(item) for item in made["action_items"]]
        made["urgency"] = notes["urgency"]
    diarized = any("speaker" in segment for segment in segments)
    return made if diarized else _by_name(made, said.names)


def _nothing() -> dict[str, Any]:
    return {
        "summary": "",
        "sentiment": {
            "overall": "neutral",
            "explanation": "",
            "distribution": {},
            "per_speaker": [],
            "segments": [],
        },
        "key_topics": [],
        **{name: [] for name in _AUDITED},
        "chapters": [],
        "urgency": {"score": 1, "reasoning": ""},
        "keywords": [],
    }


def _items(items: Sequence[Mapping[str, Any]], segments: Sequence[Segment]) -> list[dict[str, Any]]:
    return [
        {**item, "evidence": [_evidence(segments[n]) for n in item["evidence"][:_MOST_EVIDENCE]]}
        for item in items[:_MOST_ITEMS]
    ]


def _evidence(segment: Segment) -> dict[str, Any]:
    return {key: segment[key] for key in _EVIDENCE if key in segment}


def _quoted(item: dict[str, Any]) -> dict[str, Any]:
    """As the page says, "derived from the first hydrated evidence snippet"."""
    evidence = item.pop("evidence")
    return {**item, "source_quote": evidence[0]["text"], "evidence": evidence}


def _chapter(chapter: Mapping[str, Any], segments: Sequence[Segment]) -> dict[str, Any]:
    first, last = chapter["segments"]
    return {
        "title": chapter["title"],
        "start": segments[first]["start"],
        "end": segments[last]["end"],
        "summary": chapter["summary"],
    }


def _by_name(value: Any, names: Mapping[str, str]) -> Any:
    """Without diarization there are no labels: people are called as they were called."""
    if isinstance(value, str):
        for label, name in names.items():
            value = value.replace(label, name)
        return value
    if isinstance(value, dict):
        return {key: _by_name(inner, names) for key, inner in value.items()}
    return [_by_name(inner, names) for inner in value] if isinstance(value, list) else value


def _sentiment(notes: Mapping[str, Any], segments: Sequence[Segment]) -> dict[str, Any]:
    moods = {int(n): mood for n, mood in notes["sentiment"]["moods"].items()}
    judged = [
        {**_evidence(segment), "label": label, "score": score}
        for n, segment in enumerate(segments)
        for label, score in [moods.get(n, ("neutral", 0.8))]
    ]
    return {
        "overall": notes["sentiment"]["overall"],
        "explanation": notes["sentiment"]["explanation"],
        "distribution": _distribution(judged),
        "per_speaker": [
            _mood_of(speaker, [s for s in judged if s["speaker"] == speaker])
            for speaker in sorted({s["speaker"] for s in judged if "speaker" in s})
        ],
        "segments": judged,
    }


def _distribution(judged: Sequence[Segment]) -> dict[str, Any]:
    return {
        label: {
            "count": count,
            "percentage": round(100 * count / len(judged), 1),
            "avg_score": _mean([s["score"] for s in judged if s["label"] == label]),
        }
        for label, count in Counter(s["label"] for s in judged).items()
    }


def _mood_of(speaker: str, judged: Sequence[Segment]) -> dict[str, Any]:
    counts = Counter(s["label"] for s in judged)
    return {
        "speaker": speaker,
        **{f"{label}_count": counts[label] for label in ("positive", "neutral", "negative")},
        "total_segments": len(judged),
        "avg_score": _mean([s["score"] for s in judged]),
    }


def _statistics(segments: Sequence[Segment]) -> dict[str, Any]:
    words = sum(len(s["text"].split()) for s in segments)
    seconds = sum(s["end"] - s["start"] for s in segments)
    return {
        "word_count": words,
        "segment_count": len(segments),
        "total_duration_seconds": round(seconds, 1),
        "speaking_rate_wpm": round(60 * words / seconds, 1) if seconds else 0,
    }


def _speaker_stats(segments: Sequence[Segment]) -> list[dict[str, Any]] | None:
    speakers = sorted({s["speaker"] for s in segments if "speaker" in s})
    total = sum(s["end"] - s["start"] for s in segments)
    return [
        _share(who, [s for s in segments if s["speaker"] == who], total) for who in speakers
    ] or None


def _share(speaker: str, segments: Sequence[Segment], total: float) -> dict[str, Any]:
    seconds = sum(s["end"] - s["start"] for s in segments)
    return {
        "speaker": speaker,
        "talk_time_seconds": round(seconds, 1),
        "word_count": sum(len(s["text"].split()) for s in segments),
        "segment_count": len(segments),
        "percentage": round(100 * seconds / total, 1),
    }


def _custom(asked: Analytics, skipped: str | None) -> dict[str, Any]:
    return {
        "schema_version": asked.schema_version,
        "domain": asked.domain,
        "fields": {field["key"]: _unanswered(field, skipped) for field in asked.fields},
        "skipped_reason": skipped,
    }


def _unanswered(field: Field, skipped: str | None) -> dict[str, Any]:
    """The sandbox knows no answers to custom fields, and invents none."""
    answer: dict[str, Any] = {"status": "skipped" if skipped else "no_match"}
    if field["type"].endswith("_select"):
        answer["selected"] = []
    else:
        answer["value"] = None
    return {**answer, "reasoning": skipped or "The sandbox has no answer to this field."}


def _mean(scores: Sequence[float]) -> float:
    return round(sum(scores) / len(scores), 2)
