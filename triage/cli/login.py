"""`triage login`: a person consents once, and the mailbox's refresh token is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import opening, output
from triage.cli.words import say
from triage.errors import LoginRefused, UsageWrong

if TYPE_CHECKING:
    from triage.oauth.tokens import Tokens
    from triage.wire import ImapOptions, Token

WAIT_SECONDS = 600.0


def login(
    mailbox: Annotated[str, typer.Argument(help="The mailbox's name in the settings.")],
    paste: Annotated[
        bool,
        typer.Option("--paste", help="The browser runs on another machine: paste its address."),
    ] = False,
) -> None:
    """Let a person consent to OAuth for a mailbox; keep its token."""
    from triage.oauth.service import endpoints
    from triage.oauth.tokens import Tokens
    from triage.office import account

    settings = opening.settings()
    box = settings.mailbox.get(mailbox)
    if box is None:
        raise UsageWrong(f"there is no [mailbox.{mailbox}]; known: {', '.join(settings.mailbox)}")
    if box.oauth is None or box.oauth.grant != "refresh_token":
        raise UsageWrong(f"mailbox.{mailbox} needs no consent: it has no oauth with refresh_token")
    tokens = Tokens(mailbox, box.oauth)
    by_code = endpoints(box.oauth).device and not paste
    token = _by_code(tokens) if by_code else _by_browser(tokens, box.user, paste=paste)
    output.put(say("consent kept in {}").format(box.oauth.refresh_token_file))
    _try(account(settings, mailbox).imap, token)


def _by_code(tokens: Tokens) -> Token:
    import time

    from triage.oauth import consent

    code = consent.device_code(tokens)
    output.note(say("open {} and type the code {}").format(code.page, code.user_code))
    return consent.await_device(tokens, code, time.sleep)


def _by_browser(tokens: Tokens, user: str, *, paste: bool) -> Token:
    import time

    from triage.oauth import consent

    if paste:
        asked = consent.request(tokens, user, consent.NOWHERE)
        output.note(say("open this page, consent, then copy the address the browser ends at:"))
        output.note(asked.page)
        came_back = str(typer.prompt(say("Address of the page"), err=True))
        return consent.redeem(tokens, asked, came_back)
    listener = consent.Listener()
    try:
        asked = consent.request(tokens, user, listener.redirect)
        output.note(say("open this page in a browser on this machine and consent:"))
        output.note(asked.page)
        came_back = listener.wait(asked.state, WAIT_SECONDS, time.monotonic)
    finally:
        listener.close()
    if not came_back:
        raise LoginRefused("nobody consented in time; elsewhere than on this machine use --paste")
    return consent.redeem(tokens, asked, came_back)


def _try(imap: ImapOptions, token: Token) -> None:
    """Log in once: a consent given as another user would else only be found out by the daemon."""
    from triage.mailbox.session import Session

    with Session(imap, lambda: token):
        output.put(say("logged in at {}").format(imap.host))
