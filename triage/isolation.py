"""Parsing very large mails in a child process: what hangs or swells there is killed, not us."""

from __future__ import annotations

import multiprocessing
import resource
from multiprocessing.connection import Connection

from triage.errors import UnreadableMail
from triage.mail.message import Mail
from triage.mail.parse import parse

APART_FROM = 8 * 1024 * 1024  # bytes; below, parsing takes milliseconds and is done in place
SECONDS = 30
MEMORY = 2 * 1024**3  # address space of the child, interpreter and libraries included


def parse_safely(
    content: bytes, *, truncated: bool, seconds: float = SECONDS, memory: int = MEMORY
) -> Mail:
    """Parse a mail, a large one in a child with limits. Raises UnreadableMail."""
    if len(content) < APART_FROM:
        return parse(content, truncated=truncated)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(
        target=_parse_into, args=(theirs, content, truncated, memory), daemon=True
    )
    child.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise UnreadableMail(f"not parsed within {seconds:g} s")
        answer = ours.recv()
    except EOFError as error:
        raise UnreadableMail("the parser ran out of memory or crashed") from error
    finally:
        ours.close()
        child.kill()
        child.join()
        child.close()
    if isinstance(answer, Mail):
        return answer
    raise UnreadableMail(str(answer))


def _parse_into(pipe: Connection, content: bytes, truncated: bool, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        pipe.send(parse(content, truncated=truncated))
    except UnreadableMail as error:
        pipe.send(str(error))
