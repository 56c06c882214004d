"""Bytes to text: a ladder of charsets, from certain evidence down to guesses.

The trap: labels lie. Bytes that are valid UTF-8 beat almost any label, `gb2312` means GB18030, and
Python's codec registry also answers to `hex`, `rot13` or `idna`, which no mail may choose.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from triage.mail.japanese import decode_iso_2022_jp

# Mail programs label the subset and write the superset (QQ, Outlook, Shift_JIS with ① or 髙).
_WIDENED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "euc-cn": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "cp950": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "tis620": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
}
_JAPANESE_7BIT = re.compile(r"(?:cs)?iso-?2022-?jp.*|jis|cp5022[01]|x-windows-iso2022jp")
_OTHER_STATEFUL = {"iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz", "hz": "hz", "utf-7": "utf-7"}
# "unknown" and its kin say nothing; ASCII with bytes over 0x7F says as little.
_EMPTY_LABELS = frozenset(
    (
        *("unknown", "x-unknown", "unknown-8bit", "default", "none", "null", "binary"),
        *("8bit", "us-ascii", "ascii", "ansi_x3.4-1968", "user-defined", "x-user-defined"),
    )
)
_REFUSED = frozenset(
    (
        *("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs"),
        *("oem",),
    )
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its BOM begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = frozenset(("cp1252", "cp1254", "iso8859-15"))
# What people still write mail in; the rest of charset_normalizer's hundred adds wrong guesses.
_GUESSES = [
    *("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "cp1251", "koi8_r", "cp1252"),
    *("cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
]
_GUESS_BYTES = 8192  # a guess does not get better with more
# Lead bytes of the everyday characters; in this order, for Korean's range lies inside Chinese's.
_DOUBLE_BYTE = (
    ("cp949", re.compile(rb"[\xb0-\xc8][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]")),
    ("euc_jp", re.compile(rb"[\xa1\xa3-\xa5\xb0-\xcf][\xa1-\xfe]")),
    ("gb18030", re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")),
    ("big5hkscs", re.compile(rb"[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]")),
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
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
    high = not data.isascii()
    stateful = _stateful(data, label) if not high else ""
    if stateful == "iso-2022-jp":
        return Decoded(decode_iso_2022_jp(data), stateful)
    if stateful:
        return _mostly(data, stateful) or Decoded(_text(data, stateful), stateful, "broken charset")
    if not high and not label.startswith(("utf-16", "utf16", "utf-32")):
        return Decoded(data.decode("ascii"), "ascii")
    return _decode_high(data, label, clean_label(hint))


def clean_label(label: str) -> str:
    """Return a charset label lower-case, without quotes, stars of RFC 2231 and stray characters."""
    return label.split("*", 1)[0].strip(" \t\r\n'\";<>").lower()[:40]


def codec_of(label: str) -> str:
    """Return the Python text codec for a label, widened; "" if unknown, empty or refused."""
    if not label or label in _REFUSED or "_escape" in label:
        return ""
    name = _WIDENED.get(label, label)
    if re.fullmatch(r"cp-\d{3,5}", name):
        name = name.replace("-", "")
    try:
        # hex, base64, rot13, zip and quopri are codecs too, but refuse to make text.
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return ""
    found = codecs.lookup(name).name
    return _WIDENED.get(found.replace("iso8859", "iso-8859"), found)


def _decode_high(data: bytes, label: str, hint: str) -> Decoded:
    """Decode bytes over 0x7F: strict UTF-8, the label, the hint, a guess, replacement."""
    codec = "" if label in _EMPTY_LABELS else codec_of(label)
    defect = "" if codec or not label else f"unknown charset {label!r}"
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and not _label_beats_utf8(utf8, data, codec):
        return Decoded(utf8, "utf-8")
    if codec and codec != "utf-8":
        text = _strict(data, codec)
        if text is not None and not (codec in _WESTERN and _implausible(text)):
            return Decoded(text, codec)
    for candidate in ("utf-8", codec):
        almost = _mostly(data, candidate) if candidate else None
        # Without a broken byte it is a Western reading just found implausible.
        if almost is not None and almost.defect:
            return almost
    hinted = codec_of(hint)
    for candidate in (hinted, "cp1252"):
        text = _strict(data, candidate) if candidate else None
        if text is not None and not (candidate in _WESTERN and _implausible(text)):
            return Decoded(text, candidate, defect or f"charset guessed: {candidate}")
    guess = _guess(data)
    if guess and (text := _strict(data, guess)) is not None:
        return Decoded(text, guess, defect or f"charset guessed: {guess}")
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
    return _OTHER_STATEFUL.get(_WIDENED.get(label, label), "")


def _label_beats_utf8(text: str, data: bytes, codec: str) -> bool:
    """Tell whether short Asian text only happens to be valid UTF-8."""
    if codec not in ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "cp874"):
        return False
    foreign = sum(char > "\x7f" for char in text[:2000])
    letters = sum(char.isascii() and char.isalpha() for char in text[:2000])
    return max(text) < "\u0800" and foreign > letters and _strict(data, codec) is not None


def _implausible(text: str) -> bool:
    """Tell whether Western letters look like another alphabet read wrongly."""
    sample = text[:4000]
    accented = sum("À" <= char <= "ÿ" for char in sample)
    plain = sum(char.isascii() and char.isalpha() for char in sample)
    marks = sum("\x80" <= char < "À" for char in sample)
    if accented + marks >= 4 and accented + marks > plain:
        return True
    return bool(_SYMBOL_IN_WORD.search(sample))


def _guess(data: bytes) -> str:
    """Guess the charset of unlabelled bytes over 0x7F, "" if nothing fits."""
    sample = data[:_GUESS_BYTES]
    runs = _HIGH_RUN.findall(sample)
    total = sum(map(len, runs))
    for name, common in _DOUBLE_BYTE:
        # charset_normalizer is poor under some forty bytes; everyday characters tell at six.
        if total >= 6 and _strict(sample, name) is not None:
            pairs = sum(len(pair) for pair in common.findall(sample))
            kana = name != "euc_jp" or re.search(rb"[\xa4\xa5][\xa1-\xf6]", sample)
            even = name == "big5hkscs" or all(len(run) % 2 == 0 for run in runs)
            if even and kana and pairs >= 0.9 * total:
                return name
    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    return best.encoding if best is not None else ""


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
