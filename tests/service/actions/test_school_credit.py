"""A class's credits leave the house on record, with the figures of those alone who let the school have them."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.school_sharing import share_credits
from redvest.registry.choices import SharingKind
from redvest.registry.models import SharingLine
from redvest.registry.queries.school import school_as_recipient
from redvest.registry.school_errors import ClassUnknown
from redvest.service.actions.school_credit import export_credits
from tests.factories import registry as make
from tests.factories.registry import NOW, standing_of
from tests.factories.school import make_child, make_guardian, make_pupil, make_school
from tests.service.queries.test_school_credit import served

pytestmark = pytest.mark.django_db


def test_it_is_written_down_who_got_whose_figures_and_why() -> None:
    school, yes, no = make_school(), make_child(name="李小禾"), make_child(name="王小麦")
    make_pupil(school.found, yes, shares=True)
    make_pupil(school.found, no)
    served(yes, 240)
    served(no, 240)
    sheet = export_credits(by=school.by, key=school.found.pk, term_key="", at=NOW)
    assert [(each.pupil.volunteer_id, each.credit.service if each.credit else None) for each in sheet.rows] == [
        (yes.pk, 20), (no.pk, None),
    ]  # fmt: skip
    line = SharingLine.objects.get()
    assert (line.kind, line.recipient, line.volunteer_ids, line.people) == (
        SharingKind.THIRD_PARTY, school_as_recipient(school.body), [yes.pk], 1,
    )  # fmt: skip
    assert "第 23 条" in line.basis and line.account_id == school.teacher.pk
    trail = AuditLine.objects.get(verb="export_school_credits")
    assert trail.details == {"term": "2026-02-01", "pupils": 2, "shared": 1}


def test_nobody_agreed_and_nothing_was_shared() -> None:
    school = make_school()
    make_pupil(school.found)
    sheet = export_credits(by=school.as_head, key=school.found.pk, term_key="2025-09-01", at=NOW)
    assert [each.credit for each in sheet.rows] == [None] and sheet.term.key == "2025-09-01"
    assert (
        not SharingLine.objects.exists() and AuditLine.objects.filter(verb="export_school_credits").exists()
    )


def test_what_a_guardian_takes_back_is_not_in_the_next_file() -> None:
    school, child = make_school(), make_child()
    mother = standing_of(make_guardian(child))
    make_pupil(school.found, child)
    share_credits(by=mother, volunteer=child, yes=True, at=NOW)
    assert export_credits(by=school.by, key=school.found.pk, term_key="", at=NOW).rows[0].credit is not None
    share_credits(by=mother, volunteer=child, yes=False, at=NOW)
    assert export_credits(by=school.by, key=school.found.pk, term_key="", at=NOW).rows[0].credit is None
    assert SharingLine.objects.count() == 1


def test_another_school_and_an_officer_get_nothing() -> None:
    school, other = make_school(), make_school()
    make_pupil(school.found, shares=True)
    for by in (
        other.by,
        other.as_head,
        make.make_officer(),
        make.make_centre(),
        make.make_leader(school.body),
    ):
        with pytest.raises(ClassUnknown):
            export_credits(by=by, key=school.found.pk, term_key="", at=NOW)
    assert (
        not SharingLine.objects.exists()
        and not AuditLine.objects.filter(verb="export_school_credits").exists()
    )
