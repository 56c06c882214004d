"""The tree of failures, each with its exit code and whether another try may help.

TriageError
├── SettingsWrong            4   settings.toml or a secret is missing, misspelt or impossible
├── PathMissing             66   a file or folder named on the command line is not there
├── UsageWrong               2   the command makes no sense as typed
├── NothingLearnt            7   what would be learnt is too little, or makes things worse
├── LeaseHeld                6   another process works on this mailbox
├── WireFailure              5   something between us and a server
│   ├── MailboxUnreachable       no connection, time-out, lost server      (another try helps)
│   ├── LoginRefused             the server refuses the user or password
│   ├── TokenFailed              no access token for now                   (another try helps)
│   ├── FolderMissing            a folder of the settings is not on the server
│   ├── ServerRefused            the server answered NO or BAD             (another try helps)
│   ├── SendRefused              the SMTP server refused for good (5xx)
│   ├── SendDelayed              refused for now or not connected (4xx)    (another try helps)
│   ├── SendInDoubt              lost between DATA and its reply: never repeated by itself
│   └── TranslationFailed        the translation engine did not answer, or with nonsense
├── TranslationUnsupported       the translation engine does not know these languages
├── StoreUnreachable         5   the database is away, locked or full  (another try helps)
├── UnreadableMail               no structure could be found in the bytes
├── TooEarly                     an act waits for another one          (another try helps)
├── StoreConflict                what a decision rests on has changed      (decide again)
├── StaleVersion                 a draft moved on since it was looked at
├── NotFound                     no such case, draft or mail
└── TemplateBroken               a template does not render; names file and line
"""

from __future__ import annotations

import traceback


class TriageError(Exception):
    """A failure we foresee; its message names the place and the remedy."""

    exit_code = 1
    another_try_helps = False


class SettingsWrong(TriageError):
    """settings.toml or a secret is missing, misspelt or impossible."""

    exit_code = 4


class PathMissing(TriageError):
    """A file or folder named on the command line is not there."""

    exit_code = 66


class UsageWrong(TriageError):
    """The command makes no sense as typed."""

    exit_code = 2


class NothingLearnt(TriageError):
    """What would be learnt is too little, or makes things worse; nothing was written."""

    exit_code = 7


class LeaseHeld(TriageError):
    """Another process works on this mailbox."""

    exit_code = 6


class WireFailure(TriageError):
    """Something between us and a server."""

    exit_code = 5


class MailboxUnreachable(WireFailure):
    """No connection, a time-out, or the server went away."""

    another_try_helps = True
    retry_after: float | None = (
        None  # seconds the server asks us to stay away (Exchange throttling)
    )


class LoginRefused(WireFailure):
    """The server refuses the user name, password or token."""


class TokenFailed(WireFailure):
    """No access token for now: the command or the service that gives one may be ill or away."""

    another_try_helps = True
    retry_after: float | None = None  # seconds the token service asks us to stay away


class FolderMissing(WireFailure):
    """A folder named in the settings is not on the server."""


class ServerRefused(WireFailure):
    """The server understood the command and answered NO or BAD."""

    another_try_helps = True


class SendRefused(WireFailure):
    """The SMTP server refused the mail for good (5xx)."""


class SendDelayed(WireFailure):
    """The SMTP server was not reached or refused for now (4xx); nothing was sent."""

    another_try_helps = True
    unreachable = False  # no connection at all: the next mail would only wait out the same time


class SendInDoubt(WireFailure):
    """The connection broke between DATA and its reply: the mail may have been sent."""


class TranslationFailed(WireFailure):
    """The translation engine did not answer, or with something that is no translation."""

    def __init__(self, message: str, *, another_try_helps: bool = False) -> None:
        super().__init__(message)
        # Time-outs, 429 and 5xx pass by themselves; a refused key does not.
        self.another_try_helps = another_try_helps


class TranslationUnsupported(TriageError):
    """The translation engine does not know one of the languages, or not this pair."""


class UnreadableMail(TriageError):
    """No structure could be found in the bytes of a mail."""


class StoreUnreachable(TriageError):
    """The database is away, locked by others or out of room; no mail and no act is to blame."""

    exit_code = 5
    another_try_helps = True


class TooEarly(TriageError):
    """What an act builds on is not done yet."""

    another_try_helps = True


class StoreConflict(TriageError):
    """What a decision rests on has changed meanwhile; read and decide again."""

    another_try_helps = True


class StaleVersion(TriageError):
    """The draft moved on since it was looked at."""


class NotFound(TriageError):
    """No such case, draft or mail."""


class TemplateBroken(TriageError):
    """A template does not render; the message names file, line and cause."""

    exit_code = 4


def kind_and_place(error: Exception) -> str:
    """Say what a failure nobody foresaw is and where; its message may quote a mail, so not that."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {at.name}:{at.lineno}"
