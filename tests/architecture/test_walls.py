"""Sizes and names: what keeps a file readable in one sitting."""

from __future__ import annotations

import ast

from tests.architecture.source import ROOT, files, functions, short

FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "managers", "info", "misc", "tools"}


def test_no_file_is_longer_than_four_hundred_lines():
    long = {short(p): n for p in files() if (n := p.read_text(encoding="utf-8").count("\n")) > 400}
    assert not long


def test_no_function_is_longer_than_sixty_lines():
    long = [
        f"{short(p)}:{f.name}" for p in files() for f in functions(p) if (f.end_lineno or 0) - f.lineno > 60
    ]
    assert not long


def test_every_function_says_what_it_returns():
    silent = [f"{short(p)}:{f.name}" for p in files() for f in functions(p) if f.returns is None]
    assert not silent


def test_no_junk_drawer():
    assert not [short(p) for p in files() if p.stem in FORBIDDEN_NAMES or p.parent.name in FORBIDDEN_NAMES]


def test_every_module_says_what_it_owns():
    silent = [
        short(p)
        for p in files()
        if p.name not in ("apps.py",)
        and p.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert not silent


def test_the_tests_are_at_least_as_long_as_the_code():
    code = sum(p.read_text(encoding="utf-8").count("\n") for p in files())
    tests = sum(p.read_text(encoding="utf-8").count("\n") for p in (ROOT / "tests").rglob("*.py"))
    assert tests >= code
