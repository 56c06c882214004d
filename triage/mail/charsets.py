"""Bytes to text: a ladder of charsets, from certain evidence down to guesses.

The trap: labels lie. Bytes that are valid UTF-8 beat almost any label, `gb2312` means GB18030, and
Python's codec registry also answers to `hex`, `rot13` or `idna`, which no mail may choose.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from triage.mail.charset_guess import guess, latin
from triage.mail.charset_labels import EMPTY_LABELS, clean_label, codec_of, widened, windows_twin
from triage.mail.japanese import decode_iso_2022_jp
from triage.mail.mojibake import is_rarely_read, repaired

_JAPANESE_7BIT = re.compile(r"(?:cs)?iso-?2022-?jp.*|jis|cp5022[01]|x-windows-iso2022jp")
_OTHER_STATEFUL = {"iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz", "hz": "hz", "utf-7": "utf-7"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its BOM begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = frozenset(("cp1252", "cp1254", "iso8859-15"))
_MANY = 4  # letters that must speak against a label; one is enough against a guess
_PROOF = 3  # bytes beyond the first of letters in UTF-8
_WIDE_BYTES = 4096
_SYMBOL_AND_LETTER = re.compile(r"[¢-©¬®-±´¸¼-¾×÷][^\W\d_a-zA-Zª²³µ¹º]")
_SYMBOL_IN_WORD = re.compile("[A-Za-zÀ-ÿ][¡-©«-±´-¹»-¿×÷][a-zà-ÿ]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without surrogates, the charset that gave it, and what was wrong ("" if nothing)."""

    text: str
    charset: str
    defect: str = ""


def decode(data: bytes, label: str = "", *, hint: str = "") -> Decoded:
    """Decode by the ladder; `hint` is another part's charset, for when the label does not help."""
    label = clean_label(label)
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return Decoded(_text(data[len(bom) :], codec), codec)
    if wide := _wide(data):
        return Decoded(_text(data, wide), wide, "" if label.startswith("utf-") else "UTF-16")
    high = not data.isascii()
    stateful = _stateful(data, label) if not high else ""
    if stateful == "iso-2022-jp":
        return Decoded(decode_iso_2022_jp(data), stateful)
    if stateful:
        return _mostly(data, stateful) or Decoded(_text(data, stateful), stateful, "broken charset")
    if not high and not label.startswith(("utf-16", "utf16", "utf-32")):
        return Decoded(data.decode("ascii"), "ascii")
    return _decode_high(data, label, clean_label(hint))


def _decode_high(data: bytes, label: str, hint: str) -> Decoded:
    """Decode bytes over 0x7F: strict UTF-8, the label, the hint, a guess, replacement."""
    codec = "" if label in EMPTY_LABELS else codec_of(label)
    defect = "" if codec or not label else f"unknown charset {label!r}"
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and not _label_beats_utf8(utf8, data, codec):
        mended = repaired(utf8)
        return Decoded(mended, "utf-8", "" if mended == utf8 else "UTF-8 encoded twice: repaired")
    if codec and codec != "utf-8":
        codec = windows_twin(codec, data)
        text = _strict(data, codec)
        if text is not None and not (codec in _WESTERN and _implausible(text, data, _MANY)):
            return Decoded(text, codec)
    if mixed := _by_lines(data, codec):
        return mixed
    for candidate in ("utf-8", codec):
        almost = _mostly(data, candidate) if candidate else None
        # Without a broken byte it is a Western reading just found implausible.
        if almost is not None and almost.defect:
            return almost
    hinted = codec_of(hint)
    for candidate in (hinted, "cp1252"):
        text = _strict(data, candidate) if candidate else None
        if text is not None and not (candidate in _WESTERN and _implausible(text, data, 1)):
            return Decoded(text, candidate, defect or f"charset guessed: {candidate}")
    for guessed in (latin(data), guess(data)):
        text = _strict(data, guessed) if guessed else None
        if text is not None and not (guessed in _WESTERN and _implausible(text, data, 1)):
            return Decoded(text, guessed, defect or f"charset guessed: {guessed}")
    last = codec or hinted or "utf-8"
    return Decoded(_text(data, last), last, f"undecodable bytes replaced ({last})")


