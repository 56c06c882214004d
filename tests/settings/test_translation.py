from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.test_reading import GOOD, reading
from triage.errors import SettingsWrong
from triage.settings import Settings, read
from triage.settings.secrets import translation_key


def with_table(folder: Path, *lines: str) -> Settings:
    """Read settings with a table `[translation]`."""
    path = folder / "settings.toml"
    path.write_text("\n".join([GOOD, "[translation]", *lines]), "utf-8")
    return read(path)


def test_translation_is_off_by_itself(tmp_path: Path) -> None:
    settings = with_table(tmp_path)
    assert settings.translation.engine == "none"
    assert translation_key(settings) == ""


def test_key_is_read_from_its_file_beside_the_settings(tmp_path: Path) -> None:
    key = tmp_path / "deepl.key"
    key.write_text("abc:fx\n", "utf-8")
    key.chmod(0o600)
    settings = with_table(tmp_path, 'engine = "deepl"', 'key_file = "deepl.key"')
    assert translation_key(settings) == "abc:fx"
    key.chmod(0o644)
    with pytest.raises(SettingsWrong, match="chmod 600"):
        translation_key(settings)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000",
        "http://libretranslate:5000/",
        "http://10.0.0.7",
        "http://mt.internal",
        "https://a.example",
    ],
)
def test_own_server_may_be_anywhere_at_home(tmp_path: Path, url: str) -> None:
    settings = with_table(tmp_path, 'engine = "libretranslate"', f'url = "{url}"')
    assert settings.translation.url == url


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['engine = "deepl"'], "deepl needs a key"),
        (['engine = "baidu"'], "ID:SECRET"),
        (['engine = "libretranslate"'], "needs url"),
        (["drafts = true"], "needs an engine"),
        (['engine = "babelfish"'], "translation.engine"),
        (['key_env = "A"', 'key_file = "b"'], "not both"),
        (['url = "http://translate.example"'], "use https"),
        (['url = "http://93.184.216.34"'], "use https"),
        (['url = "https://user:pass@translate.example"'], "without a password"),
        (['url = "translate.example"'], "must read like"),
    ],
)
def test_impossible_translation_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    assert said in reading(tmp_path, "\n".join([GOOD, "[translation]", *lines]))
