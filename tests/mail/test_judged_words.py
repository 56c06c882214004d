"""Where the judge of lines is let at own words, what it may take away, and whom it leaves alone."""

from __future__ import annotations

import json

import pytest

from tests.labelled_mails import STORE, Labelled, labelled
from triage.mail import line_judge
from triage.mail.desk_letters import without_desk_frame
from triage.mail.envelopes import taken_out
from triage.mail.groups import without_group_footer
from triage.mail.judged_words import judged_words, kept
from triage.mail.kind import judge
from triage.mail.line_judge import shared
from triage.mail.machine_addresses import is_machine
from triage.mail.masks import unmasked
from triage.mail.message import FoundIn, Kind
from triage.mail.parse import parse
from triage.mail.sender import plain

NOTICE = """\
From: Marktly <no-reply@marktly.example>
To: support@lindenhof.example
Subject: Order 4711-22: a message for you
Date: Sat, 21 Nov 2026 10:00:00 +0100
Message-ID: <1@marktly.example>
Content-Type: text/plain; charset=utf-8

Hello Lindenhof & Lanterns,

{words}

Please answer within 24 hours in your seller account.
Reply to the buyer (<https://seller.marktly.example/m/1>)
You receive this e-mail because you sell on Marktly.
"""
WORDS = "The glass of my lantern came broken. I need it for Saturday!\nCan you send me a new one?"


def test_lines_at_the_ends_go_if_they_surely_are_the_wrappers() -> None:
    words = ["News for you", "My lamp broke", "", "What now?", "Tips", "Reply now"]
    assert kept(words, [9.0, -5.0, 0.0, -3.0, 5.0, 9.0], 7.0) == (1, 4)


def test_a_line_between_the_customers_stays() -> None:
    assert kept(["My lamp", "Order 12", "broke"], [-4.0, 9.0, -4.0], 7.0) == (0, 3)


def test_what_is_only_likely_stays_unless_something_sure_stands_outside() -> None:
    words = ["My lamp broke", "Send a new one", "Reply now"]
    assert kept(words, [-5.0, 4.0, 4.0], 7.0) == (0, 3)
    assert kept(words, [-5.0, 4.0, 8.0], 7.0) == (0, 1)
    assert kept(words, [-5.0, 1.0, 8.0], 7.0) == (0, 2)


def test_a_line_whose_place_is_unknown_ends_the_cutting() -> None:
    assert kept(["My lamp", "broke", "Reply now"], [-4.0, None, 9.0], 7.0) == (0, 2)
    assert kept(["My lamp", "broke", "Reply now"], [-4.0, 9.0, None], 7.0) == (0, 3)


def test_never_is_nothing_left() -> None:
    assert kept(["Reply now", "", "Reply soon"], [9.0, 0.0, 9.0], 7.0) == (0, 2)
    assert kept(["Reply now"], [9.0], 7.0) == (0, 1)


@pytest.mark.parametrize("greeting", ["Hello,", "Guten Tag!", "Lindenhof客服："])
def test_a_greeting_is_not_cut_by_itself(greeting: str) -> None:
    assert kept([greeting, "My lamp broke"], [9.0, -4.0], 7.0) == (0, 2)


def test_wrapper_lines_around_the_words_are_trimmed() -> None:
    mail = parse(NOTICE.format(words=WORDS).encode())
    below = mail.text[mail.text.index("Please answer") :]
    left = judged_words(f"{WORDS}\n\n{below}", mail, STORE, shared())
    assert left.startswith(WORDS)
    assert "Reply to the buyer" not in left
    assert "You receive this" not in left


def test_words_without_a_wrapper_stay_to_the_letter() -> None:
    mail = parse(NOTICE.format(words=WORDS).encode())
    assert judged_words(WORDS, mail, STORE, shared()) == WORDS


def test_words_that_no_rule_found_are_found() -> None:
    mail = parse(NOTICE.format(words=WORDS).encode())
    assert "The glass of my lantern came broken." in judged_words("", mail, STORE, shared())


def test_a_line_from_which_a_rule_took_the_speakers_name_is_not_judged() -> None:
    told = "10:02 Anna: My lamp broke\n10:03 Anna: Reply now (https://seller.marktly.example/m/1)"
    mail = parse(NOTICE.format(words=told).encode())
    words = "My lamp broke\nReply now (https://seller.marktly.example/m/1)"
    assert judged_words(words, mail, STORE, shared()) == words


def test_one_line_is_never_judged() -> None:
    mail = parse(NOTICE.format(words="Reply now").encode())
    assert judged_words("Reply now", mail, STORE, shared()) == "Reply now"


def test_letters_that_no_machine_carried_are_left_alone() -> None:
    card = json.loads((line_judge.FOLDER / line_judge.CARD).read_text(encoding="utf-8"))
    mails = [one for folder in card["mails"]["taught"] for one in labelled(folder)]
    letters = [one for one in map(_letter, mails) if one is not None]
    assert len(letters) > 500
    assert [name for name, came, own in letters if came != own] == []


def _letter(one: Labelled) -> tuple[str, str, str] | None:
    """Return a plain letter's own words as judged and as parsed, None if something carried it."""
    mail = parse(one.content)
    verdict = judge(mail, STORE, junk=one.expected.get("arrived", {}).get("junk", False))
    if verdict.kind is not Kind.CUSTOMER or verdict.channel or is_machine(mail.sender.address):
        return None
    if verdict.customer is None or verdict.customer.found_in is FoundIn.FORWARD:
        return None
    bare = without_group_footer(unmasked(taken_out(mail, STORE), STORE), STORE)
    bare = without_desk_frame(bare)
    return one.name, verdict.own_words, plain(bare, STORE).own_words
