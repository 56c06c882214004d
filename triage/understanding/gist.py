"""One sentence for the agent, in English and 简体中文, put together from what was understood.

The trap: nothing a customer wrote is repeated but order and tracking keys, so that no mail speaks
to the agent through us; and an unsure type says so instead of asserting.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files

from triage.understanding.deadlines import Term, TermKind, read
from triage.understanding.meaning import Gist, NumberFound, Understanding
from triage.understanding.taxonomy import Demand, Signal, Type

_SHOWN = 2  # numbers named; of more only the count
_LONGEST_KEY = 40
_WEEKDAYS = (
    ("Monday", "周一"),
    ("Tuesday", "周二"),
    ("Wednesday", "周三"),
    ("Thursday", "周四"),
    ("Friday", "周五"),
    ("Saturday", "周六"),
    ("Sunday", "周日"),
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WARNINGS = (Signal.SAFETY_HAZARD, Signal.OFFICIAL_LETTER)


def gist(found: Understanding) -> Gist:
    """Say in one sentence what an understood mail wants."""
    return sentence(
        found.type.label,
        sure=found.sure,
        demands=found.demands,
        signals=found.signals,
        order_numbers=found.order_numbers,
        tracking_numbers=found.tracking_numbers,
        deadline=read(found.deadline, found.language.code) if found.deadline else None,
        detail=found.detail,
        alternatives=found.type.alternatives,
    )


def sentence(
    label: Type,
    *,
    sure: bool = True,
    demands: Sequence[Demand] = (),
    signals: Sequence[Signal] = (),
    order_numbers: Sequence[NumberFound] = (),
    tracking_numbers: Sequence[NumberFound] = (),
    deadline: Term | None = None,
    detail: str = "",
    alternatives: Sequence[tuple[Type, float]] = (),
) -> Gist:
    """Put the sentence together; `detail` is parcel_lost's or payment_billing's.

    Both languages name in this order: warnings, who writes and in which mood, the matter with its
    numbers, what is wanted and by when, what is threatened.
    """
    matter, implied = _matter(label, detail, {*demands, *signals} if sure else set())
    wanted = [one for one in demands if one not in implied]
    if len(demands) > 1 and Demand.INFORMATION in wanted:
        wanted.remove(Demand.INFORMATION)  # a fuller demand says it
    hinted = Signal.DEADLINE in signals
    said: list[str] = []
    for at in (0, 1):
        term = _deadline(deadline, at)
        first = _data()["says"][matter][at] if sure else _unsure(label, alternatives, at)
        beside = (
            "" if sure else ("unsure", "不确定")[at],
            _numbers(("order", "订单")[at], order_numbers, at),
            _numbers(("tracking", "运单")[at], tracking_numbers, at),
        )
        privacy = Signal.PRIVACY_REQUEST in signals and Signal.PRIVACY_REQUEST not in implied
        wants = [_piece("wants", one, at) for one in wanted]
        threats = [_piece("threatens", one, at) for one in signals if one in _data()["threatens"]]
        clauses = (
            first + _aside(beside, at),
            _wants(wants, term, at, hinted=hinted),
            _piece("notes", Signal.PRIVACY_REQUEST, at) if privacy else "",
            _threats(threats, at),
        )
        warnings = [_piece("notes", one, at) for one in _WARNINGS if one in signals]
        said.append(_sentence(warnings, _writer(signals, at), [one for one in clauses if one], at))
    return Gist(*said)


def _matter(
    label: Type, detail: str, said: Set[Demand | Signal]
) -> tuple[str, frozenset[Demand | Signal]]:
    """Choose the fullest opening; return its name and what it says already."""
    names = _data()["says"]
    best: tuple[str, frozenset[Demand | Signal]] = (label.value, frozenset())
    if detail in names:
        best = (detail, frozenset())
    if label in {Type.PRODUCT_QUESTION, Type.REFUND_STATUS}:
        best = (label.value, frozenset({Demand.INFORMATION}))
    for one in (*Demand, Signal.PRIVACY_REQUEST):
        name = f"{label.value}-{one.value}"
        if one in said and name in names:
            return name, best[1] | {one}
    return best


def _unsure(label: Type, alternatives: Sequence[tuple[Type, float]], at: int) -> str:
    first = _piece("label", label, at)
    other = next((_piece("label", one, at) for one, _ in alternatives if one is not label), "")
    if at == 0:
        return f"probably writes about {first}" + (f", perhaps {other}" if other else "")
    return f"来信可能涉及{first}" + (f"，也可能是{other}" if other else "")


def _writer(signals: Sequence[Signal], at: int) -> str:
    again, angry = Signal.REPEAT_CONTACT in signals, Signal.ANGER in signals
    moods = [
        _piece("notes", one, at)
        for one, here in ((Signal.REPEAT_CONTACT, again), (Signal.ANGER, angry))
        if here
    ]
    if at == 0:
        return "customer" + (f", {' and '.join(moods)}," if moods else "")
    return "买家" + (f"{'且'.join(moods)}，" if moods else "")


def _wants(objects: Sequence[str], term: str, at: int, *, hinted: bool) -> str:
    """Say what is wanted and by when; a deadline alone wants the matter settled."""
    when = term or (("by a deadline", "限期")[at] if hinted else "")
    if not objects and not when:
        return ""
    if at == 0:
        return " ".join(
            filter(None, (f"wants {_listed(objects, at)}" if objects else "needs it settled", when))
        )
    return f"要求{when}{_listed(objects, at) if objects else '解决'}"


def _threats(threats: Sequence[str], at: int) -> str:
    if not threats:
        return ""
    return f"threatens {_listed(threats, at)}" if at == 0 else f"并威胁将{'、'.join(threats)}"


def _sentence(warnings: Sequence[str], writer: str, clauses: Sequence[str], at: int) -> str:
    if at == 1:
        lead = "、".join(warnings) + "：" if warnings else ""
        return f"{lead}{writer}{'，'.join(clauses)}。"
    *most, last = clauses
    said = f"{', '.join(most)} and {last}" if most else last
    whole = f"{', '.join(warnings)}: {writer} {said}." if warnings else f"{writer} {said}."
    return whole[0].upper() + whole[1:]


def _aside(notes: Iterable[str], at: int) -> str:
    named = [one for one in notes if one]
    if not named:
        return ""
    return (" ({})", "（{}）")[at].format(("; ", "；")[at].join(named))


def _listed(objects: Sequence[str], at: int) -> str:
    *most, last = dict.fromkeys(objects)
    if not most:
        return last
    return (", ".join(most) + " and " if at == 0 else "、".join(most) + "并") + last


def _numbers(noun: str, found: Iterable[NumberFound], at: int) -> str:
    safe = (re.sub(r"[^0-9A-Za-z-]", "", one.key)[:_LONGEST_KEY] for one in found)
    keys = [key for key in dict.fromkeys(safe) if key]
    if not keys:
        return ""
    rest = len(keys) - _SHOWN
    more = (f" and {rest} more", f"等{len(keys)}个")[at] if rest > 0 else ""
    several = "s" if at == 0 and len(keys) > 1 and noun == "order" else ""
    return f"{noun}{several} {(', ', '、')[at].join(keys[:_SHOWN])}{more}"


def _deadline(term: Term | None, at: int) -> str:
    if term is None:
        return ""
    kind = "day" if term.kind is TermKind.DATE and not term.month else term.kind.value
    text = _data()["term"][kind][at].format(
        amount=term.amount,
        month=term.month,
        month_en=_MONTHS[max(term.month, 1) - 1],
        weekday_en=_WEEKDAYS[term.amount % 7][0],
        weekday_zh=_WEEKDAYS[term.amount % 7][1],
        ordinal=_ordinal(term.amount),
    )
    one = term.amount == 1 and term.kind in {TermKind.HOURS, TermKind.DAYS, TermKind.WEEKS}
    return text.removesuffix("s") if one else text


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _piece(table: str, key: str, at: int) -> str:
    return _data()[table][key][at]


@cache
def _data() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = files("triage.understanding").joinpath("gist.toml").read_text("utf-8")
    return tomllib.loads(text)
