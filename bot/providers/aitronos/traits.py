"""What Aitronos can do, as data (the pages of its API reference are named beside the facts)."""

from bot.domain.ports import CancelMoney, Traits

SPEAKERS = (1, 10)  # "Create transcription": `speakers_expected_count`
POLICIES = ("email", "phone_number", "ssn")  # "Create transcription": the only ones it names

TRAITS = Traits(
    label="Aitronos",
    model="FVT-1",  # "Create transcription"
    takes_links=True,  # "Create transcription", by https alone: `adapter.py`
    containers=frozenset({"mp3", "wav", "m4a", "flac", "ogg"}),  # "Upload audio file"
    min_seconds=0.0,  # no page has a shortest
    # Nor a longest ("Audio and Speech" has one, of another endpoint). It is billed by its length
    # the moment it is ordered, so a limit keeps an endless recording from taking all synapses.
    max_seconds=10 * 3600.0,
    max_bytes=200_000_000,  # on no page either: seven hours of speech as MP3
    notes_min_seconds=0.0,
    languages=None,  # "Create transcription" has examples only
    redact_languages=None,  # on no page: what was done is told by the answer
    speaker_counts=SPEAKERS,
    repeats=False,  # no page has a key against ordering twice
    lists=True,  # "List transcriptions"
    list_shows=0,  # only a look at one job refreshes it ("Get transcription"): the list may be old
    creates_per=((100, 60.0),),
    requests_per=(90, 60.0),  # "Rate Limiting": 100; a result takes some more than its look
    cancel_money=CancelMoney.UNKNOWN,  # "Delete transcription" says nothing of money
    first_look=3.0,
    look_every=(12.0, 20.0),  # "Get transcription": refreshed every ten seconds at most
    unit="synapses",
    forgets=True,  # "Delete transcription"
    answers_within=90.0,  # it reads the whole recording before it answers, to price it
)
