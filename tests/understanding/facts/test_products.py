"""The article a mail is about, and what is none."""

from __future__ import annotations

from functools import partial

import pytest

from tests.timing import quickest
from triage.understanding.facts.noun_phrases import nouns_of, unspaced
from triage.understanding.facts.products import read_product
from triage.understanding.languages import languages


def product(language: str, text: str, subject: str = "", *articles: str) -> str:
    """Return the words that name the article, "" for none."""
    found = read_product(subject, text, language, articles, (), ())
    return found.text if found else ""


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "I ordered a copper fire bowl on Thursday.", "copper fire bowl"),
        ("en", "The blender stopped working.", "blender"),
        ("en", "My new headphones are so quiet.", "headphones"),
        ("de", "Ich habe einen Wasserkocher für 49,90 € bestellt.", "Wasserkocher"),
        ("de", "Die Kaffeemaschine ist seit gestern defekt.", "Kaffeemaschine"),
        ("fr", "J'ai commandé le kimono vert en S.", "kimono vert"),
        ("cs", "Objednala jsem povlečení v barvě šalvěj.", "povlečení"),
        ("ja", "購入した掃除機が動かなくなりました。", "掃除機"),
        ("ko", "구매한 믹서기가 고장났습니다.", "믹서기"),
        ("zh-Hans", "我在你们店买的吸尘器坏了。", "吸尘器"),
        ("ru", "Купил у вас модель «Маятник».", "Маятник"),
    ],
)
def test_article_is_named(language: str, text: str, named: str) -> None:
    assert product(language, text) == named


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My order has not arrived and my wife is angry."),
        ("en", "The parcel is broken. The tracking says “Delivered”."),
        ("en", "Return the difference of $20 to me."),
        ("de", "Meine Bestellung LL-21301 fehlt, das Paket ist kaputt."),
        ("fr", "Commande interne 2026/118, rien reçu."),
        ("tr", "Paramı iade edin lütfen."),
        ("uk", "Поверніть обидва платежі."),
        ("ja", "届いた商品が壊れていました。"),
        ("zh-Hans", "收到的东西坏了。"),
    ],
)
def test_what_is_no_article_is_not_named(language: str, text: str) -> None:
    assert product(language, text) == ""


def test_subject_names_what_the_text_has_too() -> None:
    text = "Hello, please look at the kettle in the photo."
    assert product("en", text, "Kettle broken") == "kettle"
    assert product("en", "Hello, please look at the photo.", "Kettle broken") == ""


def test_article_beside_its_orders_number() -> None:
    text = "The jute rug from order 10423 is lovely."
    start = text.index("10423")
    found = read_product("", text, "en", (), ((start, start + 5),), ())
    assert found is not None
    assert found.text == "jute rug"


def test_article_of_the_order_list_comes_first() -> None:
    articles = ("Wasserkocher Edelstahl 1,7 l", "Toaster rot")
    text = "Ich habe eine Lampe bestellt, aber der Toaster geht nicht."
    found = read_product("", text, "de", articles, (), ())
    assert found is not None
    assert (found.text, found.article) == ("Toaster", "Toaster rot")
    assert text[found.start : found.end] == found.text


def test_words_that_several_articles_share_tell_none_apart() -> None:
    assert product("en", "The lamp is dark.", "", "Lamp red", "Lamp blue") == ""
    assert product("en", "The red lamp is dark.", "", "Lamp red", "Lamp blue") == "red lamp"


def test_article_is_known_by_the_subject_alone() -> None:
    found = read_product("Toaster?", "Where is it?", "de", ("Toaster rot",), (), ())
    assert found is not None
    assert (found.field, found.text) == ("subject", "Toaster")


def test_chinese_article_is_found_without_spaces() -> None:
    assert product("zh-Hans", "这个电热水壶漏水", "", "电热水壶 1.7L") == "电热水壶"


def test_every_language_has_its_words() -> None:
    for language in languages():
        assert (nouns_of(language) is None) != (unspaced(language) is None), language


@pytest.mark.parametrize("language", ["en", "de", "ja", "th", "zh-Hans", "ru"])
def test_hostile_repetition_stays_quick(language: str) -> None:
    units = ("a ", "order ", "“A”", "の", "买", "สั่ง", "мой ", "einen ", "買ったあ")
    for unit in units:
        text = unit * (4000 // len(unit))
        assert quickest(partial(product, language, text), below=1.5) < 1.5
