"""Cold sales mail: offers of strangers who want to sell to the store, by several signs together.

The trap: buyers ask for catalogues, prices and quantities too. Only a writer who names what they
sell, how they came upon us and what we should do next is one who sells; in doubt a customer.
"""

from __future__ import annotations

from triage.mail.matter import numbered_order, own_matter
from triage.mail.message import Mail
from triage.mail.pitches import pitch
from triage.mail.price_lists import price_list
from triage.mail.reasons import Sign, weight
from triage.mail.rules import load, phrases, shown
from triage.mail.wording import key

_RULES = load("machines")["offer"]
_APPROACH = phrases(_RULES["approach"])
_GOODS = phrases(_RULES["goods"])
_NEXT = phrases(_RULES["next"])
NEEDED = 5
_LOOKED_AT = 4000
_STRANGERS = frozenset({"pitch_bump", "pitch_person", "pitch_way_out"})


def offer(mail: Mail) -> list[Sign]:
    """List the signs of an offer, each group of wordings counted twice at most."""
    if mail.in_reply_to or mail.references:
        return []  # a talk that somebody began
    text = f"{key(mail.subject)}\n{key(mail.own_words or mail.text, _LOOKED_AT)}"
    signs = []
    for code, group in (("approach", _APPROACH), ("goods", _GOODS), ("next_step", _NEXT)):
        hits = group.all_in(text)
        apart = [one for one in hits if not any(one != more and one in more for more in hits)]
        signs += [
            Sign(f"offer_{code}", f"Sells: {shown(one)}", 2 - at)
            for at, one in enumerate(apart[:2])
        ]
    groups = {sign.code for sign in signs}
    # Who pitches to shops may name no goods, and who sends a price list no wish.
    pitched = max(pitch(mail), price_list(mail), key=weight)
    if len(groups) < 2 or "offer_goods" not in groups:
        if weight(pitched) < NEEDED:
            return []
        signs = pitched
    elif weight(pitched) > weight(signs):
        signs = pitched
    matter = own_matter(mail.own_words)
    if matter:
        # "I bought of you last year" begins many a stranger's letter.
        stranger = {sign.code for sign in signs} >= _STRANGERS and not numbered_order(text)
        points = -2 if stranger else -4
        signs.append(Sign("order_matter", f"Writes of an order: {shown(matter)}", points))
    return signs
