"""Who may import, write and speak to whom. The import contracts themselves are in ``.importlinter``."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import CONTEXTS, ROOT, SRC, files, imports, short, tree

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "copy_rows"}
QUERYSET_WRITES = {"update", "delete"}
WEB = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.urls",
    "django.template",
    "ninja",
    "django.forms",
)


def test_the_import_contracts_hold(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == EXIT_STATUS_SUCCESS


def is_queryset(node: ast.expr) -> bool:
    """Whether a call's receiver is a chain that began with ``objects`` (or a related manager) and filters."""
    text = ast.unparse(node)
    return ".objects" in text or re.search(r"\.(filter|exclude|all|select_for_update)\(", text) is not None


def writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, owner = node.func.attr, node.func.value
        if (name in WRITES and not ast.unparse(owner).startswith(("super()", "form", "segno."))) or (
            name in QUERYSET_WRITES and is_queryset(owner)
        ):
            found.append(f"{short(path)}:{node.lineno} {ast.unparse(node.func)}")
    return found


def test_only_actions_write():
    watched = [p for p in files(*CONTEXTS, "faces") if "actions" not in p.parts]
    assert not [line for path in watched for line in writes(path)]


def test_the_check_for_writes_sees_a_write(tmp_path):
    sample = SRC / "service/actions/signup.py"
    assert writes(sample)


@pytest.mark.parametrize("context", CONTEXTS)
def test_contexts_speak_no_http(context):
    spoken = [
        f"{short(p)} imports {name}" for p in files(context) for name in imports(p) if name.startswith(WEB)
    ]
    assert not spoken


def test_rules_are_pure():
    impure = [
        f"{short(p)} imports {name}"
        for context in CONTEXTS
        for p in files(f"{context}/rules")
        for name in imports(p)
        if re.match(
            r"(django\.db(?!\.models\.(TextChoices|IntegerChoices))|redvest\.\w+\.models|redvest\.core\.clock\.now)",
            name,
        )
    ]
    assert not impure


def test_nobody_below_the_faces_reads_the_wall_clock():
    pattern = re.compile(r"\b(datetime\.now|timezone\.now|date\.today|clock\.now)\(")
    watched = [p for p in files(*CONTEXTS) if p.name != "jobs.py"]
    assert not [short(p) for p in watched if pattern.search(p.read_text(encoding="utf-8"))]


def test_actions_take_keywords_only():
    """A listener takes the one event; everything else names its arguments."""
    positional = []
    for context in CONTEXTS:
        for path in files(f"{context}/actions"):
            for node in tree(path).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    named = [arg.arg for arg in node.args.args]
                    if named and named != ["event"]:
                        positional.append(f"{short(path)}:{node.name}({', '.join(named)})")
    assert not positional


LEDGER_TABLES = {"HoursEntry", "PersonSalt"}
LEDGER_FILES = {"service/actions/ledger.py"}


def test_only_the_ledger_writes_ledger_tables():
    found = []
    for path in files():
        if short(path) in LEDGER_FILES:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                text = ast.unparse(node.func)
                made = text in LEDGER_TABLES
                changed = re.match(
                    rf"({'|'.join(LEDGER_TABLES)})\.objects\b.*\.({'|'.join(WRITES | QUERYSET_WRITES)})$",
                    text,
                )
                if made or changed:
                    found.append(f"{short(path)}:{node.lineno} {text}")
        if re.search(
            r"(INSERT INTO|UPDATE|DELETE FROM) service_(hoursentry|personsalt)",
            path.read_text(encoding="utf-8"),
        ):
            found.append(f"{short(path)}: SQL")
    assert not found


def test_no_import_hides_inside_a_function_of_a_context():
    """An import inside a function is how cycles are dodged; faces and entry points may load late for speed."""
    hidden = []
    for path in files(*CONTEXTS, "core", "connectors"):
        for function in ast.walk(tree(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    f"{short(path)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert not hidden
