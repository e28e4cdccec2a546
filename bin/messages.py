"""Brings the English catalogue up to date with the source: `bin/messages` writes it, `bin/messages --check` only looks.

Django's own makemessages needs GNU gettext; this uses Babel and runs on a machine that has nothing installed.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/redvest"
CATALOGUE = SOURCE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
# Tools for whoever runs the house speak Chinese only.
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LEFT_OUT = ("faces/ops", "migrations")


def sources() -> Iterator[Path]:
    for path in sorted(
        [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    ):
        if not any(part in path.relative_to(SOURCE).as_posix() for part in LEFT_OUT):
            yield path


def messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The strings of one file, each with its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from ((sentence, None) for sentence in sentences(path, ast.parse(text)))
    else:
        # What templatize leaves is no Python; inside brackets its indentation does not matter.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield message, context


def sentences(path: Path, tree: ast.Module) -> Iterator[str]:
    """What an expected failure says: the docstring of its class, or the words it was raised with (faces translate them)."""
    inside = path.relative_to(SOURCE).parts[0] in (
        "core",
        "registry",
        "service",
        "care",
        "honour",
        "oversight",
        "connectors",
        "faces",
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(is_code(line) for line in node.body):
            sentence = inspect.cleandoc(ast.get_docstring(node) or "")
            if CHINESE.search(sentence):
                yield sentence
        if inside and isinstance(node, ast.Raise | ast.Call):
            call = node.exc if isinstance(node, ast.Raise) else node
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id[:1].isupper():
                yield from (each.value for each in constants(call) if CHINESE.search(each.value))


def is_code(line: ast.stmt) -> bool:
    return isinstance(line, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "code" for t in line.targets
    )


def constants(call: ast.Call) -> Iterator[ast.Constant]:
    """Plain strings among the arguments; those with values filled in go through gettext where they are made."""
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument


def gathered() -> Catalog:
    """Every string of the house, each with the files that use it (no line numbers: they change too often)."""
    catalog = Catalog(locale="en", project="Redvest", charset="utf-8")
    for path in sources():
        for message, context in messages(path):
            if message and any(message if isinstance(message, tuple) else (message,)):
                catalog.add(
                    message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context, flags=()
                )
    return catalog


def merged() -> Catalog:
    with CATALOGUE.open("rb") as known:
        catalog = read_po(known, locale="en")
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def write(catalog: Catalog) -> None:
    text = io.BytesIO()
    write_po(text, catalog, sort_output=True, width=110, include_lineno=False, omit_header=False)
    lines = [
        line
        for line in text.getvalue().decode().splitlines()
        if not line.startswith(('"POT-Creation', '"PO-Revision'))
    ]
    CATALOGUE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    if not CATALOGUE.exists():
        CATALOGUE.write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8"
        )
    catalog = merged()
    if "--check" not in sys.argv:
        write(catalog)
    missing = [
        message.id
        for message in catalog
        if message.id
        and not all([*message.string] if isinstance(message.string, tuple) else [message.string])
    ]
    sys.stdout.write(f"{len(catalog)} strings, {len(missing)} without a translation\n")
    return 1 if missing and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
