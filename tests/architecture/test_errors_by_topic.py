"""Each topic's refusals stand together, in a file that holds nothing else, and somebody can meet every one of them."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from redvest.core.errors import DomainError
from tests.architecture.source import CONTEXTS, ROOT, SRC, files, short, tree

LAYERS = ROOT / ".importlinter"
OF_TOPICS = sorted(p for context in CONTEXTS for p in (SRC / context).glob("*errors.py"))


def classes_of(path: Path) -> list[str]:
    return [node.name for node in tree(path).body if isinstance(node, ast.ClassDef)]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC.parent).with_suffix("").parts)


def names_in(path: Path) -> set[str]:
    """The names and words that the code of a file speaks; neither imports nor what is defined there count."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


@pytest.mark.parametrize("path", OF_TOPICS, ids=short)
def test_a_file_of_errors_holds_errors_only(path):
    allowed = (ast.ClassDef, ast.ImportFrom, ast.Expr)
    assert all(isinstance(node, allowed) for node in tree(path).body)
    held = [getattr(importlib.import_module(module_of(path)), name) for name in classes_of(path)]
    assert held
    assert all(issubclass(kind, DomainError) for kind in held)


@pytest.mark.parametrize("path", OF_TOPICS, ids=short)
def test_a_file_of_errors_knows_the_kinds_of_the_core_only(path):
    known = {node.module for node in tree(path).body if isinstance(node, ast.ImportFrom)}
    assert known == {"__future__", "redvest.core.errors"}


def test_every_file_of_errors_has_its_place_among_the_layers():
    placed = set(re.findall(r"\((\w*errors)\)", LAYERS.read_text(encoding="utf-8")))
    assert placed == {path.stem for path in OF_TOPICS}


def test_one_name_is_one_refusal_within_a_context_and_its_topics():
    for context in CONTEXTS:
        homes: dict[str, list[str]] = {}
        for path in OF_TOPICS:
            for name in classes_of(path) if path.parent.name == context else ():
                homes.setdefault(name, []).append(path.stem)
        shared = {name: where for name, where in homes.items() if len(where) > 1}
        # Three topics ask for a reason, each in words of its own.
        assert set(shared) <= {"ReasonNeeded"}


def test_every_refusal_can_be_met():
    """By its name, or by its code where an answer carries only that."""
    spoken = set().union(*(names_in(path) for path in files() if path not in OF_TOPICS))
    unmet = []
    for path in OF_TOPICS:
        module = importlib.import_module(module_of(path))
        unmet += [name for name in classes_of(path) if not {name, getattr(module, name).code} & spoken]
    assert not unmet
