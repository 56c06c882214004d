"""The tone checker: what a machine can see of DOMAIN's tone rules in a text, edited or not.

It warns, it does not understand: a clean result is no praise. What a language's wrong tones sound
like stands in its tone.toml, heard through an Ear; without one the rules apply that need no words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from triage.cases.number import find_numbers
from triage.drafts.advice import Wording, on_line, placed, sentences
from triage.drafts.draft import FIRST_ANSWERS, Finding, Level, MessageKind, Remedy
from triage.drafts.hearing import RULES, Ear, plain
from triage.drafts.phrases import Phrases
from triage.drafts.wanted import UNAPOLOGETIC
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Signal, Type

WORDS_MAX = 170
CHARACTERS_MAX = 380  # of languages written without blanks
_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
_READ_MAX = 20_000  # characters looked at: far over the limit above, and bounds every pattern
_PLACEHOLDER = re.compile(
    r"⟦[^⟧\n]{0,80}⟧?|\{\{|\}\}|\{%|%\}|\{[a-z_]{2,30}\}|\b(?:TODO|[xX]{3,9}|[Ll]orem ipsum)\b"
)
_LINK = re.compile(
    r"\b(?:https?://|www\.)\S{1,200}|\b[a-z0-9\-]{1,63}\.(?:com|net|org|shop|store|info|biz|eu|cn|de|fr|es|"
    r"it|nl|pl|jp|kr|ru|uk|io|co|me|app|online|site|example)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}")
_PHONE = re.compile(r"(?:\+|\b00)\d[\d ()/.\-]{6,20}\d")
_OUTWARD = (
    (_ADDRESS, "an address; marketplaces refuse such messages"),
    (_LINK, "a link; marketplaces refuse such messages"),
    (_PHONE, "a phone number; marketplaces refuse such messages"),
)
_EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\u203C\u2049]")
_EXCLAMATION = re.compile(r"[!！]")
_SHOUTED = re.compile(r"\b[^\W\d_]{5,40}\b")
_SENTENCE = re.compile(r"[^.!?。！？\n]{1,2000}")
_GREETED_NOBODY = re.compile(r"\s{0,5}(?:[^\W\d_]{1,20}[ \t]{1,3}){0,4}[,，]")
_NUMBER = re.compile(r"#?\d[a-z\d\-]{4,38}|[a-z]{1,5}-?\d[a-z\d\-]{3,36}")


def check(
    text: str,
    language: str,
    ear: Ear | None,
    *,
    kind: MessageKind,
    reply_channel: ReplyChannel,
    type: Type,  # noqa: A002 - the domain's word for it
    agent_name: str,
    promise_text: str,
    order_numbers: tuple[str, ...],
    signals: tuple[Signal, ...] = (),
    recorded: tuple[str, ...] = (),
    phrases: Phrases | None = None,
    sure: bool = True,
    names: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Return every rule the text breaks, as far as a machine can see, worst first.

    `recorded` is what the case records and a letter must therefore say: amount, number, date.
    With `phrases`, the language's own sentences, findings say what would be better; `sure` is
    whether the type is, for its sentences are others. In `names`, the customer's and the store's,
    nothing is heard: the family Yıldız is no star.
    """
    text = text[:_READ_MAX]
    known = (promise_text, *recorded, *order_numbers, *find_numbers(text))
    wording = Wording(phrases, kind, type, sure, promise_text)
    found = [
        *_leftovers(text, wording),
        *_promised(text, agent_name, wording),
        *_untold(text, recorded),
        *_shape(text, language, kind),
        *_shouting(text, agent_name, known),
    ]
    if reply_channel is ReplyChannel.RELAY:
        found += _relayed(text, order_numbers)
    if ear is not None:
        nameless = _without(text, (agent_name, *names))
        found += _heard(ear, nameless, reply_channel, wording)
        found += _apologies(ear, nameless, kind, type)
        found += _foreign_numbers(ear, text, order_numbers, recorded)
        if Signal.SAFETY_HAZARD in signals and kind is MessageKind.ACKNOWLEDGMENT:
            found += _safety_first(ear, plain(text), wording)
    order = list(Level)
    return tuple(
        sorted(dict.fromkeys(wording.once(found)), key=lambda finding: order.index(finding.level))
    )


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in filter(None, names):
        text = text.replace(name, "·" * len(name))
    return text


