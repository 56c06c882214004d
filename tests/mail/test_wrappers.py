"""The platform's lines around a buyer's words go, whichever rule knows them; the words stay."""

# ruff: noqa: E501 - what machines write is kept on one line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.mail.carriers import Carrier
from triage.mail.rules import load
from triage.mail.wrappers import unwrap

RULES = load("buyers")["wrapper"]
TOLD = Carrier(("bazarly",), ("bazarly.example",), told=True)
RELAY = Carrier(("bazarly",), ("bazarly.example",))
WORDS = "Guten Tag, die Laterne flackert.\n\nWas nun?"


@pytest.mark.parametrize("marker", RULES["marker"])
def test_line_to_reply_above_is_dropped_on_top_and_cuts_below(marker: str) -> None:
    assert unwrap(f"## Please {marker} ##\n\n{WORDS}", RELAY) == WORDS
    assert unwrap(f"{WORDS}\n\n## Please {marker} ##\n\nEarlier: hello", RELAY) == WORDS


@pytest.mark.parametrize("verb", RULES["says"])
def test_line_that_says_who_writes_opens_the_words(verb: str) -> None:
    assert unwrap(f"Hi Store,\n\nOlu A. {verb}:\n\n{WORDS}", TOLD) == WORDS


@pytest.mark.parametrize("label", RULES["message"])
def test_label_of_a_message_opens_the_words(label: str) -> None:
    assert unwrap(f"Order: BZ-4471\n{label}: {WORDS}\n\n© Bazarly", TOLD) == WORDS
    assert unwrap(f"Order | BZ-4471\n{label} | {WORDS}\nBazarly", TOLD) == WORDS


@pytest.mark.parametrize("opening", RULES["tail"])
def test_line_of_the_platform_below_ends_the_words(opening: str) -> None:
    below = f"{opening} and so on\nmore of it"
    assert unwrap(f"Olu A. wrote:\n\n{WORDS}\n\n{below}", TOLD) == WORDS


@pytest.mark.parametrize("greeting", RULES["greeting"])
def test_greeting_above_the_announcement_is_the_platforms_below_it_the_buyers(
    greeting: str,
) -> None:
    text = f"{greeting} Store,\n\nYou have a new message from Olu A.\n\n{greeting} Jo,\n{WORDS}"
    assert unwrap(text, TOLD) == f"{greeting} Jo,\n{WORDS}"


@pytest.mark.parametrize("label", [*RULES["field"], *RULES["reason"]])
def test_field_of_an_order_is_no_word_of_the_buyer(label: str) -> None:
    if label in RULES["message"]:
        return  # a heading in one language, a field in another
    text = f"Olu A. wrote:\n\n{WORDS}\n\n{label}: 4711\nSKU: B-1"
    assert unwrap(text, TOLD) == WORDS


@pytest.mark.parametrize(
    "text",
    [
        "To reply to your offer: no, I want my money back.",
        "Order: 4711\nWhere is it?",
        "This message was my third. Please answer.",
        "Dear seller,\nit is broken.\nOlu",
        "I mean this one:\nhttps://www.bazarly.example/itm/1\nCan you send it?",
        "I got the parcel and\nto reply to your question of last week about the lamp, yes it is\nto be returned.",
    ],
)
def test_plain_words_under_an_alias_are_not_cut_to_nothing(text: str) -> None:
    assert unwrap(text, RELAY).split()[-1] == text.split()[-1]


@given(st.text(max_size=400))
def test_words_under_an_alias_are_never_emptied(text: str) -> None:
    assert bool(unwrap(text, RELAY)) == bool(text.strip())


def test_single_field_on_top_of_an_aliased_mail_is_the_buyers() -> None:
    assert unwrap("Order: 4711\nWhere is it?", RELAY) == "Order: 4711\nWhere is it?"
    assert unwrap("Order: 4711\nItem: lamp\n\nWhere is it?", RELAY) == "Where is it?"


def test_quote_is_the_buyers_in_a_notification_and_ours_under_an_alias() -> None:
    text = "Olu A. sent you a message:\n\n> It is broken.\n\nReply now"
    assert unwrap(text, TOLD) == "It is broken."
    answer = "Not yet.\n\n> Has it come?\n\n--- Reply above this line ---\nEarlier"
    assert unwrap(answer, RELAY).startswith("Not yet.")


