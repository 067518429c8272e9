"""How often Python looks for garbage, in processes that tell stories by the hundred."""

import gc

OBJECTS = 20_000  # new ones between two looks; Python's own 700 cost a twentieth of the time


def look_seldom() -> None:
    """What is there by now is never garbage: to look through it, too, would cost a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)
