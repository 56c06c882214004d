"""One worker per mailbox: a lease in the store, with a fence that grows with every new owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from triage.errors import LeaseHeld
from triage.storage.database import Database
from triage.storage.rows import insert_new
from triage.storage.schema import leases


def acquire(
    database: Database,
    name: str,
    owner: str,
    now: datetime,
    hold: timedelta,
    dead: Callable[[str], bool],
) -> int:
    """Take or renew a lease; return its fence. Raises LeaseHeld while another living owner has it.

    `dead` tells whether an owner's process is known to be gone, so that a restart after a crash
    need not wait.
    """
    with database.write("lease") as connection:
        row = {"name": name, "owner": owner, "fence": 1, "until": now + hold}
        if insert_new(connection, leases, [row]):
            return 1
        held = connection.execute(select(leases).where(leases.c.name == name)).one()
        fence = held.fence if held.owner == owner else held.fence + 1
        if held.owner == owner or held.until < now or dead(held.owner):
            mine = connection.execute(
                update(leases)
                .where(leases.c.name == name, leases.c.fence == held.fence)
                .values(owner=owner, fence=fence, until=now + hold)
            ).rowcount
            if mine:
                return int(fence)
        raise LeaseHeld(
            f"{name}: {held.owner} works on it until {held.until:%H:%M:%S} UTC; "
            "stop that process, or wait until its lease ends"
        )


def release(database: Database, name: str, owner: str, now: datetime) -> None:
    """Give a lease back, so that the next process need not wait for its end."""
    with database.write("release") as connection:
        connection.execute(
            update(leases)
            .where(leases.c.name == name, leases.c.owner == owner)
            .values(until=now - timedelta(seconds=1))
        )