def check_subject(subject: str) -> tuple[Finding, ...]:
    """Return a finding where the customer's own subject would carry a link through us."""
    link = _LINK.search(subject)
    why = "the customer's subject holds a link, and the answer repeats it"
    return (Finding(9, Level.CONFIRM, link[0], why),) if link else ()


def check_recipient(address: str, *, newcomer: bool) -> tuple[Finding, ...]:
    """Return a finding where the answer would tell about a case to who took no part in it yet."""
    why = "nobody wrote in this matter from this address before; is it the customer's?"
    return (Finding(9, Level.CONFIRM, address, why),) if newcomer else ()


def _leftovers(text: str, wording: Wording) -> Iterator[Finding]:
    for hit in _PLACEHOLDER.finditer(text):
        why = "a fact is missing here; fill it in or reword"
        yield placed(Finding(0, Level.BLOCKS, hit[0], why), text)
    if nobody := _GREETED_NOBODY.match(text):
        words, why = nobody[0].strip(), "the greeting has an empty name"
        remedy = Remedy.REPLACE if wording.greeting else Remedy.REWORD
        found = Finding(1, Level.BLOCKS, words, why, remedy, better=wording.greeting)
        yield placed(found, text)


def _promised(text: str, agent_name: str, wording: Wording) -> Iterator[Finding]:
    flat, promise = " ".join(text.split()), wording.promise
    if promise and " ".join(promise.split()) not in flat:
        why = "the time promised is not in the text"
        yield Finding(0, Level.CONFIRM, promise, why, Remedy.ADD, better=wording.next or promise)
    if agent_name and " ".join(agent_name.split()) not in flat:
        why = "nobody signs by this name"
        yield Finding(1, Level.CONFIRM, agent_name, why, Remedy.ADD, better=agent_name)


def _untold(text: str, recorded: tuple[str, ...]) -> Iterator[Finding]:
    flat = " ".join(text.split())
    for value in recorded:
        if " ".join(value.split()) not in flat:
            why = "recorded for this letter, but not in its text"
            yield Finding(4, Level.CONFIRM, value, why, Remedy.ADD, better=value)


def _shape(text: str, language: str, kind: MessageKind) -> Iterator[Finding]:
    marks = list(_EXCLAMATION.finditer(text))
    if len(marks) > 1:
        shown = "".join(hit[0] for hit in marks[:5])
        yield _second_mark(
            Finding(10, Level.CONFIRM, shown, "more than one exclamation mark"), text
        )
    if emoji := _EMOJI.search(text):
        found = placed(Finding(10, Level.CONFIRM, emoji[0], "emoji or symbol"), text)
        better = " ".join(_EMOJI.sub("", found.sentence).split())
        yield replace(found, remedy=Remedy.REPLACE if better else Remedy.DELETE, better=better)
    unspaced = language.split("-")[0] in _UNSPACED
    words = text.split()
    # Dashes of a list and the French colon between blanks are no words.
    letters = sum(unicodedata.category(char) != "Mn" for word in words for char in word)
    size = letters if unspaced else sum(any(map(str.isalnum, w)) for w in words)
    most = CHARACTERS_MAX if unspaced else WORDS_MAX
    if size > most and not kind.settles:
        unit = "characters" if unspaced else "words"
        why = f"longer than {most} characters" if unspaced else f"longer than {most} words"
        yield Finding(10, Level.HINT, f"{size} {unit}", why)