def _about(subject: str) -> Carrier:
    return Carrier(("bazarly",), ("bazarly.example",), told=True, subject=subject.lower())


@pytest.mark.parametrize("price", ["$ 489.00", "89,90 zł", "R$ 89,90", "€24", "1 290 Kč", "£12.50"])
def test_item_shown_above_the_words_is_the_platforms(price: str) -> None:
    carrier = _about("Question about Solar garden lantern")
    text = f"Olu A. asked you a question\n\nSolar garden lantern\n{price}\n{WORDS}"
    assert unwrap(text, carrier) == WORDS


def test_question_repeated_in_the_subject_stays_the_buyers() -> None:
    carrier = _about("Olu A. asked: solar lantern for winter")
    text = "Olu A. asked you a question\n\nSolar lantern for winter\nReply on Bazarly"
    assert unwrap(text, carrier) == "Solar lantern for winter"


@pytest.mark.parametrize("pair", ["“”", "„“", "«»", "「」"])
def test_item_below_quoted_words_is_the_platforms(pair: str) -> None:
    words = "The blue is nothing like the picture, it is turquoise"
    text = f"Buyer's comment\n{pair[0]}{words}{pair[1]}\nEnamel lantern\nItem ID: 1856\nOrder: 4711"
    assert unwrap(text, TOLD) == words


def test_what_a_buyer_writes_below_a_word_they_quote_stays() -> None:
    words = '"Waterproof"\nis what the listing says, but it leaks'
    assert unwrap(f"Buyer's comment\n{words}\nItem ID: 1856\nOrder: 4711", TOLD) == words


def test_somebody_a_buyer_cites_does_not_open_the_words() -> None:
    words = "I have been at home all day, and yet I find a note.\n\nThe courier wrote:\n\nnobody at home"
    assert unwrap(f"You have a new message from Olu A.\n\n{words}", TOLD) == words


@pytest.mark.parametrize(
    "wish",
    [
        "The buyer has requested to cancel this order.\nReason: Ordered by mistake",
        "Der Käufer möchte die Bestellung stornieren.\nStornierungsgrund: Versehen",
        "L'acheteur souhaite annuler la commande.\nMotif: Erreur",
        "El comprador quiere cancelar el pedido.\nMotivo: Error",
    ],
)
def test_advice_below_a_wish_told_for_the_buyer_is_the_platforms(wish: str) -> None:
    assert "Next" not in unwrap(f"Message:\n{wish}\n\nNext, cancel it under Orders.", RELAY)


@pytest.mark.parametrize(
    "announced",
    [
        "Покупатель Антон написал вам в чате по заказу 4711:\n\n«{}»\n\nМы считаем время: отвечайте быстро.",
        "Kupujący marek_82 napisał do Ciebie:\n„{}”\n\nPamiętaj: odpowiadaj w ciągu 24 godzin.",
        'Müşteriniz size bir soru sordu:\n\n"{}"\n\nÖnemli: sorulara çabuk cevap vermelisiniz.',
    ],
)
def test_announced_words_in_quotation_marks_beat_a_colon_in_advice_below(announced: str) -> None:
    said = "Die Laterne flackert.\n\nWas nun?"
    assert unwrap(announced.format(said), TOLD) == said


def test_quote_marks_below_a_buyers_own_lines_stay() -> None:
    answer = f"{WORDS}\n\n> Thank you for your order.\n> Lindenhof"
    assert unwrap(answer, RELAY) == answer


@pytest.mark.parametrize("ago", ["hace 2 minutos", "vor 5 Minuten", "acum 3 ore", "5분 전"])
def test_item_above_and_name_with_a_time_below_are_the_platforms(ago: str) -> None:
    item = "Farol colgante de hierro 40 cm\n$ 1,249"
    below = f"max_22 · {ago}\n\nAnswer (<https://bazarly.example/q>)"
    assert unwrap(f"You have a new message\n\n{item}\n\n{WORDS}\n\n{below}", TOLD) == WORDS


def test_items_link_between_announcement_and_words_is_no_message() -> None:
    item = "Lámpara de ratán 45 cm (<https://bazarly.example/i/1>) - $ 89.900"
    assert unwrap(f"SOLEDAD.A te preguntó en:\n\n{item}\n\n{WORDS}", TOLD) == WORDS
