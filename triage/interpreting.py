"""English drafts to customers whose language has no templates: an engine's translation put above.

Off unless `[translation] drafts` says so. The trap: an engine may be slow, away or wrong, and no
answer may wait for it, so whatever goes wrong leaves the draft in English.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from triage.drafts import bilingual
from triage.errors import (
    NotFound,
    StaleVersion,
    StoreUnreachable,
    TranslationFailed,
    TriageError,
    kind_and_place,
)
from triage.mail import message_id as keyed
from triage.office import Office
from triage.pipeline.approving import checked
from triage.storage import bilingual as table
from triage.storage import cases
from triage.storage.drafts import StoredDraft
from triage.storage.record import facts_behind
from triage.storage.translations import Translations
from triage.translation.options import options_of
from triage.translation.translator import Translator

WITHIN = 60.0  # seconds for all drafts of a round; a lease lasts five minutes
_LONGEST_REQUEST = 30.0  # seconds, whatever the settings allow an agent at the terminal
_log = logging.getLogger(__name__)


def translate_drafts(office: Office, mailbox: str, within: float = WITHIN) -> int:
    """Put a translation above every new English draft of a mailbox; return above how many.

    After `within` seconds nothing more is asked, and the other drafts stay in English.
    """
    if not office.settings.translation.drafts:
        return 0
    ends, made = time.monotonic() + within, 0
    for found in table.untried(office.database, mailbox):
        try:
            made += _translate(office, found, ends)
        except StoreUnreachable:
            raise  # that is nothing of this draft's
        except StaleVersion:
            continue  # approved or replaced at this very moment: then it needs no translation
        except TriageError as error:
            _leave(office, found, str(error))
        except Exception as error:  # noqa: BLE001 - a bug met by one draft must not stop the queue
            _leave(office, found, kind_and_place(error))
    return made


def _translate(office: Office, found: StoredDraft, ends: float) -> bool:
    practice = office.practices[found.store]
    try:
        facts = facts_behind(office.database, found)
    except NotFound:
        return False
    parts = bilingual.english_of(practice.library, found.draft, facts)
    if parts is None:
        return False
    line, letter = parts
    if time.monotonic() > ends:
        raise TranslationFailed("no time was left for it in this round")
    translation = _translator(office).translate_exactly(
        letter, found.draft.language, facts.language, bilingual.exact(found.draft, facts), ends
    )
    case, new_id = cases.find(office.database, found.case_number), office.reserve.take().draft_id
    draft = bilingual.translated(
        found.draft,
        facts,
        line,
        letter,
        translation.text,
        keyed.make(practice.identity, found.case_number, f"d{new_id}"),
    )
    draft = checked(practice.library, draft, facts, case, facts.sender.agent_name)
    how = f"into {facts.language} by {translation.engine}"
    table.put_above(office.database, found, new_id, draft, how, office.clock())
    _log.info("draft %d of %s translated %s", found.id, found.case_number, how)
    return True


def _translator(office: Office) -> Translator:
    options = options_of(office.settings)
    options = replace(
        options,
        read_seconds=min(options.read_seconds, _LONGEST_REQUEST),
        total_seconds=min(options.total_seconds, _LONGEST_REQUEST),
    )
    return Translator(options, Translations(office.database, office.clock))


def _leave(office: Office, found: StoredDraft, why: str) -> None:
    _log.warning("draft %d of %s stays in English: %s", found.id, found.case_number, why)
    table.leave(office.database, found, why, office.clock())
