"""Files that older programs write into the text: uuencode and yEnc. Taken out, and kept as files.

The trap: a letter may begin a line with "begin 5 days later"; only whole, well-formed blocks count.
"""

from __future__ import annotations

import binascii
import re

FILES_CAP = 50
# Written to begin with a literal: over 35 MB the search is ten times as fast.
_UU_BEGIN = re.compile(rb"\nbegin [0-7]{3,4} ([^\r\n]{1,200})\r?\n")
_UU_END = re.compile(rb"\nend[ \t]{0,20}\r?(?:\n|\Z)")
_YENC_BEGIN = re.compile(
    rb"\n=ybegin [^\r\n=]{0,200}=[^\r\n]{0,200}? name=([^\r\n]{1,200})\r?\n"
    rb"(?:=ypart [^\r\n]{0,200}\r?\n)?"
)
_YENC_END = re.compile(rb"\n=yend [^\r\n]{0,200}\r?(?:\n|\Z)")
_YENC_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_YENC_BACK = bytes((byte - 42) % 256 for byte in range(256))


def take_files(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return a text without the files in it, and the files as (raw name, content)."""
    files: list[tuple[bytes, bytes]] = []
    if b"begin " not in data:
        return data, files
    data = b"\n" + data
    for begins, ends, decode in (
        (_UU_BEGIN, _UU_END, _uudecode),
        (_YENC_BEGIN, _YENC_END, _ydecode),
    ):
        kept: list[bytes] = []
        at = 0
        for _ in range(FILES_CAP):
            begin = begins.search(data, at)
            end = ends.search(data, begin.end() - 1) if begin else None
            if begin is None or end is None:
                break
            content = decode(data[begin.end() : end.start()])
            # What only looked like a file stays with the words around it.
            stop = begin.end() - 1 if content is None else begin.start()
            kept.append(data[at:stop])
            at = begin.end() - 1 if content is None else end.end() - 1
            if content is not None:
                files.append((begin[1].strip(), content))
        data = b"".join(kept) + data[at:]
    return data[1:], files


def _uudecode(block: bytes) -> bytes | None:
    """Decode the lines of a uuencoded block, None when one is too odd to be such a line."""
    out = []
    for line in block.splitlines():
        if not line.strip():
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders write too many characters at the end of a line.
            length = ((line[0] - 32) & 63) * 4 // 3 + 5
            try:
                out.append(binascii.a2b_uu(line[: length - length % 4 + 1]))
            except binascii.Error:
                return None
    return b"".join(out) or None


def _ydecode(block: bytes) -> bytes | None:
    joined = block.replace(b"\r\n", b"").replace(b"\n", b"")
    plain = _YENC_ESCAPED.sub(lambda hit: bytes(((hit[1][0] - 64) % 256,)), joined)
    return plain.translate(_YENC_BACK) or None
