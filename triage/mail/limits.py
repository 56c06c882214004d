"""Caps on a mail's structure, applied to the bytes before any parser sees them.

The trap: parsers recurse per nesting level and hold every part, so a small mail can exhaust stack
or memory; whatever is over a cap is cut here and named in the defects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.headers import Head, media_type, parameters, split_head

MAIL_CAP = 35 * 1024 * 1024  # bytes; big providers refuse mails over 25 MB, base64 adds a third
PARTS_CAP = 500
DEPTH_CAP = 30  # honest forwards of forwards reach about ten; Python's parser breaks near 300
PART_HEAD_CAP = 64 * 1024  # bytes of one inner header block
PART_FIELD_CAP = 2 * 1024  # bytes of Content-Type and its kin; parsing them is quadratic
STATUS_CAP = 64 * 1024  # bytes of a delivery status; each of its blocks becomes a message object

_DELIMITER = re.compile(rb"^--([^\r\n]{1,200})\r?$", re.MULTILINE)
_BLANK = re.compile(rb"^[ \t]*\r?\n", re.MULTILINE)


@dataclass(slots=True)
class _Scan:
    """What one pass over the delimiter lines has met so far."""

    levels: dict[bytes, int]  # boundary → how deep its parts lie
    kept: list[bytes]
    flushed: int = 0  # everything before this offset is in `kept` or cut
    parts: int = 0


def limit_structure(head: Head) -> tuple[bytes, tuple[str, ...]]:
    """Return the body with too many parts, too deep parts and too large inner headers cut off."""
    body = head.body
    scan = _Scan({}, [])
    defects: list[str] = []
    at, status = _enter(head.fields, 0, 0, scan, body, defects)
    end = len(body)
    for match in _DELIMITER.finditer(body):
        if match.start() < at:
            continue
        boundary = _known_boundary(match[1], scan)
        if boundary is None:
            continue
        if status and match.start() - status > STATUS_CAP:
            _cut(scan, body, status + STATUS_CAP, match.start(), b"\r\n")
            defects.append("delivery status over 64 kB cut")
        status = 0
        if match[1].rstrip() != boundary:
            continue  # the closing delimiter opens no part
        scan.parts += 1
        level = scan.levels[boundary]
        if scan.parts > PARTS_CAP or level > DEPTH_CAP:
            reason = f"over {PARTS_CAP} parts" if level <= DEPTH_CAP else f"over {DEPTH_CAP} levels"
            defects.append(f"{reason}: the rest is cut")
            end = match.start()
            break
        fields, content = _inner_head(body, match.end() + 1, scan, defects)
        at, status = _enter(fields, content, level, scan, body, defects)
    if status and end - status > STATUS_CAP:
        end = status + STATUS_CAP
        defects.append("delivery status over 64 kB cut")
    scan.kept.append(body[scan.flushed : max(end, scan.flushed)])
    return b"".join(scan.kept), tuple(dict.fromkeys(defects))


def _known_boundary(line: bytes, scan: _Scan) -> bytes | None:
    line = line.rstrip()
    if line in scan.levels:
        return line
    closed = line.removesuffix(b"--")
    return closed if closed in scan.levels else None


def _cut(scan: _Scan, body: bytes, start: int, stop: int, instead: bytes = b"") -> None:
    """Leave out the bytes from `start` to `stop`."""
    scan.kept += [body[scan.flushed : start], instead]
    scan.flushed = stop


def _inner_head(
    body: bytes, start: int, scan: _Scan, defects: list[str]
) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """Read the header block at `start`, cut it if need be; return its fields and its end."""
    # No look further than four caps: five hundred parts without a blank line stay linear.
    blank = _BLANK.search(body, start, start + 4 * PART_HEAD_CAP)
    end = blank.end() if blank else min(len(body), start + 4 * PART_HEAD_CAP)
    # An empty part may lack the blank line; the next delimiter ends its header block all the same.
    for match in _DELIMITER.finditer(body, start, end):
        if _known_boundary(match[1], scan) is not None:
            end = match.start()
            break
    fields = split_head(body[start:end]).fields
    kept: dict[str, bytes] = {}
    for name, value in fields:
        if name.startswith("content-"):
            kept.setdefault(name, value[:PART_FIELD_CAP])
    described = [pair for pair in fields if pair[0].startswith("content-")]
    if end - start > PART_HEAD_CAP or described != list(kept.items()):
        others = [pair for pair in fields if not pair[0].startswith("content-")]
        lines = [name.encode() + b": " + value for name, value in (*kept.items(), *others)]
        _cut(scan, body, start, end, b"\r\n".join(lines)[:PART_HEAD_CAP] + b"\r\n\r\n")
        defects.append("oversized part header cut")
    return fields, end


def _enter(
    fields: tuple[tuple[str, bytes], ...],
    content: int,
    level: int,
    scan: _Scan,
    body: bytes,
    defects: list[str],
) -> tuple[int, int]:
    """Note what the part whose content begins here opens; return where content and status begin."""
    while True:
        value = next((raw for name, raw in fields if name == "content-type"), b"")
        kind = media_type(value)
        if kind.startswith("multipart/"):
            _, boundary = parameters(value).get("boundary", ("", b""))
            if boundary.rstrip():
                scan.levels[boundary.rstrip()] = level + 1
            return content, 0
        if kind == "message/delivery-status":
            return content, max(content, 1)
        if kind not in ("message/rfc822", "message/global", "message/news"):
            return content, 0
        level += 1
        if level > DEPTH_CAP:
            # Cut by leaving out everything behind; further delimiters are not looked at.
            _cut(scan, body, content, len(body))
            defects.append(f"over {DEPTH_CAP} levels: the rest is cut")
            return len(body) + 1, 0
        # An embedded mail brings a header block of its own.
        fields, content = _inner_head(body, content, scan, defects)
