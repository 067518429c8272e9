"""What can be proven of an endpoint free of charge: that it is there, and takes our key."""

from enum import Enum, auto

from bot.http.api import READ, Api, Faults, Reply
from bot.http.lenient import Many, Text, Wire


class Proof(Enum):
    """What its list of models showed."""

    NAMED = auto()  # our model is among them
    UNNAMED = auto()
    NO_LIST = auto()


class _Absent(Exception):  # not an error: there is nothing to ask
    pass


def _absent(_: Reply) -> Exception:
    return _Absent()


# restricted keys may lack its scope (403); gateways often have none
_MODELS: Faults = {**READ, **dict.fromkeys((400, 403, 404, 405, 501), _absent)}


class _Row(Wire):
    id: Text


class _Models(Wire):
    data: Many[_Row] = None


async def prove(api: Api, model: str) -> Proof:
    """Look at the list of models. Raises Transient, NeedsOperator."""
    try:
        reply = await api.call("GET", "/models", faults=_MODELS, params={"limit": 1000})
    except _Absent:
        return Proof.NO_LIST
    listed = _Models.model_validate(reply.json if isinstance(reply.json, dict) else {})
    if listed.data is None:
        return Proof.NO_LIST
    names = {row.id for row in listed.data if row is not None}
    # Ollama's "llama3.2" is "llama3.2:latest" in its list
    return Proof.NAMED if {model, f"{model}:latest"} & names else Proof.UNNAMED
