"""Marks by which sayings are weighed beside their words: a link, a question."""

from __future__ import annotations

import re

LINK = re.compile(r"https?://\S{1,500}")
ASKS = re.compile(r"[?？؟]")
