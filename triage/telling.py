"""Mailing a team its reminders, at most once: begun and not ended is in doubt, never repeated."""

from __future__ import annotations

from triage import notify
from triage.errors import SendDelayed, SendInDoubt, SendRefused
from triage.office import Account, Office
from triage.smtp import send
from triage.storage import acts as table
from triage.storage.acts import Act


def tell_team(office: Office, account: Account, act: Act) -> str:
    """Mail reminders to a team; return the state the act has ended in."""
    if act.begun_at is not None:
        return _settled(office, act, "in_doubt")
    if account.smtp is None:
        return _settled(office, act, "done")
    told = notify.digest(office.settings, act.payload, act.key, office.clock())
    try:
        send(
            account.smtp,
            account.secret,
            told.content,
            told.sender,
            (told.recipient,),
            before_data=lambda: _begin(office, act),
        )
    except (SendDelayed, SendRefused):
        table.not_begun(office.database, act)
        raise
    except SendInDoubt:
        return _settled(office, act, "in_doubt")
    return _settled(office, act, "done")


def _begin(office: Office, act: Act) -> None:
    if not table.begin(office.database, act, office.clock()):
        raise SendDelayed(f"act {act.id}: another worker tells the team")


def _settled(office: Office, act: Act, state: str) -> str:
    with office.database.write("done" if state == "done" else "doubt") as connection:
        table.settle(connection, act, office.clock(), state=state)
    return state
