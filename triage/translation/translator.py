"""The seam: a text in, its translation out, with nothing personal on the wire.

The trap: what comes back is a machine's word. It is for reading; what may go to a customer, once an
agent has confirmed it, is translated exactly or not at all.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator

from triage.errors import SettingsWrong, TranslationFailed
from triage.storage.translations import Key, Translations
from triage.translation.codes import codes
from triage.translation.engines import LIMITS, ask
from triage.translation.masking import Masked, mask
from triage.translation.options import EngineName, Translated, TranslationOptions
from triage.translation.pieces import paragraphs, pieces

LONGEST = 20_000  # characters of one text; a person does not read more of it either
MOST_PARTS = 40  # between values; a list of numbers is no text, and every part is a request
_FEW_WORDS = 2  # a greeting or a name may well be the same in both languages
_FIGURES = re.compile(r"\d{1,18}")


class Translator:
    """Translates by one engine; safe to share between threads, for it keeps nothing of a call."""

    def __init__(self, options: TranslationOptions, remembered: Translations | None = None) -> None:
        self._options = options
        self._remembered = remembered
        self._sent = 0  # characters engines were asked for

    def translate(
        self, text: str, source: str, target: str, private: tuple[str, ...] = ()
    ) -> Translated:
        """Translate between BCP 47 codes; source "und" leaves it to the engine to find out.

        `private` are strings that must not leave: names, order and tracking numbers. Raises
        SettingsWrong while no engine is set, TranslationFailed and TranslationUnsupported.
        """
        engine = self._engine()
        text = text[:LONGEST]
        if source == target:
            return Translated(text, engine, source, target)
        pair = codes(engine, source, target)
        out, before = [], self._sent
        for paragraph, written in paragraphs(text):
            if written and _has_letters(paragraph):
                masked = mask(paragraph, private)
                each = pieces(masked.text, LIMITS[engine])
                out += [self._piece(masked, piece, source, target, pair) for piece in each]
            else:
                out.append(paragraph)
        return Translated("".join(out), engine, source, target, self._sent - before)

    def translate_exactly(
        self, text: str, source: str, target: str, private: tuple[str, ...], ends: float
    ) -> Translated:
        """Translate a letter: whole, with every value in its place and every figure, or not at all.

        Nothing is asked after `ends`, by time.monotonic(). Raises SettingsWrong,
        TranslationUnsupported, and TranslationFailed also for a translation that is not exact.
        """
        engine, pair = self._engine(), codes(self._options.engine, source, target)
        if len(text) > LONGEST:
            raise TranslationFailed(f"{engine}: the letter is too long")
        # Numbered through the whole letter, so that no answer can pass for that to another piece.
        masked = mask(text, private)
        out, before = [], self._sent
        for paragraph, written in paragraphs(masked.text):
            parts = pieces(paragraph, LIMITS[engine]) if written else (paragraph,)
            out += [self._exactly(masked, part, source, target, pair, ends) for part in parts]
        return Translated("".join(out), engine, source, target, self._sent - before)

    def _ask(self, words: str, pair: tuple[str, str]) -> str | None:
        self._sent += len(words)
        return ask(self._options, words, *pair)

    def _engine(self) -> EngineName:
        if self._options.engine == "none":
            raise SettingsWrong(
                'translation.engine is "none": name an engine in [translation] of settings.toml, '
                "e.g. a LibreTranslate server of your own (docs/translation.md)"
            )
        return self._options.engine

    def _exactly(
        self,
        masked: Masked,
        piece: str,
        source: str,
        target: str,
        pair: tuple[str, str],
        ends: float,
    ) -> str:
        """Translate one piece; raise TranslationFailed unless all of it came back."""
        before, core, after = _trimmed(piece)
        words = " ".join(part for part, value in masked.parts(core) if not value)
        if not _has_letters(words):
            return "".join(part for part, _ in masked.parts(piece))
        key, name = self._key(core, source, target), self._options.engine
        known = self._remembered.find(key) if self._remembered else None
        if known is None and time.monotonic() > ends:
            raise TranslationFailed(f"{name}: the letter takes too long", another_try_helps=True)
        answer = known if known is not None else self._ask(core, pair)
        answer = core if answer is None else answer.strip()
        restored = masked.restore(core, answer)
        if restored is None or _figures(core) != _figures(answer):
            raise TranslationFailed(f"{name}: a value or figure was not translated exactly")
        if answer == core and len(words.split()) > _FEW_WORDS:
            raise TranslationFailed(f"{name}: a paragraph came back as it was")
        if self._remembered and known is None and answer != core:
            self._remembered.keep(key, answer)
        return before + restored + after

    def _piece(
        self, masked: Masked, piece: str, source: str, target: str, pair: tuple[str, str]
    ) -> str:
        """Translate one piece and put its values back, whatever the engine did to their places."""
        before, core, after = _trimmed(piece)
        if not any(_has_letters(part) for part, value in masked.parts(core) if not value):
            return "".join(part for part, _ in masked.parts(piece))
        key = self._key(core, source, target)
        known = self._remembered.find(key) if self._remembered else None
        answer = known if known is not None else self._ask(core, pair)
        answer = core if answer is None else answer.strip()
        restored = masked.restore(core, answer)
        if restored is None:
            return before + "".join(self._around(masked, core, pair)) + after
        # Only what was found whole is kept: a bad day of the engine must not last.
        if self._remembered and known is None and answer != core:
            self._remembered.keep(key, answer)
        return before + restored + after

    def _around(self, masked: Masked, core: str, pair: tuple[str, str]) -> Iterator[str]:
        """Translate what stands between the values, each value staying in its place.

        Rough, for the engine sees half sentences, but no number is lost or swapped.
        """
        parts = list(masked.parts(core))
        for part, value in parts:
            before, words, after = _trimmed(part)
            if value or not _has_letters(words) or len(parts) > 2 * MOST_PARTS:
                yield part
            else:
                answer = self._ask(words, pair)
                yield before + (words if answer is None else answer.strip()) + after

    def _key(self, core: str, source: str, target: str) -> Key:
        digest = hashlib.sha256(core.encode("utf-8", "surrogatepass")).hexdigest()
        return Key(digest, source, target, self._options.engine)


def _figures(text: str) -> list[int]:
    """Return the figures of a text in whatever script and order."""
    return sorted(int(found) for found in _FIGURES.findall(text))


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _trimmed(text: str) -> tuple[str, str, str]:
    """Split into blanks, words, blanks: engines drop the blanks at both ends."""
    core = text.strip()
    if not core:
        return text, "", ""
    start = text.index(core)
    return text[:start], core, text[start + len(core) :]
