"""What came of `--translate`, to be shown beside the original.

The trap: a lost engine must not hide the case itself, so a failure is kept and raised at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from triage.cli import output
from triage.cli.words import language_name, say
from triage.errors import TranslationFailed, TranslationUnsupported
from triage.translation.options import Translated


@dataclass(frozen=True, slots=True)
class Translation:
    """What came of the wish for a translation; empty when there was none."""

    made: Translated | None = None
    mail_id: int = 0  # the mail it belongs to, 0 for a draft
    failure: TranslationFailed | TranslationUnsupported | None = None

    def heading(self) -> str:
        """Say that a machine made it, which one, and between which languages."""
        if self.made is None:
            return ""
        names = [language_name(code) for code in (self.made.source, self.made.target)]
        said = say("Machine translation by {}: {} → {}").format(self.made.engine, *names)
        cost = (
            say("{} characters sent").format(self.made.sent)
            if self.made.sent
            else say("remembered")
        )
        return f"{said} ({cost})"

    def as_field(self) -> dict[str, Any]:
        """Return it as the field `translation` of a JSON object, or nothing."""
        return {"translation": output.plain(self.made)} if self.made else {}

    def check(self) -> None:
        """Raise what went wrong."""
        if self.failure:
            raise self.failure
