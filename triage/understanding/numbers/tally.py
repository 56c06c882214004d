"""What orders and parcels are weighed with: the points of numbers.json, and what the mail says.

The trap: points are looked up by the feature's id, so a misspelt one fails only when it is earned.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.understanding.numbers.facts import load_facts


@dataclass(frozen=True, slots=True)
class Mailwide:
    """What the whole mail says of each of its runs."""

    orderly: bool  # it speaks of an order somewhere
    only_quoted: bool = False  # no order was found in the customer's own words
    carriers: frozenset[str] = frozenset()  # ids of those it names
    unsent: bool = False  # no parcel's number was found by its shape or label
    posted: bool = False  # and yet it speaks of a parcel
    lettered: bool = False  # it names a number of letters, a hyphen and digits, as stores count
    told_of_parcels: bool = False  # so does anything in it, also what it answers


@dataclass(slots=True)
class Tally:
    """Points with their reasons, taken from numbers.json."""

    points: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, feature: str, reason: str = "") -> None:
        """Add a feature's points, and its reason if people should read one."""
        self.points += load_facts().points[feature]
        if reason:
            self.reasons.append(reason)
