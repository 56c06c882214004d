"""S/MIME in one piece (application/pkcs7-mime): the letter inside a signature, without any key.

The trap: the same media type also holds encrypted mail, and streamed signatures have lengths that
are only known at their end. Nothing is verified here; a signature proves nothing to a later stage.
"""

from __future__ import annotations

from dataclasses import dataclass

ENCRYPTED = "encrypted (S/MIME): an agent must open it in a mail program that has the key"

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_ENCRYPTED = frozenset(
    (
        bytes.fromhex("2a864886f70d010703"),  # envelopedData
        bytes.fromhex("2a864886f70d010706"),  # encryptedData
        bytes.fromhex("2a864886f70d0109100117"),  # authEnvelopedData
    )
)
_SEQUENCE, _OID, _OCTETS, _CONSTRUCTED_OCTETS, _FIRST = 0x30, 0x06, 0x04, 0x24, 0xA0
_PIECES_CAP = 100_000  # of a streamed content; OpenSSL and Outlook write pieces of 1 kB and more
_DEPTH_CAP = 10


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of BER: where its content lies; `end` is -1 when a mark will tell."""

    tag: int
    start: int
    end: int


class _BrokenEncodingError(Exception):
    """The bytes are no BER."""


def content_inside(data: bytes) -> bytes | None:
    """Return the MIME part a signature holds, None when there is none to be read."""
    try:
        outer = _expect(data, 0, _SEQUENCE)
        kind = _expect(data, outer.start, _OID)
        if data[kind.start : kind.end] != _SIGNED_DATA:
            return None
        at = _expect(data, _expect(data, kind.end, _FIRST).start, _SEQUENCE).start
        at = _after(data, at)  # version
        at = _after(data, at)  # digest algorithms
        held = _expect(data, at, _SEQUENCE)
        inner = _expect(data, held.start, _OID)
        if data[inner.start : inner.end] != _DATA or not _more(data, inner.end, held):
            return None
        return _octets(data, _expect(data, inner.end, _FIRST).start, len(data))
    except (_BrokenEncodingError, IndexError):
        return None


def is_encrypted(data: bytes) -> bool:
    """Tell whether only the holder of a key can read it."""
    try:
        kind = _expect(data, _expect(data, 0, _SEQUENCE).start, _OID)
    except (_BrokenEncodingError, IndexError):
        return False
    return data[kind.start : kind.end] in _ENCRYPTED


def _more(data: bytes, at: int, within: _Element) -> bool:
    """Tell whether an element follows: a detached signature holds no content."""
    return at < within.end if within.end >= 0 else data[at : at + 2] != b"\0\0"


def _element(data: bytes, at: int) -> _Element:
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length == 0x80:
        return _Element(tag, start, -1)
    if length > 0x80:
        count = length & 0x7F
        if count > 6:
            raise _BrokenEncodingError
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    return _Element(tag, start, min(start + length, len(data)))


def _expect(data: bytes, at: int, tag: int) -> _Element:
    found = _element(data, at)
    if found.tag != tag:
        raise _BrokenEncodingError
    return found


def _after(data: bytes, at: int) -> int:
    """Return where the element at this place ends."""
    open_ends = 0
    for _ in range(_PIECES_CAP):
        if open_ends and data[at : at + 2] == b"\0\0":
            open_ends, at = open_ends - 1, at + 2
        else:
            found = _element(data, at)
            open_ends += found.end < 0
            at = found.start if found.end < 0 else found.end
        if not open_ends:
            return at
    raise _BrokenEncodingError


def _octets(data: bytes, at: int, limit: int, depth: int = 0) -> bytes:
    """Join an octet string, which may come in pieces.

    No piece reaches beyond what it is in, or a few kilobytes could name the same bytes a thousand
    times over.
    """
    found = _element(data, at)
    if found.end > limit or found.start > limit:
        raise _BrokenEncodingError
    if found.tag == _OCTETS and found.end >= 0:
        return data[found.start : found.end]
    if found.tag != _CONSTRUCTED_OCTETS or depth > _DEPTH_CAP:
        raise _BrokenEncodingError
    limit = found.end if found.end >= 0 else limit
    pieces: list[bytes] = []
    at = found.start
    for _ in range(_PIECES_CAP):
        if not _more(data, at, found) or at >= limit:
            return b"".join(pieces)
        pieces.append(_octets(data, at, limit, depth + 1))
        at = _after(data, at)
    raise _BrokenEncodingError
