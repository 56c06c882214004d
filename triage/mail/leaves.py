"""One leaf of the message tree put where it belongs: letter, attachment, or something to be opened.

The trap: what looks like an attachment may be the letter: a signature's content, winmail.dat, a
text file that is all there is.
"""

from __future__ import annotations

import hashlib
import mimetypes

from triage.mail.charsets import decode
from triage.mail.contents import Contents
from triage.mail.inline_files import take_files
from triage.mail.invitation import is_answer, words_of_invitation
from triage.mail.message import Attachment
from triage.mail.parts import Part, attachment_of, content_of, is_encoded, safe_name
from triage.mail.texts import RTF_TYPES, TEXT_TYPES, text_of_bytes, tidy
from triage.mail.tnef import TYPES as TNEF_TYPES
from triage.mail.tnef import unpack
from triage.mail.transfer import undo_unsaid

MAILS = frozenset(("message/rfc822", "message/global", "message/news"))
# A third rendering of the same letter, and the finder's half of a Macintosh file.
_DROPPED = frozenset(("text/x-amp-html", "text/watch-html", "application/applefile"))
_UNTYPED = frozenset(("application/octet-stream", "application/text", "application/x-unknown"))
_TEXT_SUFFIXES = {".txt": "text/plain", ".htm": "text/html", ".html": "text/html"}
# Of the library's own knowledge only: the machine's list would change what a mail reads as.
_TYPES = mimetypes.MimeTypes()


def sort_leaf(part: Part, kind: str, hint: str, contents: Contents) -> None:
    """Sort a part without children that reads as this media type."""
    if kind in _DROPPED:
        return
    data = content_of(part.message, contents.held)
    apart = part.disposition == "attachment" or bool(part.name)
    is_text = kind in TEXT_TYPES or (kind in RTF_TYPES and not apart)
    if is_text and contents.may_read(len(data)):
        if not is_encoded(part.message):
            data = undo_unsaid(data)
        if kind == "text/plain":
            data = _without_files(data, hint, contents)
        read = text_of_bytes(data, part, kind, hint)
        if not apart:
            contents.texts.append(read.text)
            contents.boxes += read.boxes
            contents.defects += read.defects
            return
        contents.spare.append(read.text)
    elif kind == "text/calendar" and contents.may_read(len(data)):
        _invite(data, part, hint, contents)
    elif kind in TNEF_TYPES or part.name.lower() == "winmail.dat":
        _winmail(part, data, contents)
        return
    elif (
        kind in _UNTYPED
        and (meant := _TEXT_SUFFIXES.get(_suffix(part.name)))
        and contents.may_read(len(data))
    ):
        contents.spare.append(text_of_bytes(data, part, meant, hint).text)
    if part.name.lower().endswith(".eml") or kind in MAILS:
        contents.mails.append(data)
    contents.attachments.append(attachment_of(part, data))


def keep_invitation(part: Part, hint: str, contents: Contents) -> None:
    """Note an invitation that stands beside a letter as one of its renderings."""
    _invite(content_of(part.message, contents.held), part, hint, contents)


def _invite(data: bytes, part: Part, hint: str, contents: Contents) -> None:
    text = decode(data, part.parameter("charset"), hint=hint).text
    contents.invitations.append(tidy(words_of_invitation(text)))
    contents.answered = contents.answered or is_answer(text)


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""


def _without_files(data: bytes, hint: str, contents: Contents) -> bytes:
    """Take files out of a text that older programs wrote into it."""
    data, files = take_files(data)
    for raw, content in files:
        contents.attachments.append(_file(decode(raw, hint=hint).text, content))
    return data


def _winmail(part: Part, data: bytes, contents: Contents) -> None:
    """List Outlook's wrapping and what is in it; its letter counts where there is no other."""
    contents.attachments.append(attachment_of(part, data))
    if not contents.may_open():
        return
    unpacked = unpack(data)
    contents.attachments += [_file(name, content) for name, content in unpacked.files]
    if unpacked.text.strip():
        contents.spare.append(tidy(unpacked.text).strip("\n"))
    if unpacked.defect:
        contents.defects.append(unpacked.defect)


def _file(name: str, content: bytes) -> Attachment:
    """Describe a file that was not a part of its own; its name tells the type."""
    name = safe_name(name)
    kind = _TYPES.types_map[True].get(_suffix(name), "application/octet-stream")
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(name, kind, len(content), inline=False, sha256=digest)
