"""Undoes UTF-8 that was read as Windows-1252 and written as UTF-8 once more: `Ã¼` back to `ü`.

The trap: `Ã`, `«` and `®` are also meant (CAFÉ®, «Ã»), so a line is repaired only when all its
letters beyond ASCII come out as UTF-8, and with letters that are read somewhere.
"""

from __future__ import annotations

import re

# The five bytes Windows-1252 leaves undefined come through as control characters.
_BYTES = {
    **{chr(byte): byte for byte in range(0x80, 0x100)},
    **{
        bytes((byte,)).decode("cp1252"): byte
        for byte in range(0x80, 0xA0)
        if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    },
}
_SUSPECT = re.compile("[Â-ÏÐÑØ-Ûà-ï][\x80-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_CERTAIN = re.compile("[ÂÃ][\x80-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_ENOUGH = 3  # letters of another alphabet, where one might be an accident
_UNREAD = re.compile("[\x80-\x9f\u0180-\u01cc\u01dd-\u0217\u021c-\u036f\u0500-\u052f\u0700-\u08ff]")


def repaired(text: str) -> str:
    """Return a text with every line repaired that certainly was encoded twice."""
    if not _SUSPECT.search(text):
        return text
    return "\n".join(_line(line) if not line.isascii() else line for line in text.split("\n"))


def is_rarely_read(text: str) -> bool:
    """Tell whether a text has letters hardly any mail is written in."""
    return _UNREAD.search(text) is not None


def _line(line: str) -> str:
    if not _SUSPECT.search(line):
        return line
    data = bytearray()
    for char in line:
        if char < "\x80":
            data.append(ord(char))
        elif char in _BYTES:
            data.append(_BYTES[char])
        else:
            return line
    try:
        read = data.decode("utf-8")
    except UnicodeDecodeError:
        return line
    letters = [char for char in read if char > "\x7f"]
    certain = _CERTAIN.search(line) is not None or len(letters) >= _ENOUGH
    return read if certain and not is_rarely_read(read) else line
