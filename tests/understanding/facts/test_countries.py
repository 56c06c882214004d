"""What speaks for the customer's country, and how much."""

from __future__ import annotations

import pytest

from triage.understanding.facts.countries import best_country, read_hints
from triage.understanding.facts.reader import read_facts
from triage.understanding.meaning import CountryHint, NumberFound, Words
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.numbers.reader import Numbers


def hints(words: Words, language: str = "en") -> list[tuple[str, str]]:
    """Return countries and sources."""
    return [(one.country, one.source) for one in read_hints(words, language, (), ())]


@pytest.mark.parametrize(
    ("language", "text", "hint"),
    [
        ("de", "Hauptstr. 5, D-80331 München", ("DE", "postcode")),
        ("de", "Getreidegasse 9, A-5020 Salzburg", ("AT", "postcode")),
        ("en", "12 Mill Lane, Leeds LS6 2AB", ("GB", "postcode")),
        ("en", "Austin, TX 78701", ("US", "postcode")),
        ("nl", "Keizersgracht 10, 1015 CN Amsterdam", ("NL", "postcode")),
        ("ja", "〒150-0002 東京都", ("JP", "postcode")),
        ("pl", "ul. Lipowa 5, 00-316 Warszawa", ("PL", "postcode")),
        ("fr", "Appelez le +32 2 512 34 56", ("BE", "phone")),
        ("de", "Tel. 0041 44 668 18 00", ("CH", "phone")),
        ("cs", "Pošlete to do Německa", ("DE", "name")),
        ("ru", "Отправили в Польшу", ("PL", "name")),
        ("zh-Hant", "我住加拿大", ("CA", "name")),
    ],
)
def test_hint_is_found(language: str, text: str, hint: tuple[str, str]) -> None:
    assert hint in hints(Words(text=text), language)


def test_country_below_a_postcode_ends_an_address() -> None:
    text = "Send it to:\nJane Roe\n5 High Street\nLeeds LS1 4DY\nUnited Kingdom"
    assert ("GB", "address") in hints(Words(text=text))


def test_senders_domain_speaks_unless_it_is_sold_to_everybody() -> None:
    assert hints(Words(sender_address="a@post.se")) == [("SE", "domain")]
    assert hints(Words(sender_address="a@post.uk")) == [("GB", "domain")]
    assert hints(Words(sender_address="a@post.io")) == []
    assert hints(Words(sender_address="a@post.example")) == []


def test_form_field_speaks_loudest() -> None:
    words = Words(form_fields=(("country", "Deutschland"), ("phone", "+43 1 234567890")))
    found = read_hints(words, "de", (), ())
    assert [one.source for one in found] == ["form", "phone"]
    assert best_country(found)[0] == "DE"


def test_china_named_in_passing_says_little_of_a_buyer() -> None:
    country, sure = best_country(read_hints(Words(text="It came from China."), "en", (), ()))
    assert (country, sure < 0.1) == ("CN", True)


def test_two_countries_make_it_less_sure() -> None:
    def hint(country: str, source: str) -> CountryHint:
        return CountryHint(country, source, "", "text", 0, 0)

    alone = best_country([hint("DE", "phone")])
    against = best_country([hint("DE", "phone"), hint("AT", "domain")])
    assert alone[0] == against[0] == "DE"
    assert against[1] < alone[1]
    assert best_country([]) == ("", 0.0)


def test_small_countries_are_no_first_names() -> None:
    assert hints(Words(text="Zdravím, Kuba"), "cs") == []


def test_orders_destination_counts_if_it_is_the_senders_own() -> None:
    words = Words(text="order 10423")
    number = NumberFound("10423", "10423", "store", 90, "", False, "text", 6, 11)
    for own, expected in ((True, "FR"), (False, "")):
        hit = OrderHit("10423", own, articles=("Lamp",), country="FR")
        facts = read_facts(words, "en", "", Numbers((number,), ()), (hit,), None)
        assert facts.country == expected


def test_dollars_are_those_of_the_country_the_words_tell() -> None:
    for locale, code in (("zh-Hant-HK", "HKD"), ("zh-Hant", None)):
        facts = read_facts(Words(text="先$899買"), "zh-Hant", locale, Numbers((), ()), (), None)
        assert facts.amounts[0].currency == code
