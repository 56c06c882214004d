"""What a store knows of the machines that write to it: the rules that come with the program, and
its own beside them (docs/mail-rules.md). The stages read them as a value; files are the edge's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from triage.mail.rules import Phrases, load, phrases


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform; `group` is marketplace, payment, shop or carrier."""

    id: str
    group: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailRules:
    """Wordings and senders by which machines are told from people."""

    platforms: tuple[Platform, ...]
    bounce_subjects: Phrases
    bounce_bodies: Phrases
    reply_subjects: Phrases
    reply_bodies: Phrases
    dispute: Phrases
    message: Phrases
    request: Phrases
    # "a@b.example" or "@b.example" → notice, bulk or customer, whatever the mail looks like
    senders: tuple[tuple[str, str], ...] = ()

    def kind_of(self, address: str) -> str:
        """Return notice, bulk or customer if the store said so of this sender, else ""."""
        domain = "@" + address.rpartition("@")[2]
        for wanted in (address, domain):  # one address outranks its domain
            found = next((kind for sender, kind in self.senders if sender == wanted), "")
            if found:
                return found
        return ""

    def extended(
        self,
        *,
        platforms: Iterable[Platform] = (),
        wordings: Mapping[str, Iterable[str]] | None = None,
        senders: Iterable[tuple[str, str]] = (),
    ) -> MailRules:
        """Return these rules with a store's own added; `wordings` by the names of the fields."""
        added = {
            name: phrases((*getattr(self, name).words, *words), whole=getattr(self, name).whole)
            for name, words in (wordings or {}).items()
        }
        return replace(
            self,
            # The store's own come first: it may know better what a domain of ours is.
            platforms=(*platforms, *self.platforms),
            senders=(*senders, *self.senders),
            **added,
        )


def _own() -> MailRules:
    machines, platforms = load("machines"), load("platforms")
    bounce, reply = machines["bounce"], machines["auto_reply"]
    return MailRules(
        platforms=tuple(
            Platform(rule["id"], rule["group"], tuple(rule["domains"]))
            for rule in platforms["platform"]
        ),
        bounce_subjects=phrases(bounce["subjects"]),
        bounce_bodies=phrases(bounce["bodies"]),
        reply_subjects=phrases(reply["subjects"], whole=True),
        reply_bodies=phrases(reply["bodies"]),
        dispute=phrases(platforms["dispute"]["words"], whole=True),
        message=phrases(platforms["message"]["words"]),
        request=phrases(platforms["request"]["words"]),
    )


OWN_RULES = _own()
