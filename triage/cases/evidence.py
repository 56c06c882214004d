"""What we still have to ask the customer for: only what their mails have not brought yet."""

from __future__ import annotations

from collections.abc import Iterable

from triage.cases.case import Case
from triage.understanding.taxonomy import RULES, Evidence, Signal

# A question in fewer words can hardly have named the product.
WORDS_THAT_NAME_A_PRODUCT = 5

_PICTURES = frozenset(
    {
        Evidence.PARCEL_PHOTOS,
        Evidence.ITEM_LABEL_PHOTO,
        Evidence.CONTENTS_PHOTO,
        Evidence.FAULT_PHOTO_VIDEO,
        Evidence.MEASUREMENT_PHOTO,
        Evidence.OFFER_SCREENSHOT,
    }
)
_PAPERS = frozenset({Evidence.CUSTOMS_LETTER})


def missing(case: Case, attachment_types: Iterable[str], words: int) -> tuple[Evidence, ...]:
    """Return what the type needs and the case lacks; `words` counts the newest mail's own."""
    if Signal.OFFICIAL_LETTER in case.signals:
        return ()  # an authority or a lawyer is not asked for an order number
    if not case.sure:
        return () if case.order_numbers else (Evidence.ORDER_NUMBER,)
    types = tuple(attachment_types)
    pictures = any(kind.startswith(("image/", "video/")) for kind in types)
    papers = pictures or "application/pdf" in types
    have = {
        Evidence.ORDER_NUMBER: bool(case.order_numbers),
        Evidence.PRODUCT_NAME: words >= WORDS_THAT_NAME_A_PRODUCT,
        **dict.fromkeys(_PICTURES, pictures),
        **dict.fromkeys(_PAPERS, papers),
    }
    return tuple(ask for ask in RULES[case.type].asks if not have.get(ask, False))
