"""What the judge of kinds sees of a mail: its headers, who sends it to whom, its shape, its words.

Training and reading share this module; a change spoils the shipped model (raise VERSION).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from triage.mail.machine_addresses import is_ours
from triage.mail.marks import ASKS, LINK
from triage.mail.message import Identity, Mail
from triage.mail.wording import key

VERSION = 2
BITS = 16  # of the table of weights

_VALUED = (
    *("precedence", "auto-submitted", "x-auto-response-suppress", "importance", "x-priority"),
    "content-language",
)
_PROGRAMS = ("x-mailer", "user-agent")
_SUBJECT, _WORDS, _SIGNS = 200, 1500, 800  # code points that are looked at
_LETTERS = re.compile(r"[^\W\d_]{1,40}")
_PIECES = re.compile(r"[a-z]{2,30}")
_SCRIPT = "\u0e00"  # scripts from here on put no blanks between words
_LOOKED_AT = 20_000  # code points in which links are counted
_MOST = 6  # links, boxes: more are as good as many
_LENGTH = 150  # code points
_PATTERN = 14  # signs of a Message-ID that show what made it


def buckets(mail: Mail, identity: Identity) -> NDArray[np.int64]:
    """Return the rows of a mail's features in the table of weights, each once, in order."""
    seen = {crc32(one.encode()) >> (32 - BITS) for one in features(mail, identity)}
    return np.asarray(sorted(seen), np.int64)


def features(mail: Mail, identity: Identity) -> Iterator[str]:
    """Yield what a mail shows, each as a short text."""
    yield from _of_headers(mail)
    yield from _of_addresses(mail, identity)
    yield from _of_shape(mail)
    subject = _LETTERS.findall(key(mail.subject, _SUBJECT))
    words = _LETTERS.findall(key(mail.own_words, _WORDS))
    yield from (f"subject {one}" for one in subject)
    yield from (f"word {one}" for one in words)
    yield from (f"pair {one} {other}" for one, other in pairwise(words))
    glued = key(f"{mail.subject[:_SUBJECT]} {mail.own_words}", _SIGNS)
    for one, other in pairwise(sign for sign in glued if sign >= _SCRIPT):
        yield f"signs {one}{other}"


def _of_headers(mail: Mail) -> Iterator[str]:
    names = {name for name, _ in mail.headers}
    yield from (f"header {name}" for name in sorted(names - {"received"}))
    yield from (f"{name} {mail.header(name)[:30].lower()}" for name in _VALUED if name in names)
    for name in _PROGRAMS:
        if written := mail.header(name).split():
            yield f"program {written[0][:20].lower()}"
    yield f"type {mail.header('content-type').partition(';')[0].strip().lower()}"
    yield f"id {_pattern(mail.message_id)}"


def _pattern(message_id: str) -> str:
    """Return how a Message-ID is made: runs of digits as 9, of letters as a or A."""
    runs = re.sub("[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub("[0-9]+", "9", message_id)))
    return runs[:_PATTERN]


def _of_addresses(mail: Mail, identity: Identity) -> Iterator[str]:
    address, name = mail.sender.address, mail.sender.name
    local, _, domain = address.partition("@")
    yield from (f"local {one}" for one in _PIECES.findall(local))
    yield from (f"domain {one}" for one in domain.split("."))
    yield f"name {min(len(name.split()), 4)} words"
    like = any(len(one) > 2 and one in local for one in _PIECES.findall(key(name)))
    yield f"name like address {like}"
    yield f"path {_path(mail, domain)}"
    yield f"id at domain {bool(domain) and mail.message_id.endswith(domain)}"
    # Who does not know our addresses must come to the same end.
    ours = not identity.addresses or any(is_ours(one.address, identity) for one in mail.to)
    yield f"to {'somebody' if mail.to and ours else 'another' if mail.to else 'nobody'}"
    same = any(one.address == address for one in mail.reply_to)
    yield f"reply to {'same' if same else 'another' if mail.reply_to else 'none'}"


def _path(mail: Mail, domain: str) -> str:
    path = mail.return_path
    if not path:
        return "absent" if path is None else "null"
    if path.lower() == mail.sender.address:
        return "sender"
    return "domain" if domain and domain in path.lower() else "another"


def _of_shape(mail: Mail) -> Iterator[str]:
    own, text = mail.own_words, mail.text
    yield from (f"file {one.type}" for one in mail.attachments)
    yield f"answers {bool(mail.in_reply_to or mail.references)}"
    yield f"links {min(len(LINK.findall(text[:_LOOKED_AT])), _MOST)}"
    yield f"boxes {min(len(mail.boxes), _MOST)}"
    yield f"asks {min(len(ASKS.findall(own[:_LOOKED_AT])), 3)}"
    yield f"long {min(len(own) // _LENGTH, 10)}"
    yield f"own {10 * len(own) // max(len(text), 1)} of ten"
    yield f"quotes {bool(mail.quoted)}"
    yield f"signed {bool(mail.signature)}"
