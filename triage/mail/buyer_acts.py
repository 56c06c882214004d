"""Who a platform says acts: "greenfingers-moll wants to return an item", "佐藤さんが返品を希望".

The trap: without capitals or signs nothing shows a name, so there the verb before or behind it and
the matter (a return, an exchange, a cancellation) must both be told.
"""

from __future__ import annotations

import re

from triage.mail.name_shapes import clean, is_name
from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key
from triage.mail.wrapper_lines import announces

_NAMES = load("buyers")["names"]
_UNDO = phrases(_NAMES["undo"])
_ROLE_STEMS = phrases(_NAMES["role_stems"])
_NOBODY = frozenset(_NAMES["nobody"])
_DOES = any_of([*_NAMES["before"], *_NAMES["does"]])
_CASELESS = any_of([word for word in _NAMES["does"] if word.lower() == word.upper()])
# "SOLEDAD.RZ" is one, "B0LH4K21XD" is an item's.
_ACCOUNT = re.compile(r"(?=\S{0,40}[\d_.*])[^\W\d_][\w.*-]{2,40}(?<![.])(?= \S)")
# "greenfingers-moll wants …": such a word is an account's only in front of a verb
_ACTS = re.compile(
    rf"([^\W\d_][\w.*]{{0,39}}(?:-[\w.*]{{1,39}}){{1,4}}) (?:{_DOES})(?!\w)", re.IGNORECASE
)
# "southlandsheila (37) asked …": members are shown with what their trades have brought them
_SCORED = re.compile(
    rf"([^\W\d_][\w.*-]{{2,40}}) ?\( ?\d{{1,6}} ?[★☆*]? ?\) (?:{_DOES})(?!\w)", re.IGNORECASE
)
# "alpenchuchi hat dir eine Frage gestellt": no sentence begins small, so a line that does, with one
# word in front of what is done to the seller, begins with an account
_SMALL = re.compile(rf"([a-z]{{5,40}}) (?i:{any_of(_NAMES['before'])})(?!\w)")
# "outbackannie hasn't received their item" is a line of its own, and enough without more.
_LACKS = re.compile(rf"([a-z]{{5,40}}) (?i:{any_of(_NAMES['lacks'])})(?: \S+){{1,3}}\W?$")
_INVERTED = re.compile(
    rf"(?<!\w)(?:{_DOES}) ((?=\S{{0,40}}[\d_])[a-z][\w.*-]{{2,40}})(?= \w)", re.IGNORECASE
)
# "נועה לוי ביקשה להחזיר", "طلبت نورة القحطاني إرجاع"
_AHEAD = re.compile(rf"([^\W\d_]{{2,20}} [^\W\d_]{{2,20}}) (?:{_CASELESS})(?!\w)")
_BEHIND = re.compile(rf"(?:{_CASELESS}) ([^\W\d_]{{2,20}} [^\W\d_]{{2,20}}) (?=(\S.*))")
_GLUED = (
    re.compile(r"(?!お客|ご)([^\s、。「」]{1,12}(?: [^\s、。「」]{1,12})?) ?(?:さん|様|さま)が"),
    re.compile(r"([^\s,.]{2,20}(?: [^\s,.]{1,12})?) ?님(?:이|께서) "),
    re.compile(r"([\w.*-]{2,20}?) ?(?:已|想要?)?(?:向您)?(?:申请|申請|发起|發起|提出)"),
    re.compile(r"คุณ ?([^\s]{2,30}?(?: [^\s]{2,30})?) ?(?:ต้องการ|ขอ|ได้ขอ)"),
)
# "苔痕 傳了一則訊息給你", "小满 给您发来一条新消息"
_SENT = re.compile(
    r"(?!系[统統]|平[台臺]|官方|[我你您若如請请])(?=.{0,40}[給给向一][你您則则条條])"
    r"([^\s，。：、「」【】]{2,20}?) ?(?:[給给向][你您我们們]{1,2})?"
    r"(?:[傳传發发寄留](?:送|来|來)?了?)(?:[給给][你您我们們]{1,2})?"
    r"(?:一|1 ?)?[則则条條封个個]?新?的?(?:訊息|讯息|消息|信息|留言)"
)
_VERBS = tuple(f" {word} ".split() for word in (*_NAMES["before"], *_NAMES["does"]))
# "Royal Mail has returned your item": what a verb of help tells is as often a firm's doing
_HELPS = frozenset(
    ("has", "will", "hat", "a", "ha", "heeft", "har", "on", "ir", "are", "je", "је", "έχει", "ви")
)
_HEADLINE = 120  # characters
_SHORTEST_ACCOUNT = 3  # letters
_SHORTEST_PART = 4  # letters of one part of "anna-k"
_BOUND = {"e", "i", "t", "x", "pre", "re", "non", "self", "up", "in", "on", "off", "out", "back"}


