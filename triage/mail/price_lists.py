"""Suppliers' price lists and offers, sent from a person's mail program: what they sell, and how.

The trap: shops and offices that buy of us ask for our list, and on what terms. So the list must be
the writer's own, and nobody who needs or looks for something is one who sells.
"""

from __future__ import annotations

from triage.mail.marks import ASKS, LINK, SENTENCE_END
from triage.mail.matter import UNSUBSCRIBE
from triage.mail.message import Mail
from triage.mail.pitches import told_way_out
from triage.mail.reasons import Sign
from triage.mail.rules import load, shown
from triage.mail.stems import bare, concepts, stems
from triage.mail.wording import key

_RULES = {name: stems(words) for name, words in load("price_lists").items()}
_ORDER = concepts("services")["order"]
_ENCLOSED, _WISH = _ORDER["enclosed"], _ORDER["wish"]
_NO_MORE = stems(load("pitches")["no_more"])
_LENGTH = 3000  # characters; longer than a letter around a list
_SENTENCE = 400
_OPENING = 2  # lines, in which the reader is greeted
_TERMS = 2  # that count
_WAY_OUT = 300  # characters at the end


def price_list(mail: Mail) -> list[Sign]:
    """List the signs of one who sells, their own list or wares among them; empty if none is."""
    written = LINK.sub(" ", mail.own_words or mail.text).strip()
    if len(written) > _LENGTH:
        return []
    lines = SENTENCE_END.split(written)
    said = [bare(key(one)) for one in lines if 0 < len(one) <= _SENTENCE]
    if any(_find(concept, one) for concept in ("buys", "filled") for one in said):
        return []
    own = next(filter(_is_own_list, said), "")
    wares = next((one for one in said if _find("offers", one) and _find("trade", one)), "")
    way_out = _way_out(bare(key(written[-_WAY_OUT:]))) or told_way_out(written[-_WAY_OUT:])
    if not own and told_way_out(written[-_WAY_OUT:]):
        # Whoever tells a word to answer with mails of what is theirs.
        own = next((one for one in said if _find("list", one) and _ENCLOSED.find(one)), "")
    if not own and not wares:
        return []
    greeted = next((one for one in said[:_OPENING] if _find("partners", one)), "")
    asked = any(ASKS.search(one) and not _NO_MORE.find(one) for one in said)
    signs = [
        Sign(f"price_list_{name}", f"Sells: {shown(wording)}", points)
        for name, wording, points in (
            # Readers of a newsletter speak of "the new catalogue attached".
            ("own", own, 3 if _find("our", own) else 2),
            ("wares", wares, 2),
            ("to_partners", greeted, 1),
            ("file", _listed_file(mail), 1),
            ("way_out", way_out, 2),
            ("hidden", "" if mail.to else "to many, none of them named", 1),
        )
        if wording
    ]
    terms = {_find("terms", one) for one in said} - {""}
    signs += [Sign("price_list_terms", f"Sells: {shown(one)}", 1) for one in sorted(terms)[:_TERMS]]
    if asked:
        signs.append(Sign("price_list_asks", "Asks a question", -2))
    wishing = (one for one in said if not _NO_MORE.find(one))  # "please answer NO"
    wish = next(filter(None, map(_WISH.find, wishing)), "")
    if wish and not _find("our", wish):  # in Chinese "we" is a word of letters that order
        signs.append(Sign("price_list_wish", f"Wishes: {shown(wish)}", -2))
    return signs


def _find(concept: str, text: str) -> str:
    return _RULES[concept].find(text)


def _is_own_list(said: str) -> bool:
    """Tell "our new list is attached, valid from May" from what is written of somebody else's."""
    if not _find("list", said):
        return False
    marks = [_find("our", said), _ENCLOSED.find(said), _find("valid", said)]
    # Who buys encloses lists, too, theirs or ours.
    return sum(map(bool, marks)) > 1 and (bool(marks[0]) or not _find("your", said))


def _listed_file(mail: Mail) -> str:
    names = (each.name for each in mail.attachments)
    return next((one for one in names if _find("list", bare(key(one.replace("_", " "))))), "")


def _way_out(end: str) -> str:
    return UNSUBSCRIBE.find(end) or (_NO_MORE.find(end) if _find("list", end) else "")
