"""``docs/errors.md`` lists every error code there is. Run this file to write it anew."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from pathlib import Path

import redvest
from redvest.core.errors import DomainError, every_error

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
HEAD = """# Errors

Every expected failure is a `DomainError` with a stable `code`. Pages show its sentence; the API answers problem+json
(RFC 9457) with `type`, `title`, `status`, `detail`, `code` and the details of the kind; commands print the sentence
and end with exit code 2. This table is written from the classes, and a test holds it true:
`.venv/bin/python -m tests.architecture.test_docs_errors` writes it anew.

| code | status | sentence |
|---|---|---|
"""


def loaded() -> dict[str, list[type[DomainError]]]:
    """Every error of the product by its code, all modules read."""
    for module in pkgutil.walk_packages(redvest.__path__, "redvest."):
        if ".migrations" not in module.name and not module.name.endswith(("__main__", ".wsgi")):
            importlib.import_module(module.name)
    found: dict[str, list[type[DomainError]]] = defaultdict(list)
    for kind in dict.fromkeys(every_error()):
        if kind.__module__.startswith("redvest."):
            found[kind.code].append(kind)
    return found


def page() -> str:
    """What the page has to say."""
    rows = []
    for code, kinds in sorted(loaded().items()):
        sentences = dict.fromkeys(inspect.cleandoc(kind.__doc__ or "").replace("\n", " ") for kind in kinds)
        rows.append(f"| `{code}` | {kinds[0].status} | {'<br>'.join(sentences)} |\n")
    return HEAD + "".join(rows)


def test_the_page_is_true() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_code_is_one_errors_own() -> None:
    shared = {code: [kind.__name__ for kind in kinds] for code, kinds in loaded().items() if len(kinds) > 1}
    assert shared == {}


def test_every_sentence_is_for_people() -> None:
    for code, kinds in loaded().items():
        for kind in kinds:
            sentence = inspect.cleandoc(kind.__doc__ or "")
            assert sentence.endswith("。"), code
            assert any("\u4e00" <= character <= "\u9fff" for character in sentence), code
            assert 400 <= kind.status < 600, code


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
