"""A text part's bytes as lines: charset, HTML, RTF, format=flowed, PGP armour, control characters.

The trap: what calls itself plain may be a page of HTML, and what calls itself HTML may have been
escaped twice by the form it was typed into.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from triage.mail.armour import without_armour
from triage.mail.charsets import decode
from triage.mail.flowed import unflow
from triage.mail.html import html_to_text, looks_like_html
from triage.mail.parts import Part
from triage.mail.rtf import rtf_to_text

RTF_TYPES = ("text/rtf", "application/rtf")
TEXT_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")
BYTES_CAP = 2 * 1024 * 1024  # of HTML, without pasted pictures and comments where it is larger
_PLAIN_BYTES_CAP = 2 * 1024 * 1024  # five times the characters that are kept
_META_CHARSET = re.compile(
    rb"(?i)<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
# An iPhone marks the first line it forwards or answers twice, with this sign between the marks.
_MARKED_TWICE = re.compile("^((?:>[ \t]?){1,9})[\ufeff\u200b\u2060]>[ \t]?", re.MULTILINE)
_ENTITY = re.compile(
    r"&(?:amp|quot|apos|nbsp|#\d{2,6}|[a-zA-Z]{1,2}(?:acute|grave|uml|circ|cedil|tilde|ring|slash|lig));"
)
_STRETCH = 1024 * 1024
_PICTURE = re.compile(rb"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]*+")
_COMMENT = re.compile(rb"<!--.*?-->\s*+", re.DOTALL)
_ENRICHED_PARAMETER = re.compile(r"<param>[^<]{0,500}</param>", re.IGNORECASE)
_ENRICHED_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,60}>")


def tidy(text: str) -> str:
    """Make line ends and blanks of one kind and drop control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = _MARKED_TWICE.sub(r"\1", text) if "> " in text else text
    return _CONTROL.sub("", text.replace("\x85", "\n").replace("\xa0", " ").replace("\u2028", "\n"))


@dataclass(frozen=True, slots=True)
class ReadText:
    """The lines of a part, what was wrong with it, and what its page sets in boxes."""

    text: str
    defects: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


def text_of_bytes(data: bytes, part: Part, kind: str, hint: str) -> ReadText:
    """Decode a text part of a media type to lines."""
    if kind in RTF_TYPES:
        return ReadText(tidy(rtf_to_text(data)))
    label = part.parameter("charset")
    is_html = kind == "text/html"
    if is_html and len(data) > BYTES_CAP:
        data = _without_pictures(data)
    if is_html and not label and (meta := _META_CHARSET.search(data[:4096])):
        label = meta[1].decode("ascii", "replace")
    decoded = decode(data[: BYTES_CAP if is_html else _PLAIN_BYTES_CAP], label, hint=hint)
    defects = [decoded.defect] if decoded.defect else []
    text = decoded.text.replace("\x00", "")
    if is_html or looks_like_html(text):
        converted = html_to_text(text)
        defects += [converted.defect] if converted.defect else []
        return ReadText(tidy(_unescaped(converted.text)), tuple(defects), converted.boxes)
    text = tidy(text)
    if kind in ("text/enriched", "text/richtext"):
        text = _unenriched(text)
    else:
        text = text.replace("&nbsp;", " ")  # QQ leaves it in the plain text it makes of its HTML
    if part.parameter("format") == "flowed":
        text = unflow(text, delsp=part.parameter("delsp") == "yes")
    text, sealed = without_armour(text)
    return ReadText(text, (*defects, sealed) if sealed else tuple(defects))


def _without_pictures(data: bytes) -> bytes:
    """Take pasted pictures and comments out of a very large page before anything is cut off it."""
    data = _PICTURE.sub(b"data:", data) if b";base64," in data else data
    out, size, at = [], 0, 0
    while at < len(data) and size < BYTES_CAP:
        # A stretch ends where a comment does, so that every one found is closed: none is searched
        # for twice, and no list of matches grows beyond bounds.
        end = data.rfind(b"-->", at, at + _STRETCH) + 3
        if end == 2 and (end := data.find(b"-->", at) + 3) == 2:
            end = len(data)
        out.append(_COMMENT.sub(b"", data[at:end]))
        size += len(out[-1])
        at = end
    return b"".join(out)


def _unescaped(text: str) -> str:
    """Read entities that are still there once HTML was read: a form escaped its text twice.

    One alone may be meant, as when somebody writes of the page's own mistakes.
    """
    return html.unescape(text) if len(_ENTITY.findall(text[:20_000])) > 1 else text


def _unenriched(text: str) -> str:
    """Drop the marks of text/enriched (RFC 1896); a single line end there is a blank."""
    text = _ENRICHED_PARAMETER.sub("", text.replace("<<", "\x00"))
    text = _ENRICHED_TAG.sub("", text)
    paragraphs = [" ".join(piece.split("\n")) for piece in re.split(r"\n{2,}", text)]
    return "\n\n".join(paragraphs).replace("\x00", "<")
