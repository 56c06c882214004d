"""What offices' programs write from addresses that look like people's: codes, bills, bank notices.

The trap: customers write of bills, codes and accounts as well. So both concepts of a saying must
stand in a short mail with its figure or link, which asks nothing, answers nothing and says no "I".
"""

from __future__ import annotations

import re

from triage.mail.machine_addresses import is_machine
from triage.mail.marks import AMOUNT, ASKS, LINK
from triage.mail.matter import numbered_order, phrase_of_matter, shop_talk
from triage.mail.message import Mail
from triage.mail.own_names import is_named_after
from triage.mail.reasons import Sign
from triage.mail.stems import bare, concepts
from triage.mail.wording import key

_RULES = concepts("desks", whole=("self",))
_OFFICE, _SELF = _RULES["office"], _RULES["promise"]["self"]
_ORDER = concepts("services")["order"]
_BUYERS = ("wish", "needs", "amiss", "bought", "ships")
_NOTE = 900  # characters
_CODE = re.compile(r"(?<![\d.,-])(?:\d{4,8}|\d{3}[ -]\d{3,4})(?![\d.,-]\d|\d)")
# What a bank gives beside a sum: the whole day, the hour, an account half hidden or whole.
_BOOKED = re.compile(
    r"\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:20)?\d{2}(?!\d)|20\d{2}[./-]\d|20\d{2}\s?[年년]|\b20\d{2}\b|\d:\d{2}"
    r"|(?<![*xX•])[*xX•]{2,24}[\s-]?\d{2}|\d[*xX•]{2}|(?<![a-zA-Z])[A-Z]{2}\d{2}[ \dA-Z*]{6}|\d{6}"
)
_ENOUGH = 4


def office_notice(mail: Mail) -> list[Sign]:
    """Look for a code, a bill that falls due, money on an account, a paper to sign, a domain."""
    body = mail.beginning()
    written = LINK.sub(" ", f"{mail.subject}\n{body}")
    if mail.in_reply_to or mail.references or len(body) > _NOTE or ASKS.search(written):
        return []
    text = bare(key(written, 2 * _NOTE))
    if phrase_of_matter(body) or _SELF.find(text):
        return []
    # Customers await money on their accounts, too.
    if is_named_after(mail.sender) and not mail.header("auto-submitted"):
        return []
    amount = bool(AMOUNT.search(text))
    linked = bool(LINK.search(body))
    filed = linked or any(each.type == "application/pdf" for each in mail.attachments)
    sayings = {
        # Who cannot log in speaks of codes as well, and the number they give is their order's.
        "a code": _both("code", "code", text)
        and bool(_CODE.search(written))
        and not numbered_order(text),
        "a bill": _both("bill", "due", text) and amount and filed,
        "a rent": bool(_OFFICE["rent"].find(text)) and amount and filed,
        "an account": _both("credited", "account", text)
        and amount
        and not shop_talk(body)
        and (is_machine(mail.sender.address) or _is_booked(mail, written, text)),
        "a paper to sign": _both("paper", "sign", text) and linked,
        "a domain": _both("domain", "expires", text) and bool(re.search(r"\d", text)),
    }
    told = next((name for name, found in sayings.items() if found), "")
    return [Sign("office_notice", f"Tells of {told}, as programs do", _ENOUGH)] if told else []


def _is_booked(mail: Mail, written: str, text: str) -> bool:
    """Tell a bank's account of a sum; who was charged twice copies it and asks for it back.

    Who has paid says for which order, sends the proof, or says that it can be shipped.
    """
    if not _BOOKED.search(written) or any(_ORDER[one].find(text) for one in _BUYERS):
        return False
    proof = _ORDER["returned"].find(text) and _ORDER["enclosed"].find(text)
    return not ((proof and mail.attachments) or numbered_order(key(written)))


def _both(one: str, other: str, text: str) -> bool:
    return bool(_OFFICE[one].find(text) and _OFFICE[other].find(text))
