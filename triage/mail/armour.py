"""PGP inside a text (RFC 4880): the armour of a signature goes, the signed words stay.

The trap: a signed text has its dashes escaped, and what follows the signature is unsigned but still
the writer's.
"""

from __future__ import annotations

ENCRYPTED = "encrypted (PGP): an agent must open it in a mail program that has the key"

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_BLOCKS = (
    (_SIGNATURE, "-----END PGP SIGNATURE-----"),
    ("-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"),
    ("-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----"),
)


def without_armour(text: str) -> tuple[str, str]:
    """Return the words of a text without armour, and the defect of what only a key opens."""
    if "-----BEGIN PGP " not in text:
        return text, ""
    kept: list[str] = []
    signed = heading = encrypted = False
    until = ""
    for line in text.split("\n"):
        bare = line.rstrip()
        if until:
            until = "" if bare == until else until
        elif heading:
            heading = bool(bare)  # "Hash: SHA256", up to the blank line
        elif bare == _SIGNED:
            signed = heading = True
        elif end := next((last for first, last in _BLOCKS if bare == first), ""):
            encrypted = encrypted or "PGP MESSAGE" in end
            signed = signed and bare != _SIGNATURE
            until = end
        else:
            kept.append(line[2:] if signed and line.startswith("- ") else line)
    return "\n".join(kept).strip("\n"), ENCRYPTED if encrypted else ""