def tells_undoing(said: str) -> bool:
    """Tell a line (already a `key`) about a return, an exchange, a cancellation or a complaint."""
    return bool(_UNDO.find(said))


def acting_account(line: str, *, told: bool) -> str:
    """Return the account that a line begins with, or that acts in its middle, "" if none.

    `told`: whether the line tells of a wish, a message or a case.
    """
    account = _ACCOUNT.match(line) if len(line.split()) > 2 else None
    code = account is not None and account[0].isupper() and not {".", "_"} & set(account[0])
    letters = sum(map(str.isalpha, account[0])) if account else 0
    if account and not code and letters >= _SHORTEST_ACCOUNT and (name := clean(account[0])):
        return name
    scored = _SCORED.match(line) if told else None
    if scored and may_be_account(scored[1]):
        return scored[1]
    acts = _ACTS.match(line) if told else None
    if acts and hyphened_account(acts[1]):
        return acts[1]
    small = _LACKS.match(line[:_HEADLINE]) or (_SMALL.match(line) if told else None)
    ours = small is not None and (small[1] in _NOBODY or _ROLE_STEMS.start(small[1]))
    return small[1] if small and not ours and may_be_account(small[1]) else ""


def inverted_account(line: str) -> str:
    """Read "anna_k88" of "Gestern hat anna_k88 eine Rückgabe beantragt"."""
    inverted = _INVERTED.search(line) if tells_undoing(key(line)) else None
    return inverted[1] if inverted and is_name(inverted[1]) else ""


def hyphened_account(word: str) -> bool:
    """Tell "greenfingers-moll" from "follow-up": no part of it is a word of platforms."""
    parts = word.split("-")
    long = any(len(part) >= _SHORTEST_PART for part in parts)
    ordinary = parts[0] in _BOUND or parts[-1] in _BOUND
    whole = len(parts) > 1 and long and word.islower() and not ordinary
    return whole and all(not part or is_name(part.capitalize()) for part in parts)


def caseless_actor(line: str) -> str:
    """Read who acts where names have no capitals: "נועה לוי ביקשה להחזיר", "苔痕 傳了一則訊息"."""
    if sent := _SENT.match(line):
        return _called(sent[1])
    if not tells_undoing(key(line)):
        return ""
    for shape in _GLUED:
        found = shape.match(line)
        if found and (name := _called(found[1])) and tells_undoing(key(line[found.end() :])):
            return name
    ahead = _AHEAD.match(line)
    if ahead and tells_undoing(key(line[ahead.end() :])):
        return _called(ahead[1])
    behind = _BEHIND.match(line)
    return _called(behind[1]) if behind and _UNDO.start(key(behind[2])) else ""


def may_be_account(word: str) -> bool:
    """Tell a word between "user" and a verb that is none of the sentence's own."""
    return is_name(word.capitalize()) and not any(word.lower() in each for each in _VERBS)


def may_have_done(verb: str) -> bool:
    """Tell a verb by which a carrier or a bank may have sent back what nobody asked them to."""
    return verb.strip().casefold() in _HELPS


def introduced(line: str) -> bool:
    """Tell "RODRIGOBAJO88 preguntó:", which nobody says of themselves."""
    return len(line.split()) <= _SHORTEST_PART and announces(line)


def _called(name: str) -> str:
    said = key(name)
    ours = any(_ROLE_STEMS.start(word) for word in said.split()) or _UNDO.find(said)
    caseless = name.lower() == name.upper() or not name.isalpha()
    return "" if ours or not caseless else clean(name)
