"""The import of volunteers: exactly the wrong rows come back, all or nothing, and what is written is whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.core.workbook import WorkbookUnreadable, open_rows
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_volunteers import (
    ConsentColumnMissing,
    import_volunteers,
)
from redvest.registry.actions.region import load_divisions, load_domains
from redvest.registry.actions.volunteer import VolunteerForm, register_volunteer
from redvest.registry.choices import BodyState, ConsentPurpose, RealNameState, VolunteerSource, VolunteerState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Account, Consent, Guardian, Membership, Volunteer
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries import secret
from redvest.registry.queries.volunteer import people_of
from redvest.registry.rules import volunteer_number
from redvest.registry.rules.sheet import HeaderMissing
from tests.factories import registry as make
from tests.factories.workbook import Made, resident_number, volunteers_workbook, workbook

pytestmark = pytest.mark.django_db
CENTRE = SYSTEM_STANDING(make.CITY)
HEADER = ["姓名", "性别", "证件号码", "手机", "居住区域", "本人同意登记"]
GOOD = ["李明霞", "女", resident_number(date(1990, 5, 17), 2), "19907900001", "百花湖社区", "是"]


@pytest.fixture
def city() -> None:
    load_divisions(city=make.CITY, at=make.NOW)
    load_domains()


def sheet(tmp_path: Path, *rows: list[Any], titles: list[str] | None = None) -> Path:
    make.make_region_tree()
    make.make_domain()
    return workbook(tmp_path / "名单.xlsx", titles or HEADER, rows)


def person(sequence: int, **changes: Any) -> list[Any]:
    """A right row of HEADER, changed by title."""
    row = dict(zip(HEADER, GOOD, strict=True))
    row |= {"证件号码": resident_number(date(1990, 5, 17), 2 * sequence), "姓名": "李明霞"}
    return list((row | changes).values())


def load(path: Path, **given: Any) -> ImportReport:
    return import_volunteers(**{"by": CENTRE, "path": path, "at": make.NOW, **given})


def bad_rows(report: ImportReport) -> dict[int, str]:
    """Reasons by the line of the original file, read from the workbook that came back."""
    assert report.bad_file is not None
    with open_rows(report.bad_file) as rows:
        titles, *found = [[str(cell or "") for cell in cells] for _, cells in rows]
    assert titles[-2:] == ["原因", "原表行号"]
    return {int(cells[-1]): cells[-2] for cells in found}


def assert_exactly(made: Made, report: ImportReport) -> None:
    reasons = bad_rows(report)
    assert sorted(reasons) == [planted.line for planted in made.planted]
    for planted in made.planted:
        assert planted.words in reasons[planted.line]
    assert report.duplicates == sum(planted.duplicate for planted in made.planted)
    assert (report.rows, report.bad, report.blank) == (
        made.good + len(made.planted),
        len(made.planted),
        made.blank,
    )


def nothing_written() -> bool:
    return not (
        Volunteer.objects.exists()
        or Consent.objects.exists()
        or AuditLine.objects.filter(verb="import_volunteers").exists()
    )


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("seed", [7, 11])
def test_exactly_the_planted_rows_come_back_and_nothing_is_written(tmp_path: Path, seed: int) -> None:
    made = volunteers_workbook(tmp_path / "城.xlsx", 1_500, seed=seed, bad_every=20)
    report = load(made.path)
    assert_exactly(made, report)
    assert report.bad_file == tmp_path / "城.错误行.xlsx"
    assert report.imported == 0
    assert nothing_written()


@pytest.mark.usefixtures("city")
def test_with_partial_the_good_rows_are_on_the_register(tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "城.xlsx", 1_200, bad_every=40)
    report = load(made.path, partial=True)
    assert_exactly(made, report)
    assert report.imported == made.good == Volunteer.objects.count()
    assert len({person.number for person in Volunteer.objects.all()}) == made.good
    assert all(volunteer_number.is_valid(each) for each in Volunteer.objects.values_list("number", flat=True))
    assert Consent.objects.filter(purpose=ConsentPurpose.REGISTRATION).count() == made.good
    assert not Account.objects.exists()


@pytest.mark.usefixtures("city")
def test_the_same_file_again_holds_nothing_new(tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "城.xlsx", 300, bad_every=0)
    first = load(made.path)
    assert (first.imported, first.bad, first.bad_file) == (300, 0, None)
    again = load(made.path, partial=True)
    assert (again.rows, again.imported, again.bad, again.duplicates) == (300, 0, 300, 300)
    assert again.all_known
    assert not first.all_known
    assert again.sha256 == first.sha256
    assert set(bad_rows(again).values()) == {"这个证件号码已经登记过了，不用再导入。"}
    assert Volunteer.objects.count() == 300


@pytest.mark.usefixtures("city")
def test_a_check_writes_nothing_and_counts_the_same(tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "城.xlsx", 200, bad_every=25)
    report = import_volunteers(by=CENTRE, path=made.path, at=make.NOW, dry_run=True)
    assert_exactly(made, report)
    clean = volunteers_workbook(tmp_path / "好.xlsx", 50, bad_every=0)
    report = import_volunteers(by=CENTRE, path=clean.path, at=make.NOW, dry_run=True)
    assert (report.rows, report.bad, report.imported) == (50, 0, 0)
    assert nothing_written()


def test_a_person_is_written_whole_and_sealed(tmp_path: Path) -> None:
    titles = [*HEADER, "服务类别", "专业技能", "注册时间"]
    load(sheet(tmp_path, [*GOOD, "邻里守望", "书法\\绘画", "2019年3月5日"], titles=titles))
    found = Volunteer.objects.get()
    assert (found.name, found.sex, found.birth_on, found.city) == (
        "李明霞",
        "female",
        date(1990, 5, 17),
        make.CITY,
    )
    assert found.pinyin == "li ming xia"
    assert secret.open_sealed(found.id_sealed, context=secret.VOLUNTEER_ID) == GOOD[2]
    assert bytes(found.id_hash or b"") == secret.id_hash(found.id_type, GOOD[2])
    assert secret.open_sealed(found.phone_sealed, context=secret.VOLUNTEER_PHONE) == "19907900001"
    assert bytes(found.phone_hash or b"") == secret.phone_hash("19907900001")
    assert found.phone_tail == "0001"
    assert found.region_path == "360500/360502/360502001/360502001001/"
    assert [domain.key for domain in found.domains.all()] == ["xinyu:02"]
    assert found.skills == "书法\\绘画"
    assert found.registered_at.astimezone(make.NOW.tzinfo) + timedelta(hours=8) == make.NOW.replace(
        2019, 3, 5, 0
    )
    assert (found.state, found.real_name_state) == (VolunteerState.ACTIVE, RealNameState.CHECKED)
    assert (found.source, found.account) == (VolunteerSource.IMPORT, None)
    officer = make.make_centre()
    for query in ("李明", "明霞", "limingxia", "lmx", found.number, "0001"):
        assert people_of(officer, query).filter(pk=found.pk).exists(), query


def test_one_audit_line_tells_counts_and_the_file_and_no_names(tmp_path: Path) -> None:
    path = sheet(tmp_path, person(1), person(2))
    report = load(path)
    line = AuditLine.objects.get(verb="import_volunteers")
    assert line.details == {
        "rows": 2, "imported": 2, "bad": 0, "duplicates": 0, "sha256": report.sha256, "consent": "each-row",
    }  # fmt: skip
    assert (line.target_kind, line.target_id) == ("Region", make.CITY)
    assert len(report.sha256) == 64


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    report = load(
        sheet(tmp_path, person(1), person(2, 姓名="", 手机="123", 居住区域="火星", 本人同意登记=""))
    )
    reason = bad_rows(report)[3]
    for words in ("请填写姓名", "手机号应该是 11 位", "“火星”认不出来", "第 67 号第 6 条"):
        assert words in reason
    assert reason.count("；") == 3
    assert report.reasons == ((3, reason),)


def test_the_bad_row_comes_back_as_it_was(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ["  张三 ", "男", "123", "无", "城南街道", "是", "=备注"], titles=[*HEADER, "备注"]
    )
    report = load(path)
    assert report.bad_file is not None
    with open_rows(report.bad_file) as rows:
        cells = [list(row) for _, row in rows]
    assert cells[0] == [*HEADER, "备注", "原因", "原表行号"]
    assert cells[1][:7] == ["张三", "男", "123", "无", "城南街道", "是", "'=备注"]
    assert report.ignored == ("备注",)


def test_the_corrected_bad_rows_can_be_imported_as_they_came_back(tmp_path: Path) -> None:
    report = load(sheet(tmp_path, person(1), person(2, 手机="123")))
    assert report.bad_file is not None
    with open_rows(report.bad_file) as rows:
        titles, row = [list(cells) for _, cells in rows]
    row[3] = "19907900009"
    again = load(workbook(tmp_path / "改好.xlsx", [str(title) for title in titles], [row]))
    assert (again.imported, again.bad) == (1, 0)


def test_of_two_equal_rows_the_first_stays(tmp_path: Path) -> None:
    twice = person(1)
    report = load(sheet(tmp_path, twice, person(2), [*twice[:2], f" {twice[2]} ", *twice[3:]]), partial=True)
    assert bad_rows(report) == {4: "和第 2 行是同一个人（证件号码相同），请删掉一行。"}
    assert report.imported == 2


def test_a_wrong_row_does_not_make_a_right_one_a_duplicate(tmp_path: Path) -> None:
    report = load(sheet(tmp_path, person(1, 手机="123"), person(1)), partial=True)
    assert list(bad_rows(report)) == [2]
    assert (report.imported, report.duplicates) == (1, 0)


def test_somebody_on_the_register_is_not_imported_again(tmp_path: Path) -> None:
    known = make.make_volunteer(id_number=GOOD[2])
    report = load(sheet(tmp_path, GOOD, person(9)), partial=True)
    assert (report.imported, report.duplicates) == (1, 1)
    known.refresh_from_db()
    assert known.source == VolunteerSource.SELF


def test_the_person_can_claim_the_record_later(tmp_path: Path) -> None:
    load(sheet(tmp_path, GOOD))
    imported = Volunteer.objects.get()
    account = make.make_account(phone=GOOD[3])
    form = VolunteerForm(
        name="李明霞", id_type="resident-card", id_number=GOOD[2], region_code="360502001001", domains=("xinyu:02",),
        consents=frozenset({ConsentPurpose.REGISTRATION}),
    )  # fmt: skip
    claimed = register_volunteer(by=make.standing_of(account), form=form, at=make.NOW)
    assert (claimed.pk, claimed.account_id, claimed.number) == (imported.pk, account.pk, imported.number)


def test_digits_that_excel_lost_are_told_and_whole_ones_are_kept(tmp_path: Path) -> None:
    lost = person(1)
    lost[2] = float(lost[2])
    report = load(sheet(tmp_path, lost, person(2)), partial=True)
    assert "后几位已经丢了" in bad_rows(report)[2]
    assert report.imported == 1


MINOR = date(2012, 6, 1)


def minor(**guardian: str) -> list[Any]:
    return ["李小明", "男", resident_number(MINOR, 1), "19907900001", "百花湖社区", "是", *guardian.values()]


def test_a_minor_comes_with_the_guardian(tmp_path: Path) -> None:
    titles = [*HEADER, "监护人姓名", "监护人手机", "关系"]
    load(sheet(tmp_path, minor(name="李大明", phone="199 0790 0001", relation="父亲"), titles=titles))
    child = Volunteer.objects.get()
    guardian = Guardian.objects.get(volunteer=child)
    assert (guardian.name, guardian.relation, guardian.phone_tail, guardian.agreed_at) == (
        "李大明",
        "父亲",
        "0001",
        make.NOW,
    )
    assert child.phone_hash is None, "the parents' number in both columns is the parents'"
    given = {(consent.purpose, consent.given_by_guardian) for consent in child.consents.all()}
    assert given == {("registration", True), ("guardian", True), ("minor-data", True)}
    assert child.state == VolunteerState.ACTIVE


@pytest.mark.parametrize(
    ("guardian", "words"),
    [
        ({"name": "", "phone": "", "relation": ""}, "监护人姓名、监护人手机和关系"),
        ({"name": "李大明", "phone": "123", "relation": "父亲"}, "手机号应该是 11 位"),
        ({"name": "李大明", "phone": "19907900002", "relation": ""}, "监护人姓名、监护人手机和关系"),
    ],
)
def test_a_minor_without_a_whole_guardian_is_sent_back(
    tmp_path: Path, guardian: dict[str, str], words: str
) -> None:
    titles = [*HEADER, "监护人姓名", "监护人手机", "关系"]
    report = load(sheet(tmp_path, minor(**guardian), titles=titles))
    assert words in bad_rows(report)[2]
    assert nothing_written()


def test_a_guardian_who_did_not_agree_keeps_the_child_off_the_register(tmp_path: Path) -> None:
    titles = [*HEADER, "监护人姓名", "监护人手机", "关系", "监护人同意"]
    row = [*minor(name="李大明", phone="19907900002", relation="父亲"), "否"]
    assert "“监护人同意”要填“是”" in bad_rows(load(sheet(tmp_path, row, titles=titles)))[2]


def test_a_small_child_is_too_young(tmp_path: Path) -> None:
    row = ["李小小", "男", resident_number(date(2022, 6, 1), 1), "", "百花湖社区", "是"]
    assert "未满 6 岁" in bad_rows(load(sheet(tmp_path, row)))[2]


def test_without_a_column_of_consents_somebody_has_to_answer_for_them(tmp_path: Path) -> None:
    titles = HEADER[:-1]
    path = sheet(tmp_path, person(1)[:-1], titles=titles)
    with pytest.raises(ConsentColumnMissing, match="第 67 号第 6 条"):
        load(path)
    assert nothing_written()
    assert load(path, consent_on_file=True).imported == 1
    assert AuditLine.objects.get(verb="import_volunteers").details["consent"] == "on-file"


def test_passports_and_permits_are_taken_with_their_birth_dates(tmp_path: Path) -> None:
    titles = ["姓名", "性别", "证件类型", "证件号码", "出生日期", "本人同意登记"]
    rows = [
        ["John Smith", "男", "护照", "E12345678", "1980-01-02", "是"],
        ["陈小姐", "女", "台胞证", "12345678", "1985/3/4", "是"],
        ["无生日", "女", "护照", "E87654321", "", "是"],
        ["无性别", "", "护照", "E77654321", "1980-01-02", "是"],
    ]
    report = load(sheet(tmp_path, *rows, titles=titles), partial=True)
    reasons = bad_rows(report)
    assert sorted(reasons) == [4, 5]
    assert "没有出生日期" in reasons[4]
    assert "请选择性别" in reasons[5]
    assert set(Volunteer.objects.values_list("name", "birth_on", "region_id")) == {
        ("John Smith", date(1980, 1, 2), None),
        ("陈小姐", date(1985, 3, 4), None),
    }


def test_an_organisation_registers_its_members(tmp_path: Path) -> None:
    body = make.make_body()
    titles = ["姓名", "证件号码", "同意", "注册时间"]
    path = sheet(tmp_path, ["李明霞", GOOD[2], "是", "2020-01-02"], titles=titles)
    report = load(path, by=make.make_body_admin(body), body=body)
    assert report.imported == 1
    member = Membership.objects.get()
    assert (member.body_id, member.joined_on, member.city) == (body.pk, date(2020, 1, 2), make.CITY)
    assert member.volunteer.region_id == body.region_id
    line = AuditLine.objects.get(verb="import_volunteers")
    assert (line.target_kind, line.target_id, line.actor_kind) == ("Body", str(body.pk), "person")


def test_an_officer_imports_into_their_own_region_only(tmp_path: Path) -> None:
    rows = [person(1), person(2, 居住区域="分宜县钤东街道")]
    report = load(sheet(tmp_path, *rows), by=make.make_officer(), partial=True)
    assert report.imported == 1
    assert "“钤东街道”不在你管理的区域里" in bad_rows(report)[3]
    no_region = workbook(tmp_path / "b.xlsx", ["姓名", "证件号码", "同意"], [["李明霞", person(5)[2], "是"]])
    report = load(no_region, by=make.make_officer())
    assert "请加上“居住区域”一列" in bad_rows(report)[2]


def test_who_may_not_import(tmp_path: Path) -> None:
    path = sheet(tmp_path, person(1))
    body, other = make.make_body(), make.make_body()
    for by, where in (
        (make.make_member(), None),
        (make.make_leader(body), body),
        (make.make_body_admin(body), other),
        (make.make_body_admin(body), None),
        (make.make_officer(make.make_region_tree().fenyi), body),
        (SYSTEM_STANDING("410800"), body),
    ):
        with pytest.raises(NotAllowed):
            load(path, by=by, body=where)
    assert nothing_written()


def test_a_suspended_organisation_registers_nobody(tmp_path: Path) -> None:
    body = make.make_body(state=BodyState.SUSPENDED)
    with pytest.raises(BodyNotActive):
        load(sheet(tmp_path, person(1)), body=body)
    assert nothing_written()


def test_files_that_are_no_list_of_people(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing, match="“证件号码”"):
        load(sheet(tmp_path, ["李霞"], titles=["姓名"]))
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    with pytest.raises(WorkbookUnreadable):
        load(broken)
    empty = load(sheet(tmp_path))
    assert (empty.rows, empty.imported, empty.bad) == (0, 0, 0)


def test_progress_is_told_up_to_the_last_row(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    load(
        sheet(tmp_path, *(person(each) for each in range(1, 31))),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(30, 30)]


@pytest.mark.usefixtures("city")
def test_a_large_first_import_builds_its_indexes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redvest.registry.actions.import_staging.LARGE", 100)
    before = _indexes()
    made = volunteers_workbook(tmp_path / "城.xlsx", 150, bad_every=0)
    assert load(made.path).imported == 150
    assert _indexes() == before
    again = Volunteer.objects.all()[0]
    again.pk, again.number = make.make_volunteer().pk, "360500000000"
    with pytest.raises(IntegrityError, match="one_record_per_person"):
        again.save(force_update=True)


def _indexes() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'registry_%' ORDER BY 1"
        )
        names = cursor.fetchall()
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname LIKE '%registry%' ORDER BY 1"
        )
        return [*names, *cursor.fetchall()]
