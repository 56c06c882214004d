"""A chat sent as a mail, turn by turn: "10:21 | Jonas: …", "Maite (18:02:11): …".

The trap: the shop's own agents speak in it too, so only what the visitor said is the customer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.form_labels import folded
from triage.mail.machine_addresses import is_machine, is_staff
from triage.mail.message import Code, Customer, FoundIn, Identity, Mail, ReplyChannel
from triage.mail.person import Person
from triage.mail.rules import shown
from triage.mail.visitors import ADDRESS
from triage.mail.wording import key

_TIME = r"(?:[\d./, -]{0,14}\b)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
_AT_FIRST = re.compile(
    rf"[\[(]?{_TIME}[\])]?[ \t]?[|–—-]?[ \t]?([^\s:：|][^:：|]{{0,39}})[:：|][ \t]?(.*)"
)
_AT_LAST = re.compile(rf"([^\s:()\[\]][^:()\[\]]{{0,39}}?) ?[\[(]{_TIME}[\])] ?[:：]?[ \t]?(.*)")
_HEADING = re.compile(
    rf"([^\s:()\[\]][^:()\[\]]{{0,39}}?(?: ?\([^()]{{1,40}}\))?),? [\[(]?{_TIME}[\])]?:?"
)
_LINES = 400
_HEAD = 12  # filled lines above and among the first turns that name the visitor
_FEWEST = 2  # turns of a talk


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said at a time."""

    speaker: str
    words: str


def turns(text: str) -> list[Turn]:
    """Return who said what in a chat; a text without times before or behind names has none."""
    found: list[Turn] = []
    going = False
    for raw in text.splitlines()[:_LINES]:
        line = raw.strip()[:2000]
        turn = _AT_FIRST.fullmatch(line) or _AT_LAST.fullmatch(line)
        heading = None if turn else _HEADING.fullmatch(line)
        if heading:
            found.append(Turn(heading[1].strip(), ""))
        elif turn:
            found.append(Turn(turn[1].strip(), turn[2].strip()))
        elif going and line and not line[0].isdigit() and not line.startswith(("[", "(")):
            found[-1] = Turn(found[-1].speaker, f"{found[-1].words}\n{line}".strip())
        going = bool(line) and bool(found)
    return [each for each in found if each.words]


def from_transcript(mail: Mail, identity: Identity) -> Person | None:
    """Find the visitor of a chat that a machine mails as a whole."""
    people = [each for each in mail.reply_to if _is_outsiders(each.address, mail, identity)]
    machine = is_machine(mail.sender.address) or is_staff(mail.sender.address, identity)
    if mail.in_reply_to or not (people or machine):
        return None
    said = turns(mail.text)
    if len(said) < _FEWEST:
        return None
    address = people[0].address if people else _in_head(mail, identity)
    speaker = _visitor(mail, said, people[0].name if people else "", address)
    if not address or not speaker:
        return None
    return Person(
        customer=Customer(_called(speaker), address, FoundIn.REPLY_TO if people else FoundIn.BODY),
        reply_to=address,
        reply_channel=ReplyChannel.EMAIL,
        own_words="\n".join(turn.words for turn in said if turn.speaker == speaker),
        quoted="",
        found=(Code("transcript", f"A chat's transcript by {shown(mail.sender.address)}"),),
        channel="chat",
        automatic_bar="a chat's transcript tells what was said before, too",
    )


def _called(speaker: str) -> str:
    """Return a speaker's name; "Visitor 88123" has none."""
    return "" if sum(map(str.isdigit, speaker)) > 1 else speaker


def _is_outsiders(address: str, mail: Mail, identity: Identity) -> bool:
    theirs = not is_machine(address) and not is_staff(address, identity)
    return bool(address) and theirs and address != mail.sender.address


def _in_head(mail: Mail, identity: Identity) -> str:
    lines = [line for line in mail.text.splitlines() if line.strip()][:_HEAD]
    written = (found[0].lower() for line in lines for found in ADDRESS.finditer(line[:300]))
    return next((each for each in written if _is_outsiders(each, mail, identity)), "")


def _visitor(mail: Mail, said: list[Turn], name: str, address: str) -> str:
    """Return the speaker who is named in the headers, or where the visitor's address stands."""
    lines = [line for line in mail.text.splitlines() if address and address in line.lower()]
    named = key(" ".join((mail.subject, *lines)))
    speakers = list(dict.fromkeys(turn.speaker for turn in said))
    same = (each for each in speakers if name and folded(each) == folded(name))
    told = (each for each in speakers if key(each) in named)
    return next(same, next(told, ""))
