"""What Plaud can do, as data; where its pages are silent, what is said beside the fact."""

import math

from bot.domain.ports import Traits

SPEAKERS_SECONDS = 6 * 3600.0  # of a recording in which it tells speakers apart

TRAITS = Traits(
    label="Plaud",
    model="default",  # theirs: none is named in an order
    takes_links=False,  # "file_url" is "returned by complete-upload"; others were seen to fail
    # Transcription takes "M4A, MP3, WAV", uploads refuse WAV, and Opus was seen to come back empty.
    containers=frozenset({"mp3", "m4a"}),
    min_seconds=0.0,  # nothing is said
    max_seconds=24 * 3600.0,
    max_bytes=5_000_000_000,  # "several GB"; more is refused before a byte is sent
    notes_min_seconds=math.inf,  # it writes none
    languages=None,  # any: "BCP-47 code"
    redact_languages=frozenset(),
    speaker_counts=None,
    repeats=False,  # nothing is said of idempotency, so it has none
    lists=False,  # there is no list
    list_shows=0,
    creates_per=(),  # beside the budget of all requests nothing is said
    # 60 a minute for a client. A burst of ten comes on top, and an upload is two or more requests.
    requests_per=(45, 60.0),
    cancel_money=None,  # there is no cancel
    first_look=3.0,  # as the vendor's own apps look
    look_every=(5.0, 15.0),
    unit="USD",
    forgets=False,  # there is no delete
)
