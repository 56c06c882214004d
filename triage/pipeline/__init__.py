"""The path of a mail, without any I/O: read, ask, decide."""

from triage.pipeline.asking import ask, read
from triage.pipeline.deciding import decide
from triage.pipeline.values import Known, Outcome, Practice, Questions, Reading, Reserved

__all__ = [
    "Known",
    "Outcome",
    "Practice",
    "Questions",
    "Reading",
    "Reserved",
    "ask",
    "decide",
    "read",
]
