"""Parsing large and odd mails in a worker process: what hangs or swells there is killed, not us.

The trap: starting a process takes half a second, so one is kept warm; it must never outlive us, nor
serve the next mail after it was asked to stop.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from triage.errors import UnreadableMail, kind_and_place
from triage.mail.message import Mail
from triage.mail.parse import parse

SECONDS = 20.0
MEMORY = 1024**3  # address space of the worker, interpreter and libraries included
SMALL = 256 * 1024  # bytes; such a mail takes a few milliseconds at worst
_MANY_PARTS = 100
_LONG_LINE = 50_000  # bytes
_MANY_WORDS = 1_000  # encoded words
_FOREIGN = (b"ms-tnef", b"winmail.dat")  # read by a library that believes what it reads
_FORGET = 8 * 1024 * 1024  # bytes; after such a mail the worker's memory is given back

# Parsers log what they cannot read, customers' words among it; what matters becomes a defect. Done
# here, since every mail passes here, in the worker too, which has no log of its own.
for _library in ("mailparser", "tnefparse"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def parse_safely(
    content: bytes, *, truncated: bool, seconds: float = SECONDS, memory: int = MEMORY
) -> Mail:
    """Parse a mail, one that is not small and simple in the worker. Raises UnreadableMail."""
    if is_simple(content):
        return parse(content, truncated=truncated)
    return _kept.parse(content, truncated=truncated, seconds=seconds, memory=memory)


def is_simple(content: bytes) -> bool:
    """Tell, by counting alone, whether a mail is parsed in milliseconds whatever it holds."""
    if len(content) > SMALL or content.count(b"\n--") > _MANY_PARTS:
        return False
    if content.count(b"=?") > _MANY_WORDS or any(name in content for name in _FOREIGN):
        return False
    return max(map(len, content.split(b"\n"))) <= _LONG_LINE


class _Worker:
    """One warm process; mails go through it one by one."""

    def __init__(self) -> None:
        self._one_by_one = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._owner = 0  # a forked copy of us must not read the answers meant for us
        self._memory = 0

    def parse(self, content: bytes, *, truncated: bool, seconds: float, memory: int) -> Mail:
        """Parse one mail within limits. Raises UnreadableMail."""
        with self._one_by_one:
            try:
                answer = _ask(self._ready(memory), content, truncated=truncated, seconds=seconds)
            except BaseException:
                self.stop()  # whatever it still answers would be taken for the next mail's
                raise
            if len(content) > _FORGET:
                self.stop()
        if isinstance(answer, Mail):
            return answer
        raise UnreadableMail(str(answer))

    def stop(self) -> None:
        """Kill the process, if there is one of ours."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _alive(self) -> bool:
        if self._process is None or self._owner != os.getpid():
            return False
        return self._process.is_alive()

    def _ready(self, memory: int) -> Connection:
        """Return the pipe to a living worker with this limit."""
        if self._pipe is None or memory != self._memory or not self._alive():
            self.stop()
            # Spawned, not forked: a fork would copy whatever threads we run in mid-step.
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, memory), daemon=True)
            self._process.start()
            theirs.close()
            self._owner, self._memory = os.getpid(), memory
        return self._pipe


_kept = _Worker()


def _ask(pipe: Connection, content: bytes, *, truncated: bool, seconds: float) -> object:
    """Send a mail through the pipe and wait for the answer. Raises UnreadableMail."""
    try:
        pipe.send((content, truncated, seconds))
        answered = pipe.poll(seconds)
        answer: object = pipe.recv() if answered else None
    except (EOFError, OSError) as error:
        raise UnreadableMail("the parser ran out of memory or time, or crashed") from error
    if not answered:
        raise UnreadableMail(f"not parsed within {seconds:g} s")
    return answer


def _work(pipe: Connection, memory: int) -> None:
    """Parse mails until the other end of the pipe is gone: so the worker ends when we do."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            content, truncated, seconds = pipe.recv()
        except EOFError:
            return
        _allow(seconds)
        answer: Mail | str
        try:
            answer = parse(content, truncated=truncated)
        except UnreadableMail as error:
            answer = str(error)
        except MemoryError:
            answer = "the parser ran out of memory"
        except Exception as error:  # noqa: BLE001 - a bug met by one mail must not stop the queue
            answer = f"the parser failed: {kind_and_place(error)}"
        del content
        try:
            pipe.send(answer)
        except MemoryError:
            return  # nothing was sent yet; to go is the answer, and a traceback would be noise


def _allow(seconds: float) -> None:
    """Let the kernel end us after so many more seconds of work, even if nobody watches any more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))
