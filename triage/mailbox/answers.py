"""What a session's commands answer, and the check on what they are asked for.

The trap: IMAPClient 4 fails on UIDs that are not ints only after the server did the work.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from triage.errors import ServerRefused

_APPENDUID = re.compile(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]", re.IGNORECASE)

Items = dict[bytes, Any]  # of one mail, as IMAPClient parsed them; each reader narrows them


@dataclass(frozen=True, slots=True)
class Listed:
    """One folder of a LIST answer: attributes in lower case, e.g. `\\drafts`."""

    name: str
    delimiter: str
    attributes: frozenset[str]

    @classmethod
    def read(cls, flags: Collection[bytes], delimiter: bytes | None, name: str | int) -> Self:
        """Read one row of IMAPClient's; a folder named 2026 comes as a number."""
        return cls(
            str(name),
            (delimiter or b"").decode("ascii", "replace"),
            frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """What the server said about a folder; uidnext 0 if it did not say."""

    uidvalidity: int
    uidnext: int
    exists: int
    permanent: frozenset[str] = frozenset()  # flags that last, in lower case; `\\*` for any keyword

    @classmethod
    def read(cls, folder: str, answer: dict[bytes, Any]) -> Self:
        """Read the answer to SELECT, EXAMINE or STATUS."""
        uidvalidity, uidnext, exists, messages = (
            int(answer.get(key, 0)) for key in (b"UIDVALIDITY", b"UIDNEXT", b"EXISTS", b"MESSAGES")
        )
        if not uidvalidity:
            raise ServerRefused(f"the server keeps no lasting UIDs in folder {folder}")
        lasting = answer.get(b"PERMANENTFLAGS", ())
        permanent = frozenset(flag.decode("ascii", "replace").lower() for flag in lasting)
        return cls(uidvalidity, uidnext, exists or messages, permanent)


def appended(answer: bytes | None) -> tuple[int, int] | None:
    """Return the (UIDVALIDITY, UID) an APPEND answer tells, None if it does not."""
    told = _APPENDUID.search(answer or b"")
    return (int(told[1]), int(told[2])) if told else None


def ints(uids: Collection[int]) -> list[int]:
    """Refuse anything but a collection of positive ints."""
    if isinstance(uids, (str, bytes)) or not all(type(uid) is int and uid > 0 for uid in uids):
        raise TypeError(f"UIDs are positive ints, not {uids!r}")
    return list(uids)
