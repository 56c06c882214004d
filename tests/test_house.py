"""House rules a machine can hold: module length, docstrings, documented settings."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from triage.settings.documentation import document

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path for path in (ROOT / "triage").rglob("*.py") if "migrations/versions" not in str(path)
)
LONGEST = 300


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(source)), "a module opens with what it is for"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_public_function_and_class_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bare = [
        node.name
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef) and not parent_is_private(parent)
        for node in parent.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not bare


def parent_is_private(node: ast.Module | ast.ClassDef) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.startswith("_")


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert page == document(), "run: python -m triage.settings.documentation > docs/settings.md"
    assert "| None |" not in page


def test_direct_dependencies_are_pinned_and_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {line.lower() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    assert len(wanted) > 25
    for requirement in wanted:
        name, _, version = requirement.partition("==")
        plain = name.partition("[")[0].lower().replace("_", "-")
        assert f"{plain}=={version}" in pinned, requirement
