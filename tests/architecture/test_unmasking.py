"""Who opens a sealed number: those that mask it, send to it or compare it, and those that write the look down."""

from __future__ import annotations

import ast

from tests.architecture.source import SRC, files, short, tree

# Shows the number whole, and writes an audit line with the reason in the same action.
AUDITED = {
    "registry/actions/unmask.py": "unmask",
    "registry/queries/export_rows.py": "record_export",  # called first: faces/ops/exporting.py, held below
}
# The number goes no further: masked at once, sent to, or compared.
WITHIN = {
    "registry/actions/child.py", "registry/actions/consent.py", "registry/actions/duty_roster.py",
    "registry/actions/qualification.py", "registry/actions/rights_request.py", "registry/actions/second_factor.py",
    "registry/actions/volunteer.py", "registry/queries/account.py", "registry/queries/secret.py",
    "registry/queries/volunteer.py", "service/actions/certificate.py", "service/actions/telling.py",
    "service/queries/portability.py", "faces/ops/demo/logins.py",
}  # fmt: skip


def _calls(path: str, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "attr", "") == name or getattr(node.func, "id", "") == name)
        for node in ast.walk(tree(SRC / path))
    )


def test_nobody_else_opens_a_sealed_number() -> None:
    """A new place belongs in one of the lists above, with an audit line where people read the number."""
    found = {short(each) for each in files() if _calls(short(each), "open_sealed")}
    assert found - WITHIN - set(AUDITED) == set()


def test_whole_numbers_are_written_down_before_they_are_shown() -> None:
    assert _calls("registry/actions/unmask.py", "write_line")
    assert _calls("registry/actions/export_people.py", "write_line")
    assert _calls("faces/ops/exporting.py", "record_export")
    assert _calls("service/actions/insured_roster.py", "unmask")
    # Pages and calls reach a whole number through the action alone.
    for each in files():
        if short(each).startswith("faces/") and short(each) != "faces/ops/demo/logins.py":
            assert not _calls(short(each), "open_sealed"), short(each)
