"""Files that older programs write into the text: uuencode and yEnc. Taken out, and kept as files.

The trap: a letter may begin a line with "begin 5 days later"; only whole, well-formed blocks count.
"""

from __future__ import annotations

import binascii
import io
import re

FILES_CAP = 50
_LINES_CAP = 700_000  # of one file; 35 MB in the usual lines of 61 characters are fewer
_ESCAPES_CAP = 1_000_000  # a picture of 35 MB has half a million
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
        end = None
        for _ in range(FILES_CAP):
            begin = begins.search(data, at)
            # The end of one that was no file is still the next, however far away it lies.
            if begin and (end is None or end.start() < begin.end() - 1):
                end = ends.search(data, begin.end() - 1)
            if begin is None or end is None:
                break
            content, read = decode(data[begin.end() : end.start()])
            # What only looked like a file stays with the words around it; none of its lines that
            # were read can begin another.
            stop = begin.end() + max(read - 1, -1) if content is None else begin.start()
            kept.append(data[at:stop])
            at = stop if content is None else end.end() - 1
            if content is not None:
                files.append((begin[1].strip(), content))
        data = b"".join(kept) + data[at:]
    return data[1:], files


def _uudecode(block: bytes) -> tuple[bytes | None, int]:
    """Decode a uuencoded block; None and how much was read when a line is too odd for one."""
    if block.count(b"\n") > _LINES_CAP:
        return None, 0
    out = []
    read = 0
    for line in io.BytesIO(block):
        bare = line.rstrip(b"\r\n")
        if not bare.strip():
            read += len(line)
            continue
        try:
            out.append(binascii.a2b_uu(bare))
        except binascii.Error:
            # Some encoders write too many characters at the end of a line.
            length = ((bare[0] - 32) & 63) * 4 // 3 + 5
            try:
                out.append(binascii.a2b_uu(bare[: length - length % 4 + 1]))
            except binascii.Error:
                return None, read
        read += len(line)
    return b"".join(out) or None, 0


def _ydecode(block: bytes) -> tuple[bytes | None, int]:
    """Decode a block of yEnc, as `_uudecode` does."""
    joined = block.replace(b"\r\n", b"").replace(b"\n", b"")
    if joined.count(b"=") > _ESCAPES_CAP:
        return None, 0
    plain = _YENC_ESCAPED.sub(lambda hit: bytes(((hit[1][0] - 64) % 256,)), joined)
    return plain.translate(_YENC_BACK) or None, 0
