"""`--translate`: a customer's words or a draft, in the language of the person at the terminal.

Imported by a command only when asked for: deep-translator takes longer to load than most commands.
"""

from __future__ import annotations

from typing import Any

from triage.cases.case import Case
from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.translated import Translation
from triage.cli.words import chinese, say
from triage.drafts.bilingual import texts
from triage.errors import TranslationFailed, TranslationUnsupported, UnreadableMail
from triage.isolation import parse_safely
from triage.mail.message import Kind
from triage.settings import Settings
from triage.storage import cases
from triage.storage.database import Database
from triage.storage.drafts import StoredDraft
from triage.storage.mails import Mails
from triage.storage.translations import Translations
from triage.translation.masking import private_to
from triage.translation.options import options_of
from triage.translation.translator import Translator


def of_last_mail(
    database: Database, stored: Mails, case: Case, mails: list[dict[str, Any]]
) -> Translation:
    """Translate the customer's own words in the last mail of a case.

    Raises SettingsWrong while no engine is set.
    """
    translator = _translator(database, opening.settings())
    theirs = [mail for mail in mails if mail["kind"] == Kind.CUSTOMER]
    words = _own_words(stored, theirs[-1]) if theirs else ""
    if not words.strip():
        output.note(say("nothing to translate: no words of the customer are left here"))
        return Translation()
    return _made(translator, words, case.language, private_to(case), theirs[-1]["id"])


def of_draft(database: Database, found: StoredDraft) -> Translation:
    """Translate the text of a draft. Raises SettingsWrong while no engine is set."""
    translator = _translator(database, opening.settings())
    private = private_to(cases.find(database, found.case_number))
    ours, language, _ = texts(found.draft)[-1]  # without what a machine has put above it
    return _made(translator, ours, language, private)


def _translator(database: Database, settings: Settings) -> Translator:
    return Translator(options_of(settings), Translations(database, clock))


def _made(
    translator: Translator, text: str, source: str, private: tuple[str, ...], mail_id: int = 0
) -> Translation:
    target = "zh-Hans" if chinese() else "en"
    try:
        made = translator.translate(text, source, target, private)
    except (TranslationFailed, TranslationUnsupported) as failure:
        return Translation(failure=failure)
    if source == target:
        output.note(say("nothing to translate: it is written in your language"))
        return Translation()
    return Translation(made, mail_id)


def _own_words(stored: Mails, mail: dict[str, Any]) -> str:
    try:
        content = stored.content(mail["id"])
        return parse_safely(content, truncated=mail["truncated"]).own_words.strip()
    except (UnreadableMail, OSError) as error:
        output.note(f"{say('cannot be shown')}: {error}")
        return ""
