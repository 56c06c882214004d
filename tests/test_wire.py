"""Where servers are and how to log in: what is refused, and what is never shown."""

from __future__ import annotations

import pytest

from triage.wire import ImapOptions, Password, SmtpOptions, Tls, Token, TokenSource, is_loopback


def test_secrets_are_in_no_repr() -> None:
    assert "geheim" not in f"{Password('geheim')!r} {Token('geheim')!r} {Password('geheim')}"


@pytest.mark.parametrize("options", [ImapOptions, SmtpOptions])
def test_bare_connections_stay_on_this_machine(
    options: type[ImapOptions] | type[SmtpOptions],
) -> None:
    with pytest.raises(ValueError, match="on this machine only"):
        options("mail.shop.example", 143, "u", tls=Tls.NONE)
    assert options("localhost", 143, "u", tls=Tls.NONE).port == 143


def test_only_addresses_that_cannot_change_count_as_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "::1", "LOCALHOST", "127.8.8.8")))
    assert not any(map(is_loopback, ("localhost.example", "10.0.0.1", "0.0.0.0", "")))  # noqa: S104


def test_token_is_kept_until_five_minutes_before_its_end() -> None:
    now = [1000.0]
    made = iter([Token("one", 2000.0), Token("two", 4000.0)])
    source = TokenSource(lambda: next(made), lambda: now[0])
    assert source().value == source().value == "one"
    now[0] = 1701.0
    assert source().value == "two"


def test_forgotten_token_is_obtained_anew() -> None:
    made = iter([Token("one"), Token("two")])
    source = TokenSource(lambda: next(made))
    refused = source()
    source.forget(refused)
    assert source().value == "two"
    source.forget(refused)  # the other connection's late word about the old token
    assert source().value == "two"
