"""RTF as Outlook wraps it: decompressed (MS-OXRTFCP), and its words without the marks.

The trap: RTF made from HTML (MS-OXRTFEX) holds every word twice, once for each kind of reader, and
a few bytes may unpack to gigabytes.
"""

from __future__ import annotations

import html
import re
import struct

from triage.mail.charsets import decode
from triage.mail.html import html_to_text

RTF_CAP = 2 * 1024 * 1024  # bytes, unpacked; a second's work at worst
_PACKED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # a word
    rb"|\\'([0-9a-fA-F]{2})"  # a byte of the document's charset
    rb"|\\([^a-zA-Z'])"  # a sign
    rb"|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})")
# Groups that hold no words of the letter.
_UNREAD = frozenset(
    (
        *(b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"listtable"),
        *(b"listoverridetable", b"rsidtbl", b"themedata", b"header", b"footer", b"generator"),
        *(b"pntext", b"fldinst", b"datastore", b"xmlnstbl", b"filetbl", b"revtbl"),
    )
)
_SIGNS = {b"\\": b"\\", b"{": b"{", b"}": b"}", b"~": b" ", b"_": b"-", b"\n": b"\n", b"\r": b"\n"}
_WORDS = {
    b"par": "\n",
    b"line": "\n",
    b"row": "\n",
    b"tab": " ",
    b"cell": " | ",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}


def decompressed(data: bytes) -> bytes:
    """Unpack compressed RTF; what is damaged gives its beginning."""
    if len(data) < 16:
        return b""
    size, _, kind = struct.unpack_from("<II4s", data)
    if kind == _PLAIN:
        return data[16 : 16 + RTF_CAP]
    if kind != _PACKED:
        return b""
    window = bytearray(_PRESET.ljust(_WINDOW, b"\0"))
    write, at, end = len(_PRESET), 16, min(len(data), size + 4)
    out = bytearray()
    while at < end and len(out) < RTF_CAP:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                break
            if not flags >> bit & 1:
                piece = data[at : at + 1]
                at += 1
            else:
                word = int.from_bytes(data[at : at + 2], "big")
                at += 2
                read, count = word >> 4, (word & 15) + 2
                if read == write:
                    return bytes(out)
                piece = b""
            # A reference may reach into what it writes itself, so bytes go one by one.
            for step in range(len(piece) or count):
                byte = piece[0] if piece else window[(read + step) % _WINDOW]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(out)


def rtf_to_text(data: bytes) -> str:
    """Return the words of RTF; HTML that was wrapped in it is read as HTML."""
    data = data[:RTF_CAP]
    if b"\\fromhtml" in data[:4096]:
        return html_to_text(_Reader(data, wrapped=True).text()).text
    lines = (line.strip() for line in _Reader(data, wrapped=False).text().split("\n"))
    return "\n".join(lines).strip()


class _Reader:
    """One pass over RTF; `wrapped` keeps HTML's tags and drops what only RTF readers are to see."""

    def __init__(self, data: bytes, *, wrapped: bool) -> None:
        self._data = data
        self._wrapped = wrapped
        page = _CODEPAGE.search(data[:4096])
        self._charset = f"cp{page[1].decode()}" if page else "cp1252"
        self._out: list[str] = []
        self._bytes = bytearray()  # of the document's charset: letters may take two
        self._skip = 0  # characters that stand in for one Unicode letter
        self._stand_ins = 1
        self._hidden = False  # between \htmlrtf and \htmlrtf0
        self._groups: list[tuple[bool, bool]] = []
        self._unread = False
        self._tag = False  # inside {\*\htmltag …}: HTML as it is
        self._star = False

    def text(self) -> str:
        """Read to the end."""
        for match in _TOKEN.finditer(self._data):
            word, number, byte, sign, brace, plain = match.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, number)
            elif sign == b"*":
                self._star = True
            elif byte or sign or plain:
                self._plain(bytes((int(byte, 16),)) if byte else plain or _SIGNS.get(sign, b""))
        self._flush()
        # \\u gives letters beyond the first plane in two halves.
        whole = "".join(self._out).encode("utf-16", "surrogatepass")
        return whole.decode("utf-16", "replace")

    def _brace(self, brace: bytes) -> None:
        self._star = False
        if brace == b"{":
            self._groups.append((self._unread, self._tag))
        elif self._groups:
            self._flush()
            self._unread, self._tag = self._groups.pop()

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word == b"htmlrtf":
            self._flush()
            self._hidden = number != b"0"
        elif word == b"htmltag" and self._wrapped:
            self._flush()
            self._tag, self._unread = True, False
        elif self._star or word in _UNREAD:
            self._flush()
            self._unread = True
        elif word == b"uc":
            self._stand_ins = min(int(number or b"1"), 8)
        elif word == b"u" and number:
            self._say(chr(int(number) % 65536))
            self._skip = self._stand_ins
        elif word in _WORDS:
            self._say(_WORDS[word])
        self._star = False

    def _plain(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        if not self._unread and not (self._wrapped and self._hidden):
            self._bytes += data[skipped:]

    def _say(self, text: str) -> None:
        if not self._unread and not (self._wrapped and self._hidden):
            self._flush()
            # Inside the wrapped HTML a line end of RTF is one of its source.
            self._out.append(text if self._tag or not self._wrapped else html.escape(text))

    def _flush(self) -> None:
        if self._bytes:
            text = decode(bytes(self._bytes), self._charset).text
            escaped = self._wrapped and not self._tag
            self._out.append(html.escape(text, quote=False) if escaped else text)
            self._bytes.clear()
