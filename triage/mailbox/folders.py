"""Which folder is Drafts, Sent, Junk, Trash and All Mail: settings, SPECIAL-USE, then names.

The trap: a name of the settings that is not on the server must stop us, since a second Drafts
folder beside the agents' own would hide every draft from them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from triage.errors import FolderMissing
from triage.mailbox import names
from triage.mailbox.answers import Listed
from triage.mailbox.session import Session

_CLOSED = frozenset({"\\noselect", "\\nonexistent"})
_ATTRIBUTES = {
    "drafts": "\\drafts",
    "sent": "\\sent",
    "junk": "\\junk",
    "trash": "\\trash",
    "all_mail": "\\all",
}
_NAMES = {
    "drafts": names.DRAFTS,
    "sent": names.SENT,
    "junk": names.JUNK,
    "trash": names.TRASH,
    "all_mail": names.ALL_MAIL,
}
_MADE = {"drafts": "Drafts", "sent": "Sent"}  # what is created when nothing is there


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one account by their decoded names, "" where there is none."""

    inbox: str = "INBOX"
    drafts: str = ""
    sent: str = ""
    junk: str = ""
    trash: str = ""
    all_mail: str = ""
    done: str = ""  # where filed mail goes; only if the settings name it


def discover(session: Session, wanted: Folders | None = None, *, create: bool = True) -> Folders:
    """Find the folders of an account; `wanted` is what the settings name, "" where they are silent.

    With `create`, Drafts and Sent are made where nothing of the kind is there.
    """
    wanted = wanted or Folders()
    listed = [one for one in session.folders() if not one.attributes & _CLOSED]
    found = {"inbox": _wanted(listed, wanted.inbox, "inbox")}
    for use, attribute in _ATTRIBUTES.items():
        name: str = getattr(wanted, use)
        found[use] = _wanted(listed, name, use) if name else _guess(listed, use, attribute)
    found["done"] = _named(listed, wanted.done) if wanted.done else ""
    if create:
        for use, name in (_MADE | {"done": wanted.done}).items():
            found[use] = found[use] or (_create(session, name) if name else "")
    return Folders(**found)


def _named(listed: Sequence[Listed], name: str) -> str:
    """Return the folder of a name, also without the prefix INBOX; "" if there is none."""
    by_name = {_folded(one.name): one.name for one in listed}
    if _folded(name) == "inbox":
        return "INBOX"
    for candidate in [name, *(f"INBOX{one.delimiter}{name}" for one in listed[:1])]:
        if _folded(candidate) in by_name:
            return by_name[_folded(candidate)]
    return ""


def _wanted(listed: Sequence[Listed], name: str, use: str) -> str:
    """Return the folder the settings name. Raises FolderMissing."""
    if found := _named(listed, name):
        return found
    known = ", ".join(sorted(one.name for one in listed)[:40])
    raise FolderMissing(f"folders.{use}: there is no folder {name!r} on the server; it has {known}")


def _guess(listed: Sequence[Listed], use: str, attribute: str) -> str:
    own = [one for one in listed if _parent(one) in names.PARENTS]
    # A shared mailbox mounted below may have a \Drafts of its own: ours come first.
    for group in (own, listed):
        for one in group:
            if attribute in one.attributes:
                return one.name
    by_leaf: dict[str, str] = {}
    for one in sorted(own, key=lambda one: one.name.count(one.delimiter or "/")):
        by_leaf.setdefault(_folded(_leaf(one)), one.name)
    return next((by_leaf[leaf] for leaf in map(_folded, _NAMES[use]) if leaf in by_leaf), "")


def _create(session: Session, name: str) -> str:
    made = session.personal_prefix() + name
    session.create(made)
    return made


def _leaf(one: Listed) -> str:
    return one.name.rsplit(one.delimiter, 1)[-1] if one.delimiter else one.name


def _parent(one: Listed) -> str:
    head, _, _ = one.name.rpartition(one.delimiter) if one.delimiter else ("", "", "")
    return _folded(head)


def _folded(name: str) -> str:
    # Macs and some servers keep names decomposed: "Entwu" + combining diaeresis + "rfe".
    return unicodedata.normalize("NFC", name).casefold()
