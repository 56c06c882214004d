"""ISO-2022-JP as Japanese mail programs write it: with ①, 髙 and half-width kana.

Python's own codecs stop at the standard's rows; every double-byte run is rewritten as Shift_JIS and
read as cp932, which knows NEC row 13 and the IBM characters.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$\(?[@BD]|\([A-Z])")
_DOUBLE = frozenset((b"$@", b"$B", b"$(@", b"$(B"))


def decode_iso_2022_jp(data: bytes) -> str:
    """Decode seven-bit Japanese text; what fits no character set becomes U+FFFD."""
    pieces = _ESCAPE.split(data)
    text = [_plain(pieces[0])]
    for escape, run in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape in _DOUBLE:
            text.append(_double(run))
        elif escape == b"$(D":  # JIS X 0212, reachable through EUC-JP's three-byte form only
            pairs = (run[at : at + 2] for at in range(0, len(run), 2))
            euc = b"".join(b"\x8f" + bytes(byte | 0x80 for byte in pair) for pair in pairs)
            text.append(euc.decode("euc_jp", "replace"))
        elif escape == b"(I":
            text.append(
                bytes(b | 0x80 if 0x20 < b < 0x60 else b for b in run).decode("cp932", "replace")
            )
        else:
            text.append(_plain(run))
    return "".join(text)


def _plain(run: bytes) -> str:
    """Read ASCII, and half-width kana between shift-out and shift-in."""
    text = []
    for index, piece in enumerate(re.split(rb"[\x0e\x0f]", run)):
        kana = index % 2 == 1
        shifted = bytes(b | 0x80 if kana and 0x20 < b < 0x60 else b for b in piece)
        text.append(shifted.decode("cp932", "replace"))
    return "".join(text)


def _double(run: bytes) -> str:
    """Rewrite pairs of JIS X 0208 rows and cells as Shift_JIS and read them as cp932."""
    out = bytearray()
    at = 0
    while at < len(run):
        row = run[at]
        cell = run[at + 1] if at + 1 < len(run) else 0
        if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
            out.append(row)  # a line end or blank inside the run: programs forget to switch back
            at += 1
            continue
        lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
        odd_row_offset = 0x1F if cell < 0x60 else 0x20
        trail = cell + (odd_row_offset if row % 2 else 0x7E)
        out += bytes((lead, trail))
        at += 2
    return out.decode("cp932", "replace")
