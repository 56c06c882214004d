"""Understanding many mails: here, or spread over processes that each load the models once.

The trap: results must come in the order of the input and the input may be endless, so only a few
chunks are under way at a time.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from triage.cli.opening import start_log
from triage.cli.shops import Shop, shops
from triage.cli.understood import as_object, unreadable
from triage.errors import UnreadableMail
from triage.isolation import parse_safely
from triage.mail.kind import judge
from triage.mail.message import Kind, Mail, ReplyChannel, Verdict
from triage.pipeline.values import Reading
from triage.understanding.language import LanguagePrior
from triage.understanding.reader import words_of

CHUNK = 8  # mails: enough to hide the passing to and fro, few enough for the first to appear soon
AHEAD = 3  # chunks per process under way

Mails = Iterable[tuple[str, bytes]]
Found = dict[str, Any]
BROKE = "the program failed on this mail"


class Understander:
    """Understands mails for one store, or for whichever of several a mail is addressed to."""

    def __init__(self, shops: tuple[Shop, ...], now: datetime) -> None:
        self._shops = shops
        self._now = now

    def understand(self, path: str, content: bytes) -> Found:
        """Describe one mail; one that cannot be read is described as such."""
        try:
            return self._understand(path, content)
        except UnreadableMail as error:
            return unreadable(path, content, str(error))
        except Exception as error:  # noqa: BLE001 - one mail must never stop the others
            return unreadable(path, content, f"{BROKE}: {type(error).__name__}: {error}"[:300])

    def _understand(self, path: str, content: bytes) -> Found:
        mail = parse_safely(content, truncated=False)
        shop = self._addressed(mail)
        verdict = judge(mail, shop.identity, meaning=shop.reader.meaning(mail))
        reading = Reading(mail, verdict, words_of(mail, verdict))
        # A mail cannot have arrived after now, whatever its Date claims.
        received = min(mail.date, self._now) if mail.date else self._now
        understood = None
        if verdict.kind is Kind.CUSTOMER or verdict.dispute:
            understood = shop.reader.understand(
                reading.words, _prior(verdict), {}, mail.date or received
            )
        return as_object(path, reading, understood, received.astimezone(shop.zone).date())

    def _addressed(self, mail: Mail) -> Shop:
        to = {each.address for each in (*mail.to, *mail.cc)} | {mail.header("delivered-to").lower()}
        return next((s for s in self._shops if s.identity.addresses & to), self._shops[0])


def _prior(verdict: Verdict) -> LanguagePrior:
    """Return what is known of the language beforehand, with no store to ask: the marketplace."""
    relay = verdict.customer is not None and verdict.reply_channel is ReplyChannel.RELAY
    return LanguagePrior(
        marketplace=verdict.customer.address.rpartition("@")[2]
        if relay and verdict.customer
        else ""
    )


def understand_all(
    mails: Mails, settings: Path | None, now: datetime, jobs: int
) -> Iterator[Found]:
    """Understand mails in their order, with `jobs` processes when there are enough of them."""
    waiting = iter(mails)
    first = list(islice(waiting, CHUNK if jobs > 1 else 0))
    if len(first) < CHUNK:
        here = Understander(shops(settings), now)
        for path, content in (*first, *waiting):
            yield here.understand(path, content)
        return
    # Spawned, not forked: a fork would copy whatever threads the caller runs in mid-step.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _start, (settings, now)) as pool:
        under_way: deque[Future[list[Found]]] = deque()
        chunk = first
        while chunk or under_way:
            while chunk and len(under_way) < jobs * AHEAD:
                under_way.append(pool.submit(_work, chunk))
                chunk = list(islice(waiting, CHUNK))
            yield from under_way.popleft().result()


_here: list[Understander] = []  # one for each worker process, made when it starts


def _start(settings: Path | None, now: datetime) -> None:
    start_log()  # or what libraries say would reach stderr unasked
    _here.append(Understander(shops(settings), now))


def _work(chunk: list[tuple[str, bytes]]) -> list[Found]:
    return [_here[0].understand(path, content) for path, content in chunk]
