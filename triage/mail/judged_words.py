"""Own words freed of a wrapper's lines that no rule knew, and found where the rules left none.

By the learned judge of lines. The trap: customers write short lines, labels and "please reply"
too, so only what the judge is sure of is cut, from the ends, and never everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from triage.mail.carriers import Carrier
from triage.mail.line_features import Setting
from triage.mail.line_judge import LineModel
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Identity, Mail
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, kind_of

_LINES = 200  # of a mail that are looked at
_LIKELY = 3.5  # log-odds of a line being the wrapper's, outside of which one is sure
_WORDS_FROM = 4.0  # log-odds together, for which lines no rule found are a customer's
_RULES = "-=_*─━~"
_RULE = 8  # signs
_QUOTES = "\"'“”„«»「」>| \t"
_SHORTEST_NAME = 3  # letters
# What a line ends in that addresses somebody, as letters to firms begin in Japan and Korea
_ADDRESSING = (",", "，", "、", "!", "！", "：", "御中", "様", "さま", "殿", "님", "귀중", "귀하")
_NOBODY = Carrier()


def judged_words(own_words: str, mail: Mail, identity: Identity, model: LineModel) -> str:
    """Return the customer's words without lines around them that are surely the wrapper's."""
    words = own_words.split("\n")
    many = sum(bool(word.strip()) for word in words)
    if many == 1:
        return own_words
    lines = mail.text.split("\n", _LINES)[:_LINES]
    scores = model.score(lines, setting_of(mail, identity))
    if not many:
        return _surest_run(lines, scores)
    places = _places(words, lines)
    if _framed(places, lines):
        return own_words
    known = [scores[at] if at >= 0 else None for at in places]
    first, end = kept(words, known, model.cut_from, _outside(places, scores))
    # Who is left with a greeting alone lost all they said.
    if all(not line.strip() or _greets(line) for line in words[first:end]):
        return own_words
    return "\n".join(words[first:end]).strip() if (first, end) != (0, len(words)) else own_words


def kept(
    words: Sequence[str],
    scores: Sequence[float | None],
    sure: float,
    outside: tuple[float, float] = (0.0, 0.0),
) -> tuple[int, int]:
    """Return which lines are left when those at the ends that are surely the wrapper's go.

    `scores`: log-odds of being the wrapper's, None where unknown; `outside`: the highest of the
    lines above and below, which the rules had cut. One filled line always stays.
    """
    filled = [at for at, line in enumerate(words) if line.strip()]
    above, below = outside
    end = _furthest(filled[:0:-1], scores, sure, len(words), below)
    first = [at for at in filled if at < end][:-1]
    # A letter to us begins as a notice does; without the line below it, nothing tells them apart.
    return _furthest(first, scores, sure, -1, above, lambda at: _greets(words[at])) + 1, end


def _framed(places: Sequence[int], lines: Sequence[str]) -> bool:
    """Tell words that fill what stands between two rules of a kind, which leave no doubt."""
    found = [at for at in places if at >= 0]
    if not found:
        return False
    above = next((line.strip() for line in reversed(lines[: found[0]]) if line.strip()), "")
    below = next((line.strip() for line in lines[found[-1] + 1 :] if line.strip()), "")
    return above == below and len(above) >= _RULE and not above.strip(_RULES)


def _outside(places: Sequence[int], scores: Sequence[float]) -> tuple[float, float]:
    """Return the highest score above the words and below them."""
    found = [at for at in places if at >= 0] or [0]
    above, below = scores[: found[0]], scores[found[-1] + 1 :]
    return max(above, default=0.0), max(below, default=0.0)


def setting_of(mail: Mail, identity: Identity) -> Setting:
    """Return what a mail tells beside its lines."""
    ours = {domain.split(".")[0] for domain in identity.staff_domains}
    site = site_of(domain_of(mail.sender.address))
    senders = _long({site} - ours)
    names = (mail.sender.name, *(each.name for each in mail.reply_to))
    people = {word for name in names for word in key(name).split() if word.isalpha()}
    return Setting(key(mail.subject), senders, _long(people - ours - {site}), _long(ours))


def _long(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST_NAME))


def _furthest(
    places: Sequence[int],
    scores: Sequence[float | None],
    sure: float,
    nowhere: int,
    surest: float,
    stays: Callable[[int], bool] = lambda _: False,
) -> int:
    """Return the furthest place that is surely the wrapper's; none up to it is likely not.

    `surest`: how surely a line further out is, which the rules had cut.
    """
    cut = nowhere
    for at in places:
        score = scores[at]
        if score is None or score <= _LIKELY:
            break
        # Outside a line that is likely the wrapper's, one that surely is tells for both.
        surest = max(surest, score)
        if surest > sure and not stays(at):
            cut = at
    return cut


def _surest_run(lines: Sequence[str], scores: Sequence[float]) -> str:
    """Return the lines together that are surely a customer's, "" if there are none."""
    best, found, total, first = _WORDS_FROM, (0, 0), 0.0, 0
    for at, line in enumerate(lines):
        if line.strip():
            if total <= 0:
                total, first = 0.0, at
            total -= scores[at]
            if total > best:
                best, found = total, (first, at + 1)
    return "\n".join(lines[found[0] : found[1]]).strip()


def _greets(line: str) -> bool:
    return line.rstrip().endswith(_ADDRESSING) or kind_of(line, _NOBODY) is LineKind.GREETING


def _places(words: Sequence[str], lines: Sequence[str]) -> list[int]:
    """Return where in the mail each line of the words stands, -1 where that cannot be told.

    Where a rule took a label or a speaker's name off a line, it knew whose line it is.
    """
    bare = [line.strip(_QUOTES) for line in lines]
    places, after = [], 0
    for word in (line.strip(_QUOTES) for line in words):
        found = next((at for at in range(after, len(bare)) if word and bare[at] == word), -1)
        places.append(found)
        after = found + 1 if found >= 0 else after
    return places
