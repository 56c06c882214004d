"""settings.toml and the secrets it refers to, as one frozen, validated `Settings`."""

from triage.settings.reading import read
from triage.settings.tables import Settings

__all__ = ["Settings", "read"]
