"""Writing into settings.toml: the value goes in, not a sign of the rest changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.errors import SettingsWrong
from triage.settings import read
from triage.settings.editing import add_order_patterns

REST = """
[mailbox.main]
store = "main"
user = "support"
password_env = "NONE"
imap = { host = "imap.lumen.example" }
"""
HEAD = '# ours\n[store.main] # the only one\nname = "Lumen"\naddresses = ["a@lumen.example"]\n'


def added(folder: Path, text: str, *patterns: str) -> str:
    """Add patterns to a settings file; return what it says then."""
    path = folder / "settings.toml"
    path.write_bytes(text.encode())
    add_order_patterns(path, "main", patterns)
    assert read(path).store["main"].order_patterns[-1] == patterns[-1]
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'order_patterns = ["FR-#####"]\n'),
        ("order_patterns = [] # none\n", 'order_patterns = ["FR-#####"] # none\n'),
        ("order_patterns = ['A]-##']\n", "order_patterns = ['A]-##', \"FR-#####\"]\n"),
        ('order_patterns=["A-##",]\n', 'order_patterns=["A-##", "FR-#####"]\n'),
        (
            "order_patterns = [\n  'A-##',  # old\n  'B-##'  # ] not the end\n]\n",
            None,
        ),
    ],
)
def test_pattern_goes_in_and_comments_stay(tmp_path: Path, before: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(SettingsWrong, match="write it yourself: order_patterns"):
            added(tmp_path, HEAD + before + REST, "FR-#####")
        assert (tmp_path / "settings.toml").read_text("utf-8") == HEAD + before + REST
        return
    assert added(tmp_path, HEAD + before + REST, "FR-#####") == HEAD + after + REST


def test_line_ends_of_windows_and_backslashes_are_kept(tmp_path: Path) -> None:
    text = (HEAD + REST).replace("\n", "\r\n")
    assert "order_patterns = ['/F\\d{4,6}/']\r\n" in added(tmp_path, text, r"/F\d{4,6}/")


def test_settings_that_would_not_hold_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(HEAD + REST, "utf-8")
    with pytest.raises(SettingsWrong, match="no digit"):
        add_order_patterns(path, "main", ("ABC-@",))
    assert path.read_text("utf-8") == HEAD + REST
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]


def test_table_written_another_way_is_left_alone(tmp_path: Path) -> None:
    text = '[store]\nmain = { name = "L", addresses = ["a@lumen.example"] }\n' + REST
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsWrong, match="write it yourself"):
        add_order_patterns(path, "main", ("A-##",))
    assert path.read_text("utf-8") == text
