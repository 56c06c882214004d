"""The words in force: reloaded when templates change, the last good ones kept, every version too.

The trap: a template that is broken must stop neither a running daemon nor its next start.
"""

from triage.wording.history import History, Snapshot, Version, snapshot
from triage.wording.in_force import Wording

__all__ = ["History", "Snapshot", "Version", "Wording", "snapshot"]
