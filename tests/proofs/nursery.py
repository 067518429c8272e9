"""What each life would come to load by itself, loaded once in the process that they are forked from."""

import gc

import anyio._backends._asyncio  # noqa: F401
import httpcore  # noqa: F401
from PIL import Image
from pydantic import BaseModel

import bot.press.drawing  # noqa: F401
import tests.proofs.lives  # noqa: F401
from bot.http import trusted


def _build(models: list[type[BaseModel]]) -> None:
    """Those that wait for their first use, too."""
    for model in models:
        model.model_rebuild()
        _build(model.__subclasses__())


trusted()
Image.init()
_build(BaseModel.__subclasses__())
gc.freeze()  # or the first collection of each life would copy all of it
