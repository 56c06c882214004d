"""What became of a lost parcel, and whether a charge was taken twice."""

from __future__ import annotations

import pytest

from triage.understanding.complaint import ComplaintReader
from triage.understanding.meaning import Words

READER = ComplaintReader()


@pytest.mark.parametrize(
    ("language", "text", "detail"),
    [
        (
            "en",
            "Tracking shows the parcel as delivered and signed for, but I never received it.",
            "delivered_not_here",
        ),
        ("en", "The courier told me that my parcel is lost.", "lost"),
        (
            "de",
            "Laut DHL wurde das Paket zugestellt, ich habe nichts bekommen.",
            "delivered_not_here",
        ),
        ("fr", "Le transporteur a perdu mon colis.", "lost"),
        ("zh-Hans", "快递显示已签收，但是我没有收到包裹。", "delivered_not_here"),
        (
            "en",
            "My parcel was returned to sender because the address is incomplete.",
            "undeliverable",
        ),
        (
            "en",
            "I was charged twice for one order, two identical payments left my card.",
            "charged_twice",
        ),
        ("en", "The vase arrived smashed to pieces, glass everywhere in the box.", ""),
    ],
)
def test_the_detail_is_told_by_its_words(language: str, text: str, detail: str) -> None:
    assert READER.read(Words(text=text), language).detail == detail
