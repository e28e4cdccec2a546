"""Who opens a sealed number: those that mask it, send to it or compare it, and those that write the look down."""

from __future__ import annotations

import ast

from tests.architecture.source import SRC, files, short, tree

# Shows the number whole, and writes an audit line in the same action (the export's is written before a row is read).
AUDITED = {
    "registry/actions/unmask.py": "write_line",
    "registry/actions/help_call.py": "write_line",
    "care/actions/household.py": "write_line",
    "care/actions/pairing_note.py": "write_line",
    "care/actions/visit_check.py": "write_line",
    "care/actions/crisis_need.py": "write_line",
    "registry/actions/station_lending.py": "write_line",
    "care/actions/need_verify.py": "write_line",
}
EXPORT = {"registry/queries/export_rows.py"}  # through faces/ops/exporting.py, held below
# The number goes no further: masked at once, sent to, or compared.
WITHIN = {
    "care/actions/crisis_broadcast.py", "registry/actions/child.py", "registry/actions/claim.py", "registry/actions/identity.py",
    "registry/actions/consent.py", "registry/actions/duty_roster.py",
    "registry/actions/forgetting.py", "registry/actions/phone.py", "registry/queries/guardian.py", "registry/queries/identity.py",
    "registry/actions/message.py", "registry/actions/carrier.py", "registry/actions/mail_address.py",
    "registry/actions/qualification.py",
    "registry/actions/recovery.py", "registry/actions/rights_request.py", "registry/actions/second_factor.py",
    "registry/actions/volunteer.py", "registry/queries/account.py", "registry/queries/reached.py",
    "registry/queries/secret.py", "registry/queries/volunteer.py", "service/actions/certificate.py",
    "service/actions/kiosk_person.py",
    "care/queries/need_reading.py",
    # Pupils' names, masked on every page; whole on their paper, whose printing writes a line, and to their guardian.
    "honour/queries/contest_private.py",
    "care/actions/need_origin.py",  # sealed again at once, into the need that it becomes
    "care/actions/need_link.py",  # the requester's own link, for their own text alone
    "care/queries/spotted.py",  # a place and what lies there: nobody is in it
    "service/queries/portability_looks.py", "service/queries/portability_person.py", "faces/ops/demo/logins.py",
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
    assert found - WITHIN - EXPORT - set(AUDITED) == set()


def test_whole_numbers_are_written_down_before_they_are_shown() -> None:
    for path, line in AUDITED.items():
        assert _calls(path, line), path
    assert _calls("registry/actions/export_people.py", "write_line")
    assert _calls("faces/ops/exporting.py", "record_export")
    assert _calls("service/actions/insured_roster.py", "unmask")
    # Pages and calls reach a whole number through the action alone.
    for each in files():
        if short(each).startswith("faces/") and short(each) != "faces/ops/demo/logins.py":
            assert not _calls(short(each), "open_sealed"), short(each)


def test_who_a_need_is_about_is_read_by_pages_through_an_action_alone() -> None:
    """``look_at_need`` and ``recall_former`` write the look down; pages are given what is masked."""
    for each in files():
        if short(each).startswith(("faces/", "oversight/")):
            assert not _calls(short(each), "private_of"), short(each)
    for path in ("care/actions/need_verify.py", "care/actions/need_call.py", "care/actions/need_read.py"):
        assert _calls(path, "private_of") and _calls(path, "write_line"), path
