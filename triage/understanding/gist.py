"""One sentence for the agent, in English and 简体中文, put together from what was understood.

The trap: nothing a customer wrote is repeated but order and tracking keys, so that no mail speaks
to the agent through us; and an unsure type says so instead of asserting.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
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
_FIRST = (Signal.SAFETY_HAZARD, Signal.OFFICIAL_LETTER, Signal.PRIVACY_REQUEST)
_LAST = (Signal.REPEAT_CONTACT, Signal.ANGER)


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
    """Put the sentence together; `detail` is parcel_lost's."""
    wanted = [one for one in demands if not _is_implied(one, label, demands)]
    said: list[list[str]] = []
    for at in (0, 1):
        threats = [_piece("threatens", one, at) for one in signals if one in _data()["threatens"]]
        pieces = [
            _opening(label, detail, alternatives, at, sure=sure),
            *(_piece("notes", one, at) for one in _FIRST if one in signals),
            _verb(("wants ", "要求")[at], [_piece("wants", one, at) for one in wanted], at),
            _verb(("threatens ", "威胁将")[at], threats, at),
            *(_piece("notes", one, at) for one in _LAST if one in signals),
            _numbers(("order", "订单")[at], order_numbers, at),
            _numbers(("tracking", "运单")[at], tracking_numbers, at),
            _deadline(deadline, at, hinted=Signal.DEADLINE in signals),
        ]
        said.append([piece for piece in pieces if piece])
    return Gist("; ".join(said[0]) + ".", "；".join(said[1]) + "。")


def _is_implied(one: Demand, label: Type, demands: Sequence[Demand]) -> bool:
    """Tell whether the opening says it already, or a fuller demand does."""
    if one is Demand.INFORMATION:
        return label in {Type.PRODUCT_QUESTION, Type.REFUND_STATUS} or len(demands) > 1
    return one is Demand.REFUND and label is Type.REFUND_STATUS


def _opening(
    label: Type, detail: str, alternatives: Sequence[tuple[Type, float]], at: int, *, sure: bool
) -> str:
    if sure:
        exact = detail if label is Type.PARCEL_LOST and detail in _data()["says"] else label.value
        return ("Customer " if at == 0 else "买家") + _data()["says"][exact][at]
    first = _piece("label", label, at)
    other = next((_piece("label", one, at) for one, _ in alternatives if one is not label), "")
    if at == 0:
        return f"Probably {first}" + (f" or {other}" if other else "") + " (unsure)"
    return f"可能是{first}" + (f"，也可能是{other}" if other else "") + "（不确定）"


def _verb(verb: str, objects: Sequence[str], at: int) -> str:
    if not objects:
        return ""
    *most, last = dict.fromkeys(objects)
    if not most:
        return verb + last
    return verb + ((", ".join(most) + " and ") if at == 0 else ("、".join(most) + "和")) + last


def _numbers(noun: str, found: Iterable[NumberFound], at: int) -> str:
    safe = (re.sub(r"[^0-9A-Za-z-]", "", one.key)[:_LONGEST_KEY] for one in found)
    keys = [key for key in dict.fromkeys(safe) if key]
    if not keys:
        return ""
    more = f" +{len(keys) - _SHOWN}" if len(keys) > _SHOWN else ""
    several = "s" if at == 0 and len(keys) > 1 and noun == "order" else ""
    return f"{noun}{several} {(', ', '、')[at].join(keys[:_SHOWN])}{more}"


def _deadline(term: Term | None, at: int, *, hinted: bool) -> str:
    if term is None:
        return _piece("notes", Signal.DEADLINE, at) if hinted else ""
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
