"""The documents are held true by tests: every setting, rule, error, event, command and model is written down."""

from __future__ import annotations

import dataclasses

import pytest
from django.apps import apps
from django.core.management import call_command

from redvest.config import env
from redvest.core.errors import every_error
from redvest.faces.ops.cli import COMMANDS
from redvest.registry.rules.setting import RULES
from tests.architecture.source import CONTEXTS, ROOT, tree
from tests.architecture.test_docs_errors import loaded

DOCS = ROOT / "docs"


def document(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_example_environment_is_generated():
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env.example()


def test_every_variable_is_documented():
    text = document("settings.md")
    assert not [f.name.upper() for f in dataclasses.fields(env.Env) if f"`{f.name.upper()}`" not in text]


def test_every_dated_rule_is_documented():
    text = document("settings.md")
    assert not [key for key in RULES if f"`{key}`" not in text]


def test_every_error_code_is_documented_once_and_none_is_left_over():
    codes = set(loaded())
    lines = [line for line in document("errors.md").splitlines() if line.startswith("| `")]
    written = [line.split("`")[1] for line in lines]
    assert sorted(set(written)) == sorted(written)
    assert set(written) == codes


def test_every_error_has_a_sentence_of_its_own():
    silent = [
        error.__name__
        for error in every_error()
        if not (error.__doc__ or "").strip() or "\n\n" in (error.__doc__ or "").strip()
    ]
    assert not silent


def test_every_models_name_is_in_the_glossary():
    text = document("glossary.md")
    ours = [model for label in ("core", *CONTEXTS) for model in apps.get_app_config(label).get_models()]
    missing = [
        f"{model._meta.verbose_name} {model.__name__}"
        for model in ours
        if f"| {model._meta.verbose_name} |" not in text
    ]
    assert not missing


def test_every_event_is_documented():
    text = document("events.md")
    events = [
        node.name
        for context in CONTEXTS
        if (path := ROOT / f"src/redvest/{context}/events.py").exists()
        for node in tree(path).body
        if type(node).__name__ == "ClassDef"
    ]
    assert events
    assert not [name for name in events if f"`{name}`" not in text]


def test_every_command_is_documented():
    text = document("operations.md")
    assert not [name for name in COMMANDS if f"`redvest {name}" not in text]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
