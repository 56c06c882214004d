"""Charset labels as mails write them, and the Python codec that reads what is meant by them.

The trap: programs label the subset and write the superset, and Python's codec registry also answers
to `hex`, `rot13` or `idna`, which no mail may choose.
"""

from __future__ import annotations

import codecs
import re

# Mail programs label the subset and write the superset (QQ, Outlook, Shift_JIS with ① or 髙).
WIDENED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "euc-cn": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "windows-949": "cp949",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "cp950": "big5hkscs",
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
    "iso-8859-6-e": "iso-8859-6",
    "koi8-r": "koi8-u",  # the eight letters it adds stand where KOI8-R draws boxes
    "koi8": "koi8-u",
    "koi8-ru": "koi8-u",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "mac-roman": "mac_roman",
    "mac-cyrillic": "mac_cyrillic",
    "mac-ukrainian": "mac_cyrillic",
    "mac-ce": "mac_latin2",
    "mac-centraleurroman": "mac_latin2",
    "mac-centraleurope": "mac_latin2",
    "mac-greek": "mac_greek",
    "mac-turkish": "mac_turkish",
    "mac-romanian": "mac_romanian",
    "mac-croatian": "mac_croatian",
    "mac-icelandic": "mac_iceland",
    "mac-japanese": "cp932",
    "mac-korean": "cp949",
    "mac-chinesesimp": "gb18030",
    "mac-chinesetrad": "big5hkscs",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
}
# Windows' twin of a standard charset; a byte of 0x80-0x9F, never a control in a mail, tells it.
_TWINS = {
    "iso8859-2": "cp1250",
    "iso8859-5": "cp1251",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-6": "cp1256",
    "iso8859-4": "cp1257",
    "iso8859-13": "cp1257",
}
_CONTROLS = re.compile(rb"[\x80-\x9f]")
# Where the standard has a closing quote, Windows has Ά: no quote closes in front of a letter.
_GREEK_ALPHA = re.compile(rb"(?<![\xb6-\xfe])\xa2[\xdc-\xfe]")
# "unknown" and its kin say nothing; ASCII with bytes over 0x7F says as little.
EMPTY_LABELS = frozenset(
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
_PREFIXES = ("x-", "x-", "cs")  # "x-x-big5" is real
_CODE_PAGE = re.compile(r"(?:cp|ibm|ms|win|windows)[-_]?(\d{3,5})")


def clean_label(label: str) -> str:
    """Return a charset label lower-case, without quotes, stars of RFC 2231 and stray characters."""
    return label.split("*", 1)[0].strip(" \t\r\n'\";<>").lower()[:40]


def widened(label: str) -> str:
    """Return the superset that programs mean by a label, the label itself if it is not known."""
    for prefix in ("", *_PREFIXES):
        label = label.removeprefix(prefix)
        if label in WIDENED:
            return WIDENED[label]
    return label


def codec_of(label: str) -> str:
    """Return the Python text codec for a label, widened; "" if unknown, empty or refused."""
    if not label or label in _REFUSED or "_escape" in label:
        return ""
    name = widened(label)
    page = _CODE_PAGE.fullmatch(name)
    for candidate in (name, f"cp{page[1]}") if page else (name,):
        try:
            # hex, base64, rot13, zip and quopri are codecs too, but refuse to make text.
            b"a".decode(candidate, "replace")
        except (LookupError, ValueError):
            continue
        found = codecs.lookup(candidate).name
        if found in _REFUSED:  # "x-punycode" and "unicode escape" name them as well
            return ""
        return WIDENED.get(found.replace("iso8859", "iso-8859"), found)
    return ""


def windows_twin(codec: str, data: bytes) -> str:
    """Return Windows' variant of a codec if the bytes show it, else the codec."""
    twin = _TWINS.get(codec)
    if twin is None:
        return codec
    if _CONTROLS.search(data) or (twin == "cp1253" and _GREEK_ALPHA.search(data)):
        return twin
    return codec
