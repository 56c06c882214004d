"""Outlook's winmail.dat (TNEF), read with tnefparse: the letter and the files inside.

The trap: the format's counts are believed by the library, and sixty bytes can make it count to four
billion; so only what we need is handed on, and only where its counts fit its length.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tnefparse import TNEF

from triage.mail.charsets import decode
from triage.mail.html import html_to_text
from triage.mail.rtf import decompressed, rtf_to_text

TYPES = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
FILES_CAP = 100
_OBJECTS_CAP = 500  # the library copies the rest of the file for each of them
_BYTES_CAP = 32 * 1024 * 1024
_COPIED_CAP = 1024**3  # bytes, objects times their length
_SIGNATURE = bytes.fromhex("789f3e22")
_CODEPAGE, _BODY, _PROPERTIES = 0x9007, 0x800C, 0x9003
_RENDERING, _TITLE, _DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_WANTED = frozenset((_CODEPAGE, _BODY, _PROPERTIES, _RENDERING, _TITLE, _DATA, _ATTACHMENT))
_FIXED = {0x02: 2, 0x0B: 2, 0x03: 4, 0x04: 4, 0x0A: 4} | dict.fromkeys((5, 6, 7, 0x14, 0x40), 8)
_COUNTED = frozenset((0x00, 0x0D, 0x1E, 0x1F, 0x102))
_CLSID, _SEVERAL, _NAMED = 0x48, 0x1000, 0x8000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The letter ("" if it is elsewhere), the files as (name, content), what was wrong."""

    text: str
    files: tuple[tuple[str, bytes], ...]
    defect: str = ""


def unpack(data: bytes) -> Unpacked:
    """Open a winmail.dat; one that is broken gives what can be read of it."""
    stream, codepage, whole = _harmless(data)
    if not stream:
        return Unpacked("", (), "winmail.dat could not be read")
    try:
        found = TNEF(stream, do_checksum=False)
        files = tuple(
            (_text(each.long_filename() or each.name, codepage), bytes(each.data))
            for each in found.attachments[:FILES_CAP]
        )
        text = _letter(found, codepage)
    except Exception as error:  # noqa: BLE001 - any failure of a foreign parser must not lose a mail
        return Unpacked("", (), f"winmail.dat could not be read: {type(error).__name__}")
    return Unpacked(text, files, "" if whole else "winmail.dat is damaged")


def _harmless(data: bytes) -> tuple[bytes, str, bool]:
    """Return the objects we need as a stream, its charset, and whether all was well."""
    if not data.startswith(_SIGNATURE) or len(data) > _BYTES_CAP:
        return b"", "", False
    kept = [data[:6]]
    codepage, whole, attached, at = "", True, False, 6
    while at + 12 < len(data):
        level, name, _, size = struct.unpack_from("<BHHI", data, at)
        end = at + 9 + size + 2
        if end > len(data) or len(kept) > min(_OBJECTS_CAP, _COPIED_CAP // len(data)):
            whole = False
            break
        content = data[at + 9 : end - 2]
        attached = attached or name == _RENDERING
        if name == _CODEPAGE and size >= 4:
            codepage = f"cp{struct.unpack_from('<I', content)[0]}"
        # The library wants an attachment opened before anything is put into it.
        fits = name in _WANTED and (level != 2 or attached)
        if name in (_PROPERTIES, _ATTACHMENT):
            # A mail of Outlook's own inside would be read by the library without our look at it.
            fits = fits and _is_countable(content) and _SIGNATURE not in content
        if fits:
            kept.append(data[at:end])
        at = end
    return b"".join(kept), codepage, whole


def _is_countable(content: bytes) -> bool:
    """Step through MAPI properties as the library will: does it come to an end?"""
    try:
        (count,), at = struct.unpack_from("<I", content), 4
        if count > len(content) // 4:
            return False
        for _ in range(count):
            at = _after_property(content, at)
    except struct.error:
        return False
    return True


def _after_property(content: bytes, at: int) -> int:
    """Return where a property ends. Raises struct.error when it does not end within the bytes."""
    kind, name = struct.unpack_from("<HH", content, at)
    at += 4
    if name >= _NAMED:
        by_number, length = struct.unpack_from("<II", content, at + 16)
        at += 24 if not by_number else 24 + length + -length % 4
    several = bool(kind & _SEVERAL)
    kind &= ~_SEVERAL
    values = 1
    if several or kind in _COUNTED:
        (values,) = struct.unpack_from("<I", content, at)
        at += 4
    if values > len(content):
        raise struct.error
    if kind not in _COUNTED:
        size = 16 if kind == _CLSID else _FIXED.get(kind, 0)
        if not size:
            raise struct.error
        at += values * size
        return at + 2 if values % 2 and size == 2 else at
    for _ in range(values):
        (length,) = struct.unpack_from("<I", content, at)
        at += 4 + length + -length % 4
        if at > len(content) + 3:
            raise struct.error
    return at


def _letter(found: TNEF, codepage: str) -> str:
    """Return the body: plain, else HTML, else what the compressed RTF says."""
    plain = _text(found.body, codepage)
    if plain.strip():
        return plain
    html = _text(found.htmlbody, codepage)
    if html.strip():
        return html_to_text(html).text
    packed = _first(found._rtfbody)  # the public property wants a package more
    return rtf_to_text(decompressed(packed)) if isinstance(packed, bytes) else ""


def _first(value: object) -> object:
    """Properties come as lists of values."""
    return value[0] if isinstance(value, list) and value else value


def _text(value: object, codepage: str) -> str:
    value = _first(value)
    if isinstance(value, bytes):
        value = decode(value, codepage).text
    return value.replace("\x00", "") if isinstance(value, str) else ""
