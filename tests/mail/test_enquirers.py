"""Who asks about an offer is read of one person only, and never of a buyer's own sentence."""

from __future__ import annotations

import pytest

from triage.mail.enquirers import enquirer


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Uživatel Honza Malý se ptá na položku Lampa Alba (7730911).", "Honza Malý"),
        ("Das Mitglied lichtfreund7 erkundigt sich nach Ihrem Artikel:", "lichtfreund7"),
        ("Brugeren lampemanden spørger til din annonce Lampe Alba:", "lampemanden"),
        ("Sophie est intéressée par « Lampe Alba » :", "Sophie"),
        ("Kullanıcı ahmet_34 ilanınızla ilgileniyor: Alba Lamba", "ahmet_34"),
        ("המשתמש דני כהן מתעניין במודעה מנורת אלבה:", "דני כהן"),
        ("ユーザー lamp_taro さんがランプアルバについて質問しています。", "lamp_taro"),
        ("Někdo má zájem o vaši nabídku", ""),
    ],
)
def test_member_who_asks_is_read_from_a_platforms_sentence(line: str, name: str) -> None:
    assert enquirer(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "Jeg lurer på om dere sender til Bergen",
        "Jag undrar om ni har lampan i svart",
        "Mein Mann möchte wissen, wie hoch die Lampe ist",
        "23 mensen zijn geïnteresseerd in je advertentie Lamp Alba.",
        "Viele Nutzer interessieren sich für deine Anzeige Lampe Alba.",
        "Anna is interested in the lamp, is it dimmable?",
    ],
)
def test_buyers_own_sentence_and_a_count_name_nobody_who_asks(line: str) -> None:
    assert enquirer(line) is None
