"""format=flowed (RFC 3676): soft breaks are undone, quote marks and the signature line kept."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool) -> str:
    """Join the lines that end in a blank with the next of the same quote depth."""
    out: list[str] = []
    parts: list[str] = []
    depth = 0
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        here = len(line) - len(stripped)
        content = stripped.removeprefix(" ")  # space-stuffing
        # A change of depth ends the paragraph even if its last line was flowed (section 4.5).
        if parts and here != depth:
            out.append(_quoted(parts, depth))
            parts = []
        depth = here
        if content.endswith(" ") and content != "-- ":
            parts.append(content[:-1] if delsp else content)
            continue
        if content == "-- " and parts:
            out.append(_quoted(parts, depth))
            parts = []
        parts.append(content)
        out.append(_quoted(parts, depth))
        parts = []
    if parts:
        out.append(_quoted(parts, depth))
    return "\n".join(out)


def _quoted(parts: list[str], depth: int) -> str:
    text = "".join(parts)
    return f"{'>' * depth} {text}" if depth else text
