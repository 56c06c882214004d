"""One worker per mailbox: a lease in the store, with a fence that grows with every new owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from triage.errors import LeaseHeld
from triage.storage.database import Database
from triage.storage.rows import insert_new
from triage.storage.schema import leases


def acquire(database: Database, name: str, owner: str, now: datetime, hold: timedelta) -> int:
    """Take or renew a lease; return its fence. Raises LeaseHeld while another owner has it."""
    free = (leases.c.owner == owner) | (leases.c.until < now)
    with database.write("lease") as connection:
        row = {"name": name, "owner": owner, "fence": 1, "until": now + hold}
        if insert_new(connection, leases, [row]):
            return 1
        held = connection.execute(select(leases).where(leases.c.name == name)).one()
        fence = held.fence if held.owner == owner else held.fence + 1
        taken = connection.execute(
            update(leases)
            .where(leases.c.name == name, leases.c.fence == held.fence, free)
            .values(owner=owner, fence=fence, until=now + hold)
        ).rowcount
    if not taken:
        raise LeaseHeld(
            f"{name}: {held.owner} works on it until {held.until:%H:%M:%S} UTC; "
            "stop that process, or wait until its lease ends"
        )
    return int(fence)


def release(database: Database, name: str, owner: str, now: datetime) -> None:
    """Give a lease back, so that the next process need not wait for its end."""
    with database.write("release") as connection:
        connection.execute(
            update(leases)
            .where(leases.c.name == name, leases.c.owner == owner)
            .values(until=now - timedelta(seconds=1))
        )