def _second_mark(finding: Finding, text: str) -> Finding:
    """Return the finding at the second sentence with an exclamation mark, that one quietened."""
    calls = [
        (number, sentence)
        for number, line in enumerate(text.split("\n"), 1)
        for sentence in sentences(line)
        if _EXCLAMATION.search(sentence)
    ]
    number, sentence = calls[min(1, len(calls) - 1)]
    found = replace(finding, line=number, sentence=sentence)
    quiet = sentence.strip("!！¡ ")
    if not sentence.endswith(("!", "！")) or _EXCLAMATION.search(quiet):
        return found
    stop = "。" if sentence.endswith("！") else "."
    return replace(found, remedy=Remedy.REPLACE, better=quiet + stop)


def _shouting(text: str, agent_name: str, exempt: tuple[str, ...]) -> Iterator[Finding]:
    # Greeting and sign-off hold names, which people and stores write as they like.
    head = text.rpartition(agent_name)[0] if agent_name and agent_name in text else text
    blocks = (block.strip() for block in head.split("\n\n"))
    inner = "\n\n".join(block for block in blocks if not block.endswith((",", "，", ":", "：")))
    for words in exempt:
        inner = inner.replace(words, " ") if words else inner
    for hit in _SHOUTED.finditer(inner):
        if hit[0].isupper():
            yield placed(Finding(10, Level.HINT, hit[0], "a word in capitals"), text)


def _relayed(text: str, order_numbers: tuple[str, ...]) -> Iterator[Finding]:
    bare = text
    for number in order_numbers:
        bare = bare.replace(number, " ")
    for pattern, why in _OUTWARD:
        for hit in pattern.finditer(bare):
            yield placed(Finding(11, Level.BLOCKS, hit[0], why, Remedy.DELETE), text)


def _heard(ear: Ear, text: str, channel: ReplyChannel, wording: Wording) -> Iterator[Finding]:
    # No phrase reaches over a line end, and so each finding knows its own line.
    lines = [(number, line, plain(line)) for number, line in enumerate(text.split("\n"), 1)]
    for rule in RULES:
        if rule.name == "promise" and wording.kind.settles:
            continue  # what settles a case may say refund, amount and date
        for number, line, said in lines:
            for words in ear.hits(rule, said, channel):
                found = on_line(Finding(rule.number, rule.level, words, rule.why), number, line)
                yield wording.advise(found, rule.name, text)


def _apologies(ear: Ear, text: str, kind: MessageKind, about: Type) -> Iterator[Finding]:
    sorry = [
        (number, line, hit[0].strip())
        for number, line in enumerate(text.split("\n"), 1)
        for hit in _SENTENCE.finditer(plain(line))
        if ear.apology.search(hit[0])
    ]
    if sorry and about in UNAPOLOGETIC and kind in FIRST_ANSWERS:
        why, (number, line, words) = "nothing to apologise for in this kind of matter", sorry[0]
    elif len(sorry) > 1:
        why, (number, line, words) = "a second apology; one is enough", sorry[1]
    else:
        return
    yield on_line(Finding(2, Level.CONFIRM, words, why, Remedy.DELETE), number, line)


def _foreign_numbers(
    ear: Ear, text: str, order_numbers: tuple[str, ...], recorded: tuple[str, ...]
) -> Iterator[Finding]:
    known = {_bare(number) for number in (*order_numbers, *recorded)}
    said = plain(text)
    for label in ear.orders.finditer(said):
        number = _NUMBER.match(said, label.end())
        if number and sum(map(str.isdigit, number[0])) > 3 and _bare(number[0]) not in known:
            found = Finding(9, Level.CONFIRM, number[0], "not an order number of this case")
            if len(order_numbers) == 1:
                found = replace(found, remedy=Remedy.REPLACE, better=order_numbers[0])
            yield placed(found, text)


def _safety_first(ear: Ear, said: str, wording: Wording) -> Iterator[Finding]:
    opening = "\n\n".join(said.strip().split("\n\n")[:3])  # a courteous line, greeting, first block
    if not ear.safety.search(opening):
        why = "ask first of all to stop using the product"
        remedy = Remedy.ADD if wording.safety else Remedy.REWORD
        yield Finding(7, Level.BLOCKS, said[:60].strip(), why, remedy, better=wording.safety)


def _bare(number: str) -> str:
    return "".join(char for char in number.lower() if char.isalnum())
