"""Message-IDs of our own mails, keyed so that an answer to one proves which case it belongs to.

Form: `<case>.<token>.<16 hex of HMAC-SHA256>@<domain>`, all lower-case. Without a key nothing is
ours: an unkeyed check could be forged to join a stranger's mail to a customer's case.
"""

from __future__ import annotations

import hashlib
import hmac

from triage.errors import SettingsWrong
from triage.mail.message import Identity

_LONGEST = 500  # a Message-ID longer than this is not ours


def make(identity: Identity, case_number: str, token: str) -> str:
    """Return a new Message-ID, without angle brackets, for a mail of this case."""
    if not identity.message_id_key or not identity.message_id_domain:
        raise SettingsWrong("Our Message-IDs need a key and a domain: set [secrets] key_env")
    left = f"{case_number}.{token}".lower()
    return f"{left}.{_seal(identity, left)}@{identity.message_id_domain.lower()}"


def case_of(identity: Identity, message_id: str) -> str | None:
    """Return the case number, upper-case, that one of our Message-IDs carries; None if not ours."""
    if not identity.message_id_key or len(message_id) > _LONGEST:
        return None
    local, _, domain = message_id.strip().strip("<>").lower().rpartition("@")
    left, _, seal = local.rpartition(".")
    case, _, token = left.partition(".")
    if domain != identity.message_id_domain.lower() or not case or not token:
        return None
    if not hmac.compare_digest(_seal(identity, left).encode(), seal.encode("utf-8", "replace")):
        return None
    return case.upper()


def _seal(identity: Identity, left: str) -> str:
    data = left.encode("utf-8", "replace")
    return hmac.new(identity.message_id_key, data, hashlib.sha256).hexdigest()[:16]
