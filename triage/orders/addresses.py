"""One mailbox, many spellings: under which key an address of the order list meets a sender.

The trap: what joins two addresses shows one the other's orders, so only what the provider itself
treats as one mailbox is folded.
"""

from __future__ import annotations

# These deliver name+anything to name; relays write their buyers' messages with such a tail.
_TAGGED = frozenset(
    (
        "gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "mac.com",
        "proton.me", "protonmail.com", "pm.me", "fastmail.com", "allegromail.pl", "zoho.com",
        "yandex.ru", "yandex.com", "mailbox.org", "posteo.de",
    )
)  # fmt: skip
_RELAYS = ("marketplace.amazon.", "user.kaufland.", "members.ebay.")
_SAME = {"googlemail.com": "gmail.com", "ya.ru": "yandex.ru", "protonmail.com": "proton.me"}


def mailbox_of(address: str) -> str:
    """Return the key of the mailbox behind an address, "" for none."""
    local, at, domain = address.strip().lower().rpartition("@")
    if not at or not local:
        return ""
    domain = _SAME.get(domain, domain)
    if domain in _TAGGED or domain.startswith(_RELAYS):
        local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}"
