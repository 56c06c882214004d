"""Scores runs as order numbers by the points of numbers.json and says why in one line.

The trap: what must never link unasked (another customer's order, a repaired or expanded number) is
capped below the linking threshold here, whatever else speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.understanding.numbers.candidates import may_be
from triage.understanding.numbers.carried import is_carriers
from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.dates import DateVerdict, judge_date
from triage.understanding.numbers.decoys import Mark
from triage.understanding.numbers.facts import OrderShape, Tier, load_facts
from triage.understanding.numbers.keys import canonical, exact_keys, key_of, repaired_keys
from triage.understanding.numbers.labels import Says
from triage.understanding.numbers.marketplaces import is_anothers, is_unmistakable
from triage.understanding.numbers.patterns import StorePattern
from triage.understanding.numbers.shapes import (
    is_proper_tracking,
    order_fits,
    store_fits,
    tracking_fits,
)
from triage.understanding.numbers.tally import Mailwide, Tally
from triage.understanding.numbers.tokens import Token

_INVOICED = frozenset({"tokopedia"})  # its "no. invoice" is the order's number
_NUMBER_LIKE = re.compile(
    "[0-9]{5,9}|[A-Z]{1,4}-?[0-9]{4,8}|[0-9]{2,4}-[0-9]{3,6}|[0-9]{6,10}-[0-9]{4}(?:-[0-9]{1,2})?"
)


@dataclass(frozen=True, slots=True)
class OrderHit:
    """What the order list knows of a key: its own key, and whether the sender is the buyer."""

    key: str
    same_customer: bool
    near: bool = False  # the key asked for is one slip away from the order's
    buyer_known: bool = True  # the list names an address
    # Of the sender's own order only. A renamed article is no reason to decide a mail again.
    articles: tuple[str, ...] = field(default=(), compare=False)
    country: str = field(default="", compare=False)  # ISO 3166, where it goes


@dataclass(frozen=True, slots=True)
class Rules:
    """The store's options, compiled: what `score_order` needs besides the run and its context."""

    channels: frozenset[str]  # shape ids; empty = every strong one
    patterns: tuple[StorePattern, ...]
    prefixes: frozenset[str]
    own_case: re.Pattern[str]
    ignore: frozenset[str]
    known: Mapping[str, OrderHit]
    sent_at: date | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A run judged as an order number."""

    token: Token
    key: str
    channel: str
    score: int
    reason: str
    hit: OrderHit | None = None
    firm: bool = True  # by a label that touches it, a channel's shape, the store's pattern or list


def score_order(
    view: View, token: Token, nearby: Nearby | None, rules: Rules, mail: Mailwide
) -> Scored | None:
    """Judge a run as an order number by its shape, labels and place, None if it cannot be one."""
    if key_of(token.number) in rules.ignore or rules.own_case.fullmatch(token.number):
        return None
    fits = order_fits(token.number)
    store = store_fits(token.number, rules.patterns)
    hit, repaired = _look_up(token.number, rules)
    if not may_be(view, token, nearby, fits, store, listed=hit is not None):
        return None
    tally = Tally()
    hash_before = view.has_hash(token)
    channel = _shape_points(tally, token, fits, store, rules)
    _label_points(tally, token, nearby, hash_before, mail.orderly)
    _place_points(tally, view, token, mail)
    strong = bool(fits and fits[0].tier is Tier.STRONG) or bool(store and store.has_letters)
    _against(tally, view, token, nearby, fits, store, strong)
    if not store and not strong and is_carriers(view, token, nearby, mail):
        tally.add("tracking_letters", "number of a carrier the mail names")
    cap = _list_points(tally, token, nearby, hit, repaired)
    key = hit.key if hit else canonical(token.number, channel)
    firm = strong or store is not None or hit is not None or _is_firm(nearby)
    score = min(tally.points, cap)
    return Scored(token, key, channel, score, "; ".join(tally.reasons), hit, firm)


def _is_firm(nearby: Nearby | None) -> bool:
    return nearby is not None and nearby.direct and nearby.says in {Says.ORDER, Says.STEM}


def _look_up(number: str, rules: Rules) -> tuple[OrderHit | None, bool]:
    if not rules.known:
        return None, False
    keys = exact_keys(number, rules.prefixes)
    hits = [rules.known[key] for key in keys if key in rules.known]
    if exact := next((hit for hit in hits if not hit.near), None):
        return exact, False
    hits += [rules.known[key] for key in repaired_keys(number) if key in rules.known]
    near = {hit.key: hit for hit in hits}
    # A repair that could mean two orders means none.
    return (next(iter(near.values())), True) if len(near) == 1 else (None, False)


def _shape_points(
    tally: Tally,
    token: Token,
    fits: tuple[OrderShape, ...],
    store: StorePattern | None,
    rules: Rules,
) -> str:
    """Add what the shape is worth and return the channel it speaks for."""
    enabled = [
        s for s in fits if s.id in rules.channels or (not rules.channels and s.tier is Tier.STRONG)
    ]
    ranked = sorted(enabled, key=lambda s: list(Tier).index(s.tier))
    if store:
        tally.add(
            "store_letters" if store.has_letters else "store_digits",
            f"store pattern {store.written}",
        )
        return "store"
    if ranked and ranked[0].tier is not Tier.WEAK:
        best = ranked[0]
        tally.add(best.tier.value, f"shape of {best.id}")
        _date_points(tally, best.id, token.number, rules.sent_at)
        return best.id
    foreign = next((s for s in fits if s.tier is Tier.STRONG), None)
    if foreign:
        tally.add("strong_foreign", f"shape of {foreign.id}, not a channel of this store")
        return foreign.id
    if ranked:
        tally.reasons.append(f"fits {ranked[0].id}")
        return ranked[0].id
    # A short shape of a channel nobody named would be a guess.
    guess = (s.id for s in fits if s.tier is Tier.MEDIUM and len(token.number) >= 12)
    return next(guess, "store") if not rules.channels else "store"


def _date_points(tally: Tally, channel: str, number: str, sent_at: date | None) -> None:
    verdict = judge_date(channel, number, sent_at)
    if verdict is DateVerdict.GOOD:
        tally.add("date_good", "date inside fits")
    elif verdict is DateVerdict.IMPOSSIBLE:
        tally.add("date_bad", "date inside is impossible")


def _label_points(
    tally: Tally, token: Token, nearby: Nearby | None, hash_before: bool, orderly: bool
) -> None:
    enough = sum(c.isdigit() for c in token.number) >= 4
    if hash_before and enough:
        tally.add("hash", "# before")
        if orderly and (nearby is None or nearby.says is Says.NUMBER):
            tally.add("hash_in_order_mail", "mail speaks of an order")
    if nearby is None:
        return
    word = f"{nearby.label.text} {'behind' if nearby.where == 'after' else 'before'}"
    if nearby.says is Says.ORDER:
        tally.add("label", f"label {nearby.label.text}")
    elif nearby.says is Says.STEM and nearby.where == "after":
        tally.add("number_first_direct", word)
    elif nearby.says is Says.STEM:
        tally.add("stem_direct" if nearby.direct else "stem", word)
        if not nearby.direct and _number_like(token.number):
            tally.add("stem_number_like")
    elif nearby.says is Says.WEAK:
        tally.add("stem", word)
        if _number_like(token.number):
            tally.add("stem_number_like")
    elif nearby.says is Says.NUMBER and not hash_before:
        tally.add("number_word", word)
        if _number_like(token.number) or orderly:
            tally.add("stem_number_like")


def _number_like(number: str) -> bool:
    # A round one beside an order word is what was paid: "order value 12500".
    return bool(_NUMBER_LIKE.fullmatch(number)) and not number.endswith("00")


def _place_points(tally: Tally, view: View, token: Token, mail: Mailwide) -> None:
    if view.field == "subject":
        tally.add("subject", "in the subject")
    elif view.on_own_line(token):
        tally.add("own_line", "on its own line")
    if token.parameter.casefold() in load_facts().order_parameters:
        tally.add("url", f"link parameter {token.parameter}")
    if view.field == "signature" or (view.field == "quoted" and not mail.only_quoted):
        tally.add("quoted")


def _against(
    tally: Tally,
    view: View,
    token: Token,
    nearby: Nearby | None,
    fits: tuple[OrderShape, ...],
    store: StorePattern | None,
    strong: bool,
) -> None:
    """Subtract what speaks against an order number."""
    claims = () if token.parameter else view.claims(token)
    if any(m.kind == "case number" for m in claims):
        tally.add("own_case", "case number")
    elif hard := next((m for m in claims if m.hard), None):
        tally.add("hard_decoy", f"looks like {hard.kind}")
    elif (
        claims
        and not is_unmistakable(fits)
        and not _outweighs(claims[0], nearby, view.has_hash(token))
    ):
        tally.add("soft_decoy", f"looks like {claims[0].kind}")
    invoiced = any(s.id in _INVOICED for s in fits) and nearby and nearby.label.detail == "invoice"
    other = nearby if nearby and nearby.direct and nearby.says is Says.OTHER else None
    if other and not invoiced and is_anothers(other.label, fits):
        tally.add("look_alike", f"label {other.label.text}")
    # Letters decide: an Amazon number, or one of the store's own lettered ones, stays an order
    # even where it is called a tracking number.
    if nearby and nearby.direct and nearby.says is Says.TRACKING and not strong:
        tally.add("look_alike", f"label {nearby.label.text}")
    if not store and not strong and is_proper_tracking(tracking_fits(token.number)):
        tally.add("tracking_letters", "tracking number")


def _outweighs(mark: Mark, nearby: Nearby | None, hash_before: bool) -> bool:
    """Tell whether a label right before a run counts more than its soft mark."""
    if nearby is None or not nearby.direct:
        return False
    # "order 2026" is a year; "order number 2026" and "order #2026" are the store's 2026th.
    if mark.kind == "year":
        return nearby.says is Says.ORDER or (nearby.says is Says.STEM and hash_before)
    if mark.kind == "postcode":
        return nearby.says is Says.ORDER
    return nearby.says in {Says.ORDER, Says.STEM}


def _list_points(
    tally: Tally, token: Token, nearby: Nearby | None, hit: OrderHit | None, repaired: bool
) -> int:
    """Add what the order list says and return the highest score this may reach."""
    cap = load_facts().points["link_cap"]
    if hit is None:
        return 100
    if repaired:
        tally.add("list_repaired", f"near order {hit.key}")
        return cap
    if not hit.same_customer:
        whose = "other customer" if hit.buyer_known else "buyer's address unknown"
        tally.add("list_other", f"in the order list, {whose}")
        return cap
    tally.add("list_same", "in the order list")
    bare = token.number.isdigit() and len(token.number) < 5
    labelled = nearby is not None and nearby.says in {Says.ORDER, Says.STEM}
    return cap if bare and not labelled else 999
