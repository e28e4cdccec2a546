"""The import of members: only who is on the register, only with a yes, at most five; bad rows come back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.import_members import MembersMeanwhile, import_members
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_volunteers import ConsentColumnMissing
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.rules.volunteer_number import grouped
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.workbook import workbook
from tests.registry.actions.test_import_bodies import bad_rows
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
TITLES = ["志愿者编号", "姓名", "组织代码", "加入日期", "本人同意加入"]


def row(person: Volunteer, body: Body | None = None, **changes: Any) -> list[Any]:
    said = dict(
        zip(TITLES, [person.number, person.name, body.code if body else "", "2025-01-01", "是"], strict=True)
    )
    return list((said | changes).values())


def load(tmp_path: Path, *rows: list[Any], titles: list[str] = TITLES, **given: Any) -> ImportReport:
    path = workbook(tmp_path / "成员.xlsx", titles, rows)
    return import_members(**{"by": make.make_centre(), "path": path, "at": make.NOW, **given})


def test_members_come_in_with_their_day_and_the_paper(tmp_path: Path) -> None:
    one, two, body = make.make_volunteer(), make.make_volunteer(), make.make_body()
    report = load(tmp_path, row(one, body, 志愿者编号=grouped(one.number)), row(two, body, 加入日期=""))
    assert (report.rows, report.imported, report.bad) == (2, 2, 0)
    found = Membership.objects.order_by("joined_on").values_list(
        "volunteer", "joined_on", "consent", "consented_at"
    )
    assert list(found) == [
        (one.pk, date(2025, 1, 1), "paper", make.NOW), (two.pk, make.TODAY, "paper", make.NOW),
    ]  # fmt: skip
    assert AuditLine.objects.get(verb="import_members").details["imported"] == 2


def test_every_fault_has_its_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    good, body = make.make_volunteer(), make.make_body()
    rests, far = (
        make.make_volunteer(state=VolunteerState.SUSPENDED),
        make.make_body(state=BodyState.SUSPENDED),
    )
    full, member = make.make_volunteer(), make.make_volunteer()
    for other in [make.make_body() for _ in range(5)]:
        Membership.objects.create(city=make.CITY, body=other, volunteer=full, joined_on=make.TODAY)
    Membership.objects.create(city=make.CITY, body=body, volunteer=member, joined_on=make.TODAY)
    report = load(
        tmp_path,
        row(good, body), row(good, body), row(good, far), row(good), row(rests, body), row(full, body),
        row(member, body), row(good, body, 姓名="张冠李"), row(good, body, 本人同意加入="否"),
        row(good, body, 志愿者编号="360599999999"), row(good, body, 志愿者编号="12"),
        row(good, body, 加入日期="2027-01-01"),
    )  # fmt: skip
    assert (report.rows, report.imported, report.bad, report.duplicates) == (12, 0, 11, 2)
    said = bad_rows(report)
    for line, word in (
        (3, "和第 2 行"), (4, "不是你负责的"), (5, "请填写组织代码"), (6, "不在正常状态"), (7, "上限 5 个"),
        (8, "已经登记过"), (9, "对不上"), (10, "要填“是”"), (11, "没有这个编号"), (12, "12 位"), (13, "还没到"),
    ):  # fmt: skip
        assert word in said[line]
    assert Membership.objects.count() == 6


def test_the_good_rows_alone_and_only_looking(tmp_path: Path) -> None:
    one, two, body = make.make_volunteer(), make.make_volunteer(), make.make_body()
    rows = [row(one, body), row(two, body, 本人同意加入="")]
    assert load(tmp_path, *rows, dry_run=True).imported == 0
    assert not Membership.objects.exists()
    assert load(tmp_path, *rows, partial=True).imported == 1
    assert [each.volunteer for each in Membership.objects.all()] == [one]
    again = load(tmp_path, row(one, body))
    assert again.all_known and Membership.objects.count() == 1


def test_a_file_never_brings_somebody_over_the_limit(tmp_path: Path) -> None:
    person = make.make_volunteer()
    report = load(tmp_path, *[row(person, make.make_body()) for _ in range(7)], partial=True)
    assert (report.imported, report.bad) == (5, 2)


def test_a_head_imports_for_its_own_body_alone(tmp_path: Path) -> None:
    person, body, other = make.make_volunteer(), make.make_body(), make.make_body()
    head = make.make_body_admin(body)
    assert load(tmp_path, row(person), by=head, body=body).imported == 1
    assert load(tmp_path, row(person, other), by=head).bad == 1
    for by in (make.make_leader(body), make.make_member(), make.make_body_admin(other)):
        with pytest.raises(NotAllowed):
            load(tmp_path, row(person), by=by, body=body)
    with pytest.raises(NotAllowed):
        load(tmp_path, row(person, other), by=make.make_leader(other))
    with pytest.raises(BodyNotActive):
        load(tmp_path, row(person), body=make.make_body(state=BodyState.SUSPENDED))
    assert Membership.objects.get().body == body


def test_without_the_column_the_consents_have_to_be_on_file(tmp_path: Path) -> None:
    person, body = make.make_volunteer(), make.make_body()
    short = row(person, body)[:-1]
    with pytest.raises(ConsentColumnMissing):
        load(tmp_path, short, titles=TITLES[:-1])
    assert load(tmp_path, short, titles=TITLES[:-1], consent_on_file=True).imported == 1


def test_a_merged_record_is_its_living_person_in_the_file_and_on_the_register(tmp_path: Path) -> None:
    old, kept = two_records()
    Volunteer.objects.filter(pk=old.pk).update(name="曾用名")
    old.refresh_from_db()
    before, body = make.make_body(), make.make_body()
    Membership.objects.create(city=make.CITY, body=before, volunteer=old, joined_on=make.TODAY)
    merged(old, kept)
    report = load(tmp_path, row(old, body), row(kept, body), row(kept, before), partial=True)
    assert (report.imported, report.bad, report.duplicates) == (1, 2, 2)
    said = bad_rows(report)
    assert "和第 2 行" in said[3] and "已经登记过" in said[4]
    assert Membership.objects.get(body=body).volunteer == kept
    others = [row(kept, make.make_body()) for _ in range(4)]
    assert load(tmp_path, *others, partial=True).imported == 3  # two of five are taken


def test_a_file_brings_no_more_than_the_organisation_can_lead(tmp_path: Path) -> None:
    body = make.make_body()
    Body.objects.filter(pk=body.pk).update(capacity=2)
    report = load(tmp_path, *[row(make.make_volunteer(), body) for _ in range(3)], partial=True)
    assert (report.imported, report.bad) == (2, 1)
    assert "已经满了" in bad_rows(report)[4]
    assert load(tmp_path, row(make.make_volunteer(), body)).imported == 0
    assert Membership.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_do_not_pass_the_limit(tmp_path: Path) -> None:
    make.make_region_tree()
    person, by = make.make_volunteer(), make.make_centre()
    paths = []
    for turn in range(2):
        rows = [row(person, make.make_body()) for _ in range(3)]
        paths.append(workbook(tmp_path / f"{turn}.xlsx", TITLES, rows))
    outcomes = at_once(*[partial(import_members, by=by, path=path, at=make.NOW) for path in paths])
    kinds = Counter(type(each) for each in outcomes)
    assert kinds in ({ImportReport: 1, MembersMeanwhile: 1}, {ImportReport: 2})
    assert Membership.objects.count() == 3
