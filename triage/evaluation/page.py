"""A report as one HTML page with its plots: reliability, confusion, languages. Needs no network."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, StrictUndefined

from triage.evaluation.figures import Share, Spotted
from triage.evaluation.report import Labels, Report
from triage.understanding.taxonomy import Type

_SIDE = 300  # of the reliability plot, in pixels


def page(made: Report, title: str) -> str:
    """Write the page; `title` names the mails that were read."""
    source = resources.files("triage.evaluation").joinpath("page.html").read_text("utf-8")
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    room.filters |= {"percent": percent, "span": span, "ms": milliseconds}
    return room.from_string(source).render(
        report=made,
        title=title,
        rows=headline(made),
        types=[str(one) for one in Type],
        dots=_dots(made),
        side=_SIDE,
        worst=sorted(made.type_by_language.items(), key=lambda pair: pair[1].value),
        most=max(made.confused.values(), default=1),
        totals={str(one): made.type_by_type.get(str(one), Share(0, 0)).of for one in Type},
    )


def headline(made: Report) -> list[tuple[str, str, str, str]]:
    """Return the main figures: name, value, 95 % interval, counts."""
    return [
        _row("language", made.language),
        _row("type", made.type),
        _row("type or second guess", made.type_or_second),
        _row("sure of the type", made.sure),
        _row("type when sure", made.right_when_sure),
        _spotted("demands (F1)", made.demands.together),
        _spotted("signals (F1)", made.signals.together),
        _row("safety hazards found", _hazards(made.signals).recall),
        _row("order numbers exact", made.orders.exact),
        _spotted("order numbers (F1)", made.orders.each),
        _row("tracking numbers exact", made.tracking.exact),
        _spotted("tracking numbers (F1)", made.tracking.each),
        _row("name", made.name),
    ]


def percent(share: float) -> str:
    """Write a share of 0..1 for people."""
    return f"{100 * share:.1f} %"


def span(share: Share) -> str:
    """Write the 95 % interval of a share."""
    low, high = share.interval
    return f"{100 * low:.1f}–{100 * high:.1f}"


def milliseconds(seconds: float) -> str:
    """Write a time for people."""
    return f"{1000 * seconds:.0f} ms"


def _hazards(signals: Labels) -> Spotted:
    return signals.each["safety_hazard"]


def _row(name: str, share: Share) -> tuple[str, str, str, str]:
    if not share.of:
        return name, "–", "", "nothing labelled"
    return name, percent(share.value), span(share), f"{share.right} of {share.of}"


def _spotted(name: str, one: Spotted) -> tuple[str, str, str, str]:
    if not one.said + one.true:
        return name, "–", "", "nothing labelled"
    counts = f"{one.right} right of {one.said} told, {one.true} there"
    return name, percent(one.f1), f"{100 * one.low:.1f}–{100 * one.high:.1f}", counts


def _dots(made: Report) -> list[tuple[float, float, float, str]]:
    """Place each tenth of confidence: x, y, radius in pixels, and what it is."""
    most = max((tenth.hit.of for tenth in made.reliability), default=1)
    return [
        (
            round(_SIDE * tenth.confidence, 1),
            round(_SIDE * (1 - tenth.hit.value), 1),
            round(3 + 9 * (tenth.hit.of / most) ** 0.5, 1),
            f"said {percent(tenth.confidence)}, right {percent(tenth.hit.value)} "
            f"of {tenth.hit.of} mails",
        )
        for tenth in made.reliability
    ]
