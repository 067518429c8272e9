"""Every way in which a recording can end without its notes, in words.

Templates know the names of `words.terms`.
"""

from bot.domain.errors import Fault

# how a recording can end without its notes: (what happened, what to do)
FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.LOGIN_PAGE: (
        "Slack did not let me read this file.",
        (
            "Make sure that I am in its channel (/invite @Threadscribe). If I am, an admin has to"
            " reinstall the app so that it may read files (files:read)."
        ),
    ),
    Fault.FILE_GONE: (
        "The file was deleted before I could read it.",
        "Share it again if you want its notes.",
    ),
    Fault.FILE_HIDDEN: (
        "Slack hides this file: it is older than this workspace's plan shows.",
        "Share the recording again and I will take it from there.",
    ),
    Fault.FILE_EXTERNAL: (
        "Slack only holds a link to this file; the recording itself lies in another drive.",
        "Upload the file here, or give me a public link to it with /scribe.",
    ),
    Fault.FILE_DENIED: (
        "I have no access to this file.",
        "Invite me to the channel it comes from, or upload it here.",
    ),
    Fault.FILE_EMPTY: ("This file is empty.", "Check the recording, then share it again."),
    Fault.FILE_CUT: (
        "The download kept breaking off, so I never had the whole recording.",
        "Try again in a few minutes.",
    ),
    Fault.NOT_MEDIA: (
        "I cannot read this file as a recording.",
        "Share audio or video, for example MP3, M4A, WAV or MP4.",
    ),
    Fault.NO_AUDIO: ("This video has no sound.", "Share a recording that has an audio track."),
    Fault.TOO_SHORT: (
        "This recording is too short: {service} needs at least {shortest}.",
        "Share a longer one.",
    ),
    Fault.TOO_LONG: (
        "This recording is too long: {service} takes up to {longest}.",
        "Cut it into parts and share them one by one.",
    ),
    Fault.TOO_LARGE: (
        "This recording is too large: {service} takes up to {largest}.",
        "Share only its sound track, as M4A or MP3.",
    ),
    Fault.LINK_PRIVATE: (
        "This link leads into a private network, where I do not go.",
        (
            "Upload the file here or use a public link. For a media server of your own, an operator"
            " can add its host to LINK_ALLOW_HOSTS."
        ),
    ),
    Fault.LINK_UNREACHABLE: (
        "I could not reach this link.",
        "Check that it opens without signing in, then try again.",
    ),
    Fault.LINK_NOT_MEDIA: (
        "This link leads to a page, not to a recording.",
        "Use the link of the audio or video file itself, or upload the file here.",
    ),
    Fault.LINK_CLOSED: (
        "This drive shows me a page instead of the recording.",
        "Share it with anyone who has the link and allow downloads, or upload the file here.",
    ),
    Fault.LINK_ZOOM: (
        "Zoom shows this recording in a browser only.",
        "Download it there (the audio as M4A is enough) and upload it here.",
    ),
    Fault.LINK_LOOM: (
        "Loom plays this video on its own page only.",
        "Download it there and upload it here.",
    ),
    Fault.LINK_YOUTUBE: (
        "YouTube plays this video on its own page only.",
        "If it is yours, download it in YouTube Studio and upload it here.",
    ),
    Fault.LINK_STREAM: (
        "Microsoft shows this recording only to people who are signed in.",
        "Download it there and upload it here, or share the file with anyone who has the link.",
    ),
    Fault.LINK_MEETING: (
        "This link leads to a meeting, not to its recording.",
        "Once there is a recording, download it and upload it here.",
    ),
    Fault.LINK_FOLDER: (
        "This link leads to a folder.",
        "Use the link of the one recording in it, or upload the file here.",
    ),
    Fault.LINK_SLACK: (
        "Behind a Slack link I take only what is in a channel with both of us, and found none there.",
        "Invite me there and try again, or share the file itself here.",
    ),
    Fault.LINK_SEVERAL: (
        "There are several recordings behind this link.",
        "Use the link of the one that you mean, or share it here.",
    ),
    Fault.NO_PROVIDER: (
        "No transcription service is set up yet.",
        (
            "Whoever runs me can set the key of a service (TUPLETS_API_KEY, SCRIPTIVOX_API_KEY; Plaud"
            " and Aitronos need more), SPEECH_URL for a speech server of your own, or LOCAL_MODEL, and"
            " restart me."
        ),
    ),
    Fault.BAD_CREDENTIALS: (
        "{service} does not accept our key.",
        "Whoever runs me has to renew it; then try again.",
    ),
    Fault.FORBIDDEN: (
        "{service} does not allow our account to do this.",
        "Whoever runs me has to look at the account; then try again.",
    ),
    Fault.NO_CREDIT: (
        "Our account at {service} has no credit left.",
        "Whoever runs me has to top it up; then try again.",
    ),
    Fault.REFUSED: (
        "{service} would not take this recording.",
        "Check that it plays, or share it in another format.",
    ),
    Fault.FAILED: (
        "{service} took this recording and could not transcribe it.",
        "Check that it plays. {again}",
    ),
    Fault.SPEAKERS_FAILED: (
        "{service} could not tell the speakers apart, and gave up on the whole recording.",
        "Without them it may work. {again}",
    ),
    Fault.NOT_INSTALLED: (
        "{service} is not complete on the machine that I run on.",
        "Whoever runs me has to mend that: `threadscribe check` says what is missing.",
    ),
    Fault.NO_REDACTION: (
        "{service} cannot remove personal data from this recording.",
        "Share it again without asking for that, or name another service with `--provider`.",
    ),
    Fault.SERVICE_DOWN: ("{service} could not be reached for too long.", "Try again later."),
    Fault.SLACK_DOWN: ("Slack could not be reached for too long.", "Try again later."),
    Fault.NO_SLOT: ("{service} had no free place for too long.", "Try again later."),
    Fault.LOST: (
        "{service} no longer knows this recording.",
        "{again}",
    ),
    Fault.OVERDUE: (
        "{service} did not finish in time, so I stopped waiting.",
        "{again}",
    ),
    Fault.UNCLEAR: (
        "I cannot tell whether {service} took this recording: its answer got lost.",
        "Look into the account before you try again, or it may be charged twice.",
    ),
    Fault.NO_SPEECH: (
        "I heard no speech in this recording.",
        "Check that the right microphone was recorded.",
    ),
    Fault.UNREDACTED: (
        "This transcript was to be redacted, and {service} did not do that, so nothing was posted.",
        "{again}",
    ),
    Fault.NOTES_BUDGET: (
        "Notes by the language model would cost more than is set aside for them.",
        (
            "Tomorrow there is a new day's budget; whoever runs me can raise LLM_MAX_USD_PER_JOB or"
            " LLM_MAX_USD_PER_DAY."
        ),
    ),
    Fault.SLOW_DOWN: (
        "{service} asked me to come back later, for a whole day.",
        "Try again later.",
    ),
    Fault.CHECKING: (
        "{service} never answered my order, for a whole day, and does not have it.",
        "Try again later.",
    ),
    Fault.SLACK_SLOW_DOWN: (
        "Slack did not let me post for a whole day.",
        "Try again later.",
    ),
    Fault.NO_ROOM: (
        "My disk has been full for too long, so I could not get this recording ready.",
        "Whoever runs me has to make room in DATA_DIR; then try again.",
    ),
    Fault.CRASHED: (
        "Three times I broke down over this recording, so I stopped.",
        "Share it in another format. If that breaks me too, tell whoever runs me.",
    ),
    Fault.NOT_IN_CHANNEL: (
        "I am not in this channel.",
        "Type /invite @Threadscribe there, then try again.",
    ),
    Fault.UNDELIVERABLE: (
        "I could not post in this thread.",
        "Check that I am in the channel and that the thread still exists, then try again.",
    ),
    Fault.INTERNAL: (
        "Something broke on my side, so I stopped.",
        "Try again. If it happens again, tell whoever runs me the incident number.",
    ),
}

