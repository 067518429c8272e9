"""One model at one endpoint: asked for an answer in a form, in the dialect that it honours."""

import json
from dataclasses import replace
from typing import Any

from bot.domain.errors import Fault, Rejected, Unclear
from bot.domain.notetaking import Notebook
from bot.http.api import Api, Reply
from bot.notes.model.asked import Asked, Endpoint, M, Said, Turn
from bot.notes.model.budget import Budget
from bot.notes.model.faults import ASK, Declined, Overlong
from bot.notes.model.manner import Dialect, Manner
from bot.notes.model.prompts import MEND, in_words
from bot.notes.model.structure import Found, find
from bot.notes.model.tokens import estimate

PATIENCE = 600.0  # seconds for an answer: a small machine reads slowly
REPAIRS = 2  # answers that do not fit are sent back so often
_QUOTED = 2_000  # characters of an answer that did not fit which the model sees again
_LARGEST = 4_000_000  # bytes of an answer that are looked at


class Model:
    """Asks; remembers how it has to ask, and how much the model reads at once."""

    def __init__(
        self, name: str, endpoint: Endpoint, api: Api, notebook: Notebook, budget: Budget, key: str
    ) -> None:
        self.name = name
        self._endpoint = endpoint
        self._api = api
        self._notebook = notebook
        self._budget = budget
        self._key = f"manner {key}"
        self._manner: Manner | None = None

    async def window(self) -> int:
        """Tokens that it reads and writes at once, as far as we know."""
        return (await self._learned()).window

    async def ask(self, job: str, asked: Asked[M]) -> M:
        """The answer as a checked value.

        Raises Overlong when less should be asked at once, and Transient, Rejected, NeedsOperator.
        """
        turns: tuple[Turn, ...] = ()
        for _ in range(REPAIRS + 1):
            said, manner = await self._said(job, asked, turns)
            found = find(said, asked.reads)
            if found.value is None and said.cut:
                await self._learn(manner)
                raise Overlong
            await self._learn(_judged(manner, found, self._endpoint))
            if found.value is not None:
                return found.value
            turns = _mend(said, found.wrong)
        raise Rejected(f"{self._api.service}: no answer in the form asked for", Fault.FAILED)

    async def _said(
        self, job: str, asked: Asked[Any], turns: tuple[Turn, ...]
    ) -> tuple[Said, Manner]:
        """An answer, and the manner that it was given to; each round is a step further down."""
        manner = await self._learned()
        while True:
            try:
                said = await self._call(job, asked, manner, turns)
            except Declined as declined:
                manner = _otherwise(manner, declined, self._endpoint)
                continue
            silent = said.cut and not (said.formed or said.text).strip()
            roomier = manner.roomier() if silent else None
            if roomier is None:
                return said, manner
            manner = roomier

    async def _call(
        self, job: str, asked: Asked[Any], manner: Manner, turns: tuple[Turn, ...]
    ) -> Said:
        body = self._endpoint.body(self.name, asked, manner, turns)
        sent = _tokens(asked, manner, turns)
        most = sent + estimate(json.dumps(asked.schema))  # some count the form as well
        try:
            async with self._budget.call(job, most, manner.longest) as bill:
                reply = await self._api.call(
                    "POST", self._endpoint.path, faults=ASK, limit=PATIENCE, json=body
                )
                said = self._read(reply, manner.dialect)
                written = estimate(said.formed or said.text)
                bill.tell(
                    sent if said.tokens_in is None else said.tokens_in,
                    written if said.tokens_out is None else said.tokens_out,
                )
        except Overlong:
            await self._shrink(manner.smaller(sent))
            raise
        told = said.tokens_in
        # what it has read before a server may leave out of its count: later turns tell nothing
        if told is not None and not turns and not manner.reads(sent, told):
            await self._shrink(manner.smaller(sent, told))
            raise Overlong
        # llama-cpp-python calls a tool's arguments whole, wherever it cut them
        full = said.tokens_out is not None and said.tokens_out >= manner.longest
        return replace(said, cut=True) if full else said

    def _read(self, reply: Reply, dialect: Dialect) -> Said:
        content = reply.json if len(reply.body) <= _LARGEST else None
        if not isinstance(content, dict):
            raise Unclear(f"{reply}: not the JSON it promises")
        if content.get("error"):  # gateways say so with status 200
            raise Unclear(f"{reply}: an error")
        return self._endpoint.read(content, dialect)

    async def _shrink(self, smaller: Manner | None) -> None:
        if smaller is None:
            raise Rejected(f"{self._api.service}: it reads too little at once", Fault.FAILED)
        await self._learn(smaller)

    async def _learned(self) -> Manner:
        if self._manner is None:
            kept = await self._notebook.kept(self._key)
            self._manner = Manner.of(kept, self._endpoint.ladder[0])
        return self._manner

    async def _learn(self, manner: Manner) -> None:
        """Another call may have found a smaller window meanwhile."""
        known = self._manner
        if known is not None and known.window < manner.window:
            manner = manner.model_copy(update={"window": known.window})
        if manner != known:
            self._manner = manner
            await self._notebook.keep(self._key, "", manner.model_dump_json())


def _otherwise(manner: Manner, declined: Declined, endpoint: Endpoint) -> Manner:
    """How to ask what was declined. Raises its error when every way was tried."""
    other = manner.dropping(declined.said) or manner.next(endpoint.ladder)
    if other is None:
        raise declined.error from None
    return other


def _judged(manner: Manner, found: Found[Any], endpoint: Endpoint) -> Manner:
    """What an answer says of the dialect: once it was honoured, a bad answer is the model's."""
    if found.honoured:
        return manner.model_copy(update={"proven": True})
    return manner if manner.proven else manner.next(endpoint.ladder) or manner


def _mend(said: Said, wrong: str) -> tuple[Turn, ...]:
    quoted = (said.formed or said.text)[:_QUOTED].encode("utf-8", "replace").decode() or "(nothing)"
    return (
        {"role": "assistant", "content": quoted},
        {"role": "user", "content": MEND.format(wrong)},
    )


def _tokens(asked: Asked[Any], manner: Manner, turns: tuple[Turn, ...]) -> int:
    """Of all the words that are sent."""
    words = in_words(asked.schema, manner.dialect)
    texts = (asked.rules, words, asked.data, *(turn["content"] for turn in turns))
    return sum(map(estimate, texts))
