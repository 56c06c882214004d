"""Caps on a mail's structure, and its skeleton: what the parsers get instead of all its bytes.

The trap: parsers recurse per nesting level and copy every byte several times, so a small mail can
exhaust the stack and a large one the memory. Whatever is over a cap is cut here and named in the
defects; long contents and whole mails within are held back, a mark in their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from triage.mail.headers import Head, media_type, parameters, split_head

MAIL_CAP = 35 * 1024 * 1024  # bytes; big providers refuse mails over 25 MB, base64 adds a third
PARTS_CAP = 500
DEPTH_CAP = 30  # honest multiparts reach about ten; Python's parser breaks near 300
PART_HEAD_CAP = 64 * 1024  # bytes of one inner header block
PART_FIELD_CAP = 2 * 1024  # bytes of Content-Type and its kin; parsing them is quadratic
STATUS_CAP = 64 * 1024  # bytes of a delivery status; each of its blocks becomes a message object
HOLD = 16 * 1024  # bytes of a content from which on it is held back

WITHIN = frozenset(("message/rfc822", "message/global", "message/news", "message/partial"))
_BLANK = re.compile(rb"^[ \t]{0,200}\r?\n", re.MULTILINE)
_STATUS = "message/delivery-status"
_TOO_DEEP = "multipart/too-deep"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A body for the parsers; `held`: mark → the content it stands for."""

    body: bytes
    held: dict[bytes, memoryview]
    defects: tuple[str, ...]


@dataclass(slots=True)
class _Scan:
    """What one pass over the delimiters has met so far."""

    body: bytes
    first_mark: int
    open: list[tuple[re.Pattern[bytes], int]] = field(default_factory=list)  # outermost first
    kept: list[bytes] = field(default_factory=list)
    held: dict[bytes, memoryview] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)
    flushed: int = 0  # everything before this offset is in `kept`, held or cut
    parts: int = 0

    def cut(self, start: int, stop: int, instead: bytes = b"") -> None:
        """Leave out the bytes from `start` to `stop`."""
        self.kept += [self.body[self.flushed : start], instead]
        self.flushed = stop

    def hold(self, start: int, stop: int) -> None:
        """Put a mark in the place of the bytes from `start` to `stop`."""
        mark = b"content-held-back-%d" % (self.first_mark + len(self.held))
        self.held[mark] = memoryview(self.body)[start:stop]
        # A blank line first, or a mail held back would look like one that begins with a bad header.
        self.cut(start, stop, b"\r\n" + mark + b"\r\n")


def limit_structure(head: Head, held: int = 0) -> Skeleton:
    """Return the body without too many or too deep parts, too large heads, and long contents.

    `held`: how many contents of the same mail were held back before.
    """
    scan = _Scan(head.body, first_mark=held)
    start, kind = _enter(head.fields, 0, scan)
    end = len(head.body)
    while True:
        delimiter = _next_delimiter(scan, start)
        if delimiter is None:
            break
        at, after, level, closing = delimiter
        _close(scan, kind, start, at)
        del scan.open[level if closing else level + 1 :]
        if closing:
            start, kind = after, ""
            continue
        scan.parts += 1
        if scan.parts > PARTS_CAP:
            scan.defects.append(f"over {PARTS_CAP} parts: the rest is cut")
            end = start = at
            break
        fields, content = _inner_head(after, scan)
        start, kind = _enter(fields, content, scan)
    _close(scan, kind, start, end)
    scan.kept.append(scan.body[scan.flushed : max(end, scan.flushed)])
    return Skeleton(b"".join(scan.kept), scan.held, tuple(dict.fromkeys(scan.defects)))


def _enter(fields: tuple[tuple[str, bytes], ...], content: int, scan: _Scan) -> tuple[int, str]:
    """Note what a part opens whose content begins here; return where that is, and its type."""
    value = next((raw for name, raw in fields if name == "content-type"), b"")
    kind = media_type(value)
    if kind.startswith("multipart/"):
        boundary = parameters(value).get("boundary", ("", b""))[1].rstrip()
        if boundary and len(scan.open) >= DEPTH_CAP:
            scan.defects.append(f"over {DEPTH_CAP} levels: the rest is cut")
            kind = _TOO_DEEP
        elif boundary:
            # Written so that the search runs over its literal beginning.
            pattern = rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]{0,200}\r?(?:\n|\Z)"
            scan.open.append((re.compile(pattern), content))
    return content, kind


def _close(scan: _Scan, kind: str, start: int, end: int) -> None:
    """Deal with the content of a part: held if it is long or a whole mail, cut if a status."""
    if kind == _TOO_DEEP:
        scan.cut(start, end)
    elif kind == _STATUS:
        if end - start > STATUS_CAP:
            scan.cut(start + STATUS_CAP, end, b"\r\n")
            scan.defects.append("delivery status over 64 kB cut")
    elif end - start > HOLD or (kind in WITHIN and end > start):
        scan.hold(start, end)


def _next_delimiter(scan: _Scan, start: int) -> tuple[int, int, int, bool] | None:
    """Return the next delimiter's line start, its end, its level, and whether it closes.

    An inner boundary counts only up to the next delimiter around it, so no byte is searched more
    often than there are levels.
    """
    best: tuple[int, int, int, bool] | None = None
    limit = len(scan.body)
    # A delimiter may stand at the very beginning of a content, behind the line end before it.
    origin = max(start - 1, 0)
    for level, (pattern, _) in enumerate(scan.open):
        first = pattern.match(b"\n" + scan.body[:400]) if start == 0 else None
        if first is not None:
            return 0, first.end() - 1, level, first[1] is not None
        match = pattern.search(scan.body, origin, limit)
        if match is not None and (best is None or match.start() + 1 <= best[0]):
            best = (match.start() + 1, match.end(), level, match[1] is not None)
            limit = match.end()
    return best


def _inner_head(start: int, scan: _Scan) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """Read the header block at `start`, cut it if need be; return its fields and its end."""
    body = scan.body
    # No look further than four caps: five hundred parts without a blank line stay linear.
    last = min(len(body), start + 4 * PART_HEAD_CAP)
    blank = _BLANK.search(body, start, last)
    end = blank.end() if blank else last
    # An empty part may lack the blank line; the next delimiter ends its header block all the same.
    for pattern, _ in scan.open:
        if delimiter := pattern.search(body, start - 1, min(end + 400, len(body))):
            end = min(end, delimiter.start() + 1)
    fields = split_head(body[start:end]).fields
    kept: dict[str, bytes] = {}
    for name, value in fields:
        if name.startswith("content-"):
            kept.setdefault(name, value[:PART_FIELD_CAP])
    described = [pair for pair in fields if pair[0].startswith("content-")]
    if end - start > PART_HEAD_CAP or described != list(kept.items()):
        others = [pair for pair in fields if not pair[0].startswith("content-")]
        lines = [name.encode() + b": " + value for name, value in (*kept.items(), *others)]
        scan.cut(start, end, b"\r\n".join(lines)[:PART_HEAD_CAP] + b"\r\n\r\n")
        scan.defects.append("oversized part header cut")
    return fields, end
