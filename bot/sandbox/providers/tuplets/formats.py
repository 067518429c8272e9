"""Which recordings are taken ("Audio Formats & Constraints")."""

from bot.sandbox.providers.sound import Sound
from bot.sandbox.providers.tuplets.order import Order
from bot.sandbox.providers.tuplets.refused import Refused

CONTAINERS = frozenset({"mp3", "wav", "m4a", "flac", "ogg", "aac", "wma", "webm", "opus"})
SHORTEST = 5.0
LONGEST = 8 * 3600.0
SHORTEST_FOR_ANALYTICS = 15.0


def check_upload(sound: Sound) -> None:
    """Raises Refused for a container that is not on the page."""
    if sound.container not in CONTAINERS:
        raise Refused(400, f"Unsupported audio format: the file is {sound.container}.")


def check_length(sound: Sound, order: Order) -> None:
    """Raises Refused for a recording that is too short or too long."""
    if sound.seconds < SHORTEST:
        raise Refused(400, "The audio is too short: the minimum audio duration is 5 seconds.")
    if sound.seconds > LONGEST:
        raise Refused(400, "The audio is too long: the maximum audio duration is 8 hours.")
    if order.analytics and sound.seconds < SHORTEST_FOR_ANALYTICS:
        raise Refused(400, "Analytics require at least 15 seconds of audio.")
