"""Counts how a folder of labelled mails comes out: `python -m tests.judged unseen` prints it.

Each mistake is listed with the rule behind it, so that the rule can be mended, not the mail.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from tests.labelled_mails import Came, Labelled, compare, labelled, squashed
from triage.mail.message import Kind

_PERSON = ("customer_address", "customer_name", "reply_to", "reply_channel")


@dataclass(frozen=True)
class Share:
    """So many of so many came out right."""

    right: int
    of: int

    @property
    def part(self) -> float:
        """The share, 0 to 1; 1 where nothing was asked."""
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.right} of {self.of} ({self.part:.1%})"


class Judged:
    """What came of every mail of a folder."""

    def __init__(self, folder: str) -> None:
        self.all = [(one, compare(one)) for one in labelled(folder)]
        self.people = [
            (one, came) for one, came in self.all if one.expected["kind"] == Kind.CUSTOMER.value
        ]

    def kind(self) -> Share:
        """Count mails whose kind is right, a dispute being a kind of its own."""
        right = [came for _, came in self.all if not {"kind", "dispute"} & came.wrong.keys()]
        return Share(len(right), len(self.all))

    def answered_machines(self) -> list[tuple[Labelled, Came]]:
        """Return what no person waits for, and would have been answered."""
        return [
            (one, came)
            for one, came in self.all
            if came.verdict.draft.allowed
            and not one.expected.get("draft", one.expected["kind"] == Kind.CUSTOMER.value)
        ]

    def hidden_customers(self) -> list[tuple[Labelled, Came]]:
        """Return the customers who would not be answered."""
        return [(one, came) for one, came in self.people if "draft" in came.wrong]

    def person(self) -> Share:
        """Count customers of whom name, address and channel are right."""
        right = [came for _, came in self.people if not came.wrong.keys() & set(_PERSON)]
        return Share(len(right), len(self.people))

    def own_words(self) -> Share:
        """Count mails of customers whose own words are exactly as labelled."""
        asked = [came for one, came in self.people if "text" in one.expected]
        return Share(sum("text" not in came.wrong for came in asked), len(asked))

    def charsets(self) -> Share:
        """Count mails of which subject and every labelled line can be read as they were written."""
        asked = [(one, came) for one, came in self.all if one.expected.keys() & {"text", "subject"}]
        return Share(sum(_readable(one, came) for one, came in asked), len(asked))

    def report(self) -> str:
        """Return the figures and every mistake with its rule."""
        lines = [
            f"mails                {len(self.all)}, {len(self.people)} of them customers'",
            f"kind right           {self.kind()}",
            f"machines answered    {len(self.answered_machines())}",
            f"customers hidden     {len(self.hidden_customers())}",
            f"person right         {self.person()}",
            f"own words right      {self.own_words()}",
            f"charsets right       {self.charsets()}",
        ]
        for one, came in self.all:
            unreadable = [] if _readable(one, came) else ["charset"]
            if came.wrong or unreadable:
                lines.append(f"\n{one.name}: {came.rules}")
                lines += [f"  {field}: {said[:600]}" for field, said in came.wrong.items()]
                lines += [f"  {each}" for each in unreadable]
        return "\n".join(lines)


def _readable(one: Labelled, came: Came) -> bool:
    seen = squashed(came.mail.text) + squashed(came.verdict.own_words)
    for inner in came.mail.embedded:
        seen += squashed(inner.text)
    lines = str(one.expected.get("text", "")).splitlines()
    return "subject" not in came.wrong and all(squashed(line) in seen for line in lines)


if __name__ == "__main__":
    sys.stdout.write(Judged(sys.argv[1] if len(sys.argv) > 1 else "unseen").report() + "\n")
