"""What a start tag says about its content: hidden, preformatted, quoted, or the end of own words.

The trap: senders' layouts set `font-size:0` on wrappers and set it back inside, and writers use
`blockquote` to indent; only marks a mail program leaves behind are taken for a quote.
"""

from __future__ import annotations

import re
from enum import StrEnum

_STYLE_CAP = 2_000
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0(?:px|pt|em)?\s*(?:!important\s*)?(?:;|$)"
    r"|(?<![-\w])opacity\s*:\s*0(?:\.0{1,4})?\s*(?:!important\s*)?(?:;|$)"
)
_FONT_SIZE = re.compile(r"font-size\s*:\s*(0(?:\.0{1,4})?(?:px|pt|em|rem|%)?(?![\d.]))?")
_PREFORMATTED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
# Outlook draws this rule above the header lines of the mail it answers; colours differ by version.
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#?\w{3,12}\s+1(?:\.0)?pt")
_INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)")
_COLOUR = re.compile(
    r"(?<![-\w])color\s*:\s*(#[0-9a-f]{3,6}|[a-z]{3,12}|rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3})"
)
_BOXES = frozenset(("div", "p", "td", "table", "blockquote", "section", "pre", "i", "em", "q"))
_SET_OFF = re.compile(
    r"(?<![-\w])(?:background(?:-color)?\s*:\s*(?!none|transparent|inherit|#fff|white)"
    r"|border(?:-left|-right)?\s*:\s*(?!none|0)|(?:padding|margin)-(?:left|right)\s*:\s*[1-9]"
    r"|font-style\s*:\s*italic)"
)
_STRONG = frozenset(
    ("red", "blue", "green", "purple", "orange", "magenta", "fuchsia", "crimson", "royalblue")
)
_HEX = re.compile("[0-9a-f]{6}")
_STRONG_BY = 100  # between the strongest and the weakest of red, green and blue; Outlook's own
# text colour for answers, #1F497D, has 94
_QUOTE_WORDS = (
    *("yahoo_quoted", "ntes_quote", "ntes-mailmaster-quote", "protonmail_quote", "tutanota_quote"),
    *("isreplycontent", "mail-editor-reference-message-container", "zmail_extra_hr", "gmail_extra"),
    *("ms-outlook-mobile-reference-message", "moz-forward-container", "quotedmessage"),
    *("front-blockquote", "missive_quote", "mailru-blockquote", "nh_quote", "original-content"),
    "xm_mail_oringinal",  # sic: QQ
)
# The element itself stays outside the quote: it holds "On … wrote:" or From and Sent.
_ATTRIBUTIONS = ("moz-cite-prefix", "gmail_attr", "reply-intro", "moz-email-headers-table")
_SIGNATURES = (
    *("gmail_signature", "protonmail_signature_block", "applemailsignature", "composer_signature"),
    *("outlook-mobile-signature", "yahoo-signature", "tutanota_signature", "x_signature"),
)
_REST = ("divrplyfwdmsg", "olk_src_body_section")
_ENDS = ("appendonsend", "stopspelling")


class Mark(StrEnum):
    """What an element is to the reader."""

    PLAIN = "plain"
    HIDDEN = "hidden"
    QUOTE = "quote"
    GMAIL_QUOTE = "gmail_quote"  # a quote unless it holds one: then answers stand between its parts
    ATTRIBUTION = "attribution"
    REST = "rest"  # holds From and Sent; what follows, to the end of the mail, is quoted
    END = "end"  # the same, but holds nothing
    SIGNATURE = "signature"  # what the program put below the letter
    OUTLOOK_RULE = "outlook_rule"  # the same, if it holds header lines


def mark_of(tag: str, attributes: dict[str, str | None]) -> Mark:
    """Judge an element by its tag, id, class and style."""
    style = (attributes.get("style") or "")[:_STYLE_CAP].lower()
    if "hidden" in attributes or _HIDDEN.search(style):
        return Mark.HIDDEN
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:400].lower()
    if any(word in names for word in _REST):
        return Mark.REST
    if any(word in names for word in _ENDS):
        return Mark.END
    if any(word in names for word in _ATTRIBUTIONS):
        return Mark.ATTRIBUTION
    if tag == "blockquote":
        cited = attributes.get("type") == "cite" or "cite" in attributes or names.strip()
        return Mark.PLAIN if _INDENT.search(style) and not cited else Mark.QUOTE
    if "gmail_quote" in names:
        return Mark.GMAIL_QUOTE
    quoted = any(word in names for word in _QUOTE_WORDS)
    if tag == "includetail" or quoted or attributes.get("name") == "quote":
        return Mark.QUOTE
    if any(word in names for word in _SIGNATURES):
        return Mark.SIGNATURE
    if _OUTLOOK_RULE.search(style):
        return Mark.OUTLOOK_RULE
    return Mark.PLAIN


def is_tiny(attributes: dict[str, str | None], inherited: bool) -> bool:
    """Tell whether text directly in an element has no size; a size inside a wrapper wins."""
    found = _FONT_SIZE.search((attributes.get("style") or "")[:_STYLE_CAP].lower())
    return inherited if found is None else found[1] is not None


def is_box(tag: str, attributes: dict[str, str | None]) -> bool:
    """Tell whether an element sets its content off from the rest: by ground, frame or indent."""
    if tag not in _BOXES:
        return False
    style = (attributes.get("style") or "")[:_STYLE_CAP].lower()
    return "bgcolor" in attributes or tag == "blockquote" or _SET_OFF.search(style) is not None


def is_preformatted(tag: str, attributes: dict[str, str | None]) -> bool:
    """Tell whether blanks and line ends inside an element count."""
    style = (attributes.get("style") or "")[:_STYLE_CAP].lower()
    return tag == "pre" or _PREFORMATTED.search(style) is not None


def is_coloured(tag: str, attributes: dict[str, str | None]) -> bool:
    """Tell whether an element sets a strong text colour, as people do to answer inside a quote."""
    style = (attributes.get("style") or "")[:_STYLE_CAP].lower()
    found = _COLOUR.search(style)
    value = found[1] if found else (attributes.get("color") or "").lower() if tag == "font" else ""
    if value.startswith("#"):
        digits = value[1:] if len(value) == 7 else "".join(each * 2 for each in value[1:4])
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)] if _HEX.match(digits) else [0]
    elif value.startswith("rgb("):
        parts = [int(part) for part in value[4:].split(",")]
    else:
        return value in _STRONG
    return max(parts) - min(parts) >= _STRONG_BY