NO_RETRY = frozenset(
    {
        *(Fault.FILE_GONE, Fault.FILE_HIDDEN, Fault.FILE_EXTERNAL, Fault.FILE_EMPTY),
        *(Fault.NOT_MEDIA, Fault.NO_AUDIO, Fault.TOO_SHORT, Fault.TOO_LONG, Fault.TOO_LARGE),
        *(Fault.LINK_PRIVATE, Fault.LINK_NOT_MEDIA, Fault.REFUSED),
        *(Fault.LINK_ZOOM, Fault.LINK_LOOM, Fault.LINK_YOUTUBE, Fault.LINK_STREAM),
        *(Fault.LINK_MEETING, Fault.LINK_FOLDER, Fault.LINK_SEVERAL),
    }
)

# to whoever runs the bot
TO_OPERATOR: dict[Fault, str] = {
    Fault.NO_ROOM: "DATA_DIR is full. Make room: recordings that need it wait for a day and go on by"
    " themselves.",
    Fault.NO_CREDIT: "{service} says that its account has no credit left. Top it up: recordings wait"
    " for a day and go on by themselves.",
    Fault.BAD_CREDENTIALS: "{service} does not take our key. Check it with `threadscribe check`:"
    " recordings wait for a day and go on by themselves.",
    Fault.FORBIDDEN: "{service} does not allow our account to transcribe. Look into the account there:"
    " recordings wait for a day and go on by themselves, or say that they can be tried again.",
}
