"""What became of a draft: the rules one by one, and what holds for anything a folder may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.drafts.fate import (
    PATIENCE,
    Became,
    Fate,
    Lying,
    Sighting,
    Tie,
    reached,
    said_at,
    stems_from,
    tie,
    what_became,
)

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
ANNA = "anna@customer.example"
DRAFT = Lying(
    names=frozenset({"d1@store.example"}),
    in_reply_to="m1@customer.example",
    people=frozenset({ANNA}),
    subject="Re: Lamp",
    uid=7,
    in_place=False,
    vanished_at=NOW - timedelta(minutes=1),
)
PLAIN = Sighting(
    uid=9,
    message_id="n1@client.example",
    in_reply_to=(),
    references=(),
    mark="",
    recipients=frozenset({ANNA}),
    subject="Something else",
    date=NOW,
    filed_at=NOW,
)
ids = st.sampled_from(("", "d1@store.example", "m1@customer.example", "x@else.example"))
sightings = st.builds(
    Sighting,
    uid=st.integers(1, 20),
    message_id=ids,
    in_reply_to=st.tuples(ids),
    references=st.tuples(ids),
    mark=ids,
    recipients=st.frozensets(st.sampled_from((ANNA, "boss@store.example"))),
    subject=st.sampled_from(("", "Lamp", "AW: Lamp", "Re: Re: lamp", "Sunday")),
    date=st.none() | st.just(NOW),
    filed_at=st.just(NOW),
    deleted=st.booleans(),
)
several = st.lists(sightings, max_size=6)
places = st.builds(
    replace,
    st.just(DRAFT),
    in_place=st.booleans(),
    vanished_at=st.none() | st.integers(0, 600).map(lambda s: NOW - timedelta(seconds=s)),
)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (replace(PLAIN, message_id="d1@store.example"), Tie.OURS),
        (replace(PLAIN, mark="d1@store.example", recipients=frozenset()), Tie.OURS),
        (replace(PLAIN, in_reply_to=("m1@customer.example",)), Tie.THREAD),
        (replace(PLAIN, references=("m0@x.example", "m1@customer.example")), Tie.THREAD),
        (
            replace(
                PLAIN,
                in_reply_to=("m1@customer.example",),
                recipients=frozenset({"boss@store.example"}),
            ),
            None,
        ),
        (replace(PLAIN, subject="AW: Lamp"), Tie.ALIKE),
        (replace(PLAIN, subject="Lamp", in_reply_to=("other@customer.example",)), None),
        (replace(PLAIN, subject="Lamp", recipients=frozenset()), None),
        (PLAIN, None),
        (replace(PLAIN, message_id=""), None),
    ],
)
def test_mail_is_tied_by_our_ids_then_by_thread_then_by_customer_and_subject(
    seen: Sighting, expected: Tie | None
) -> None:
    assert tie(DRAFT, seen) is expected


def test_sent_outweighs_a_successor_in_drafts() -> None:
    seen = replace(PLAIN, in_reply_to=("m1@customer.example",))
    assert what_became(DRAFT, [seen], [seen], NOW) == Became(Fate.SENT, seen)
    assert what_became(DRAFT, [seen], [], NOW) == Became(Fate.EDITED, seen)


def test_draft_in_its_place_is_moved_by_nothing_but_itself_in_sent() -> None:
    here = replace(DRAFT, in_place=True, vanished_at=None)
    beside = replace(PLAIN, in_reply_to=("m1@customer.example",))
    assert what_became(here, [beside], [beside], NOW).fate is Fate.IN_PLACE
    itself = replace(PLAIN, message_id="d1@store.example")
    assert what_became(here, [], [itself], NOW) == Became(Fate.SENT, itself)


def test_newest_of_the_surest_successors_is_taken() -> None:
    first = replace(PLAIN, uid=9, mark="d1@store.example")
    second = replace(first, uid=11)
    third = replace(PLAIN, uid=12, in_reply_to=("m1@customer.example",))
    assert what_became(DRAFT, [first, third, second], [], NOW).by == second


@given(places, several, several)
def test_fate_is_one_of_the_mails_or_a_matter_of_time(
    draft: Lying, drafts: list[Sighting], sent: list[Sighting]
) -> None:
    became = what_became(draft, drafts, sent, NOW)
    if became.fate is Fate.SENT:
        assert became.by in sent
    elif became.fate is Fate.EDITED:
        assert became.by in drafts
        assert not draft.in_place
    else:
        assert became.by is None
    assert (became.fate is Fate.IN_PLACE) <= draft.in_place
    if became.fate is Fate.DELETED:
        assert draft.vanished_at is not None
        assert NOW - draft.vanished_at >= PATIENCE


@given(places, several, several, st.integers(0, 10_000))
def test_time_alone_only_turns_vanished_into_deleted(
    draft: Lying, drafts: list[Sighting], sent: list[Sighting], seconds: int
) -> None:
    before = what_became(draft, drafts, sent, NOW)
    after = what_became(draft, drafts, sent, NOW + timedelta(seconds=seconds))
    assert after == before or (before.fate, after.fate) == (Fate.VANISHED, Fate.DELETED)


@given(places, several)
def test_mail_certainly_ours_in_sent_is_always_believed(
    draft: Lying, drafts: list[Sighting]
) -> None:
    ours = replace(PLAIN, message_id="d1@store.example")
    assert what_became(draft, drafts, [ours], NOW) == Became(Fate.SENT, ours)


def test_letter_stems_from_a_draft_of_which_it_keeps_half_the_lines() -> None:
    draft = "Dear Anna Berg,\n\nThank you for telling us.\nYou will hear from us by Monday.\n\nMei"
    assert stems_from(draft.replace("Monday", "Tuesday, I promise"), draft)
    assert stems_from("> " + draft.replace("\n", " \n"), draft)
    assert not stems_from("Dear Anna Berg,\n\nyour refund has been booked today.\n", draft)
    assert not stems_from("anything", "")


def test_mail_to_our_own_people_reaches_nobody_outside() -> None:
    ours = frozenset({"support@store.example"})
    to = frozenset({"support@store.example", "boss@store.example"})
    assert not reached(replace(PLAIN, recipients=to), ours, ("store.example",))
    assert reached(replace(PLAIN, recipients=to | {ANNA}), ours, ("store.example",))


def test_time_of_sending_is_the_clients_if_it_can_be_true() -> None:
    opened = NOW - timedelta(hours=3)
    sent = replace(PLAIN, date=NOW - timedelta(hours=1), filed_at=NOW - timedelta(minutes=5))
    assert said_at(sent, opened, NOW) == sent.date
    assert said_at(replace(sent, date=None), opened, NOW) == sent.filed_at
    assert said_at(replace(sent, date=NOW - timedelta(days=900)), opened, NOW) == sent.filed_at
    late = replace(sent, date=NOW + timedelta(days=1), filed_at=NOW + timedelta(days=1))
    assert said_at(late, opened, NOW) == NOW