def _stateful(data: bytes, label: str) -> str:
    """Return the charset of seven-bit data written with escapes or shifts, "" if none."""
    if b"\x1b$)C" in data:
        return "iso2022_kr"
    if (
        b"\x1b$" in data
        or b"\x1b(" in data
        or (b"\x1b" in data and _JAPANESE_7BIT.fullmatch(label))
    ):
        return "iso-2022-jp"
    return _OTHER_STATEFUL.get(widened(label), "")


def _label_beats_utf8(text: str, data: bytes, codec: str) -> bool:
    """Tell whether a short text only happens to be valid UTF-8."""
    if (
        codec in ("", "utf-8", *_WESTERN)
        or _strict(data, codec) is None
        or max(text, default="") >= "\u0900"
    ):
        return False
    if codec not in ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "cp874"):
        return is_rarely_read(text)
    # "©ī" is no word in any alphabet: letters stand beside letters.
    if _SYMBOL_AND_LETTER.search(text) and max(text) < "\u0800":
        return True
    foreign = sum(char > "\x7f" for char in text[:2000])
    letters = sum(char.isascii() and char.isalpha() for char in text[:2000])
    return foreign > letters and max(text) < "\u0800"


def _implausible(text: str, data: bytes, many: int) -> bool:
    """Tell whether Western letters look like another alphabet read wrongly.

    Another Latin alphabet needs `many` letters to speak for it.
    """
    sample = text[:4000]
    accented = sum("À" <= char <= "ÿ" for char in sample)
    plain = sum(char.isascii() and char.isalpha() for char in sample)
    marks = sum("\x80" <= char < "À" for char in sample)
    if accented + marks >= 4 and accented + marks > plain:
        return True
    if _SYMBOL_IN_WORD.search(sample):
        return True
    return accented + marks >= many and latin(data) not in ("", *_WESTERN)


def _wide(data: bytes) -> str:
    """Return the charset of unmarked UTF-16 with Latin letters: every second byte is zero."""
    sample = data[:_WIDE_BYTES]
    if len(data) % 2 or len(sample) < 8 or b"\x00" not in sample:
        return ""
    high, low = sample[::2].count(0) * 2 / len(sample), sample[1::2].count(0) * 2 / len(sample)
    if min(high, low) > 0.05 or max(high, low) < 0.4:
        return ""
    return "utf-16-be" if high > low else "utf-16-le"


def _by_lines(data: bytes, codec: str) -> Decoded | None:
    """Read UTF-8 whose other lines (a gateway's footer) are in another charset, None if it is not.

    Letters of several bytes do not come about by chance: three of them prove UTF-8.
    """
    lines = data.split(b"\n")
    read = [_strict(line, "utf-8") for line in lines]
    right = sum(len(text.encode()) - len(text) for text in read if text is not None)
    odd = [line for line, text in zip(lines, read, strict=True) if text is None]
    wrong = sum(byte > 0x7F for line in odd for byte in line[:4000])
    if right < max(_PROOF, wrong) or b"".join(odd) == data:
        return None
    other = codec if codec and codec != "utf-8" else "cp1252"
    # A single broken letter is told by the lines themselves: then nothing else is readable in them.
    if any(_mostly(line, "utf-8") is not None for line in odd):
        return None
    whole = [
        text if text is not None else _text(line, other)
        for line, text in zip(lines, read, strict=True)
    ]
    return Decoded("\n".join(whole), "utf-8", f"lines of another charset ({other})")


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        text.encode("utf-8")  # some codecs let lone surrogates through
    except (UnicodeError, ValueError, LookupError):
        return None
    return text


def _mostly(data: bytes, codec: str) -> Decoded | None:
    """Decode when a few bytes only are broken (a cut end, a stray byte), None otherwise."""
    text = _text(data, codec)
    broken = text.count("\ufffd")
    if not broken:
        return Decoded(text, codec)
    # One broken byte may stand beside three good letters (cut words), later at most one in ten.
    good = sum(char > "\x7f" for char in text) - broken
    if good < 3 or broken > max(1, good // 10):
        return None
    return Decoded(text, codec, f"undecodable bytes replaced ({codec})")


def _text(data: bytes, codec: str) -> str:
    """Decode with replacement and without surrogates, whatever the codec."""
    text = data.decode(codec, "replace")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
