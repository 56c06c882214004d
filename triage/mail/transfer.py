"""Content-Transfer-Encoding undone as far as it holds; labels are checked against the bytes.

The trap: mailing lists append footers behind base64, programs label base64 as 7bit and text as
base64, and "Order=7712" is not quoted-printable.
"""

from __future__ import annotations

import binascii
import re

from triage.mail.headers import decode_base64
from triage.mail.inline_files import take_files

_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/=\t\r\x0b\x0c ]*+(?:\n|\Z))*+")
_BASE64_TEXT = re.compile(rb"[A-Za-z0-9+/\r\n]{24,}+={0,2}\s*+")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEX = re.compile(rb"=[0-9A-F]{2}")
_SOFT_BREAK = re.compile(rb"=\r?\n")
_LOOKED_AT = 64 * 1024
_HIDDEN_CAP = 4 * 1024 * 1024  # bytes of base64 under another label
_FULL_LINE = 60  # characters; encoders fill their lines, words do not


def encoding_of(value: bytes) -> str:
    """Return the transfer encoding a header names, spelt as the standard does; "" if unknown."""
    name = value.split(b";")[0].strip(b" \t\r\n\"'").lower().decode("ascii", "replace")
    name = name.replace("_", "-").removeprefix("x-")
    if name in ("base-64", "b64", "b"):
        return "base64"
    if name in ("quotedprintable", "quoted-printable", "q", "qp"):
        return "quoted-printable"
    if name in ("uuencode", "uue", "uu"):
        return "uuencode"
    return name if name in ("base64", "7bit", "8bit", "binary") else ""


def undo(data: bytes, encoding: str) -> bytes:
    """Decode the bytes of a part; text that was never encoded stays itself."""
    if encoding == "base64":
        return _unbase64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "uuencode":
        return next((content for _, content in take_files(data)[1]), data)
    return data


def undo_unsaid(data: bytes) -> bytes:
    """Decode a text whose header says nothing of its encoding, if it certainly is encoded."""
    if not data.isascii():
        return data
    if (
        len(data) < _HIDDEN_CAP
        and _BASE64_TEXT.fullmatch(data.strip()[:_LOOKED_AT])
        and (read := _hidden_base64(data))
    ):
        return read
    sample = data[:_LOOKED_AT]
    marks = len(_HEX.findall(sample)) + len(_SOFT_BREAK.findall(sample))
    if marks < 2 or marks != sample.count(b"="):
        return data
    decoded = binascii.a2b_qp(data)
    try:
        # Two letters of UTF-8 do not come about by chance.
        letters = len(decoded.decode("utf-8")) < len(decoded) - 1
    except UnicodeDecodeError:
        letters = _SOFT_BREAK.search(sample) is not None and not _CONTROL.search(decoded)
    return decoded if letters else data


def _hidden_base64(data: bytes) -> bytes:
    """Return what an unlabelled base64 body says, b"" when it is none or says nothing readable."""
    lines = data.split()
    joined = b"".join(lines)
    if len(joined) % 4 or (len(lines) > 1 and len(lines[0]) < _FULL_LINE):
        return b""
    # A single short line without digits, capitals and signs mixed is a word.
    if not (re.search(rb"[0-9+/=]", joined) and re.search(rb"[a-z][A-Z]", joined)):
        return b""
    decoded = decode_base64(joined)
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return b"" if _CONTROL.search(decoded) or len(joined) < 2 * _FULL_LINE else decoded
    return decoded if text.strip() and not _CONTROL.search(decoded) else b""


def _unbase64(data: bytes) -> bytes:
    """Decode base64 up to the first line that is none; text mislabelled as base64 stays itself."""
    # Whole lines only: a footer's first word may look like base64.
    match = _BASE64_LINES.match(data)
    end = match.end() if match else 0
    padding = data.find(b"=", 0, end)
    if padding >= 0:
        line = data.find(b"\n", padding, end)
        end = line if line >= 0 else end
    kept = data[:end]
    return decode_base64(kept) if kept.strip() else data
