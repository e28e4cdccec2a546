"""A sheet of volunteers through the desk: checked first, imported on a second press, bad rows given back."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.core.workbook import open_rows
from redvest.faces.desk.forms import upload
from redvest.registry.models import Body, Membership, Station, Volunteer
from redvest.service.models import Project
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
URL = "/desk/import/"
TITLES = ("姓名", "证件号码", "性别", "居住区域", "本人同意登记")


@pytest.fixture
def rows() -> list[list[str]]:
    registry.make_domain()
    return [
        [name, registry.next_id_number(), "女", "百花湖社区", "是"] for name in ("李明霞", "王建芳", "赵小兰")
    ]


def sheet(tmp_path: Path, rows: list[list[str]], titles: tuple[str, ...] = TITLES) -> SimpleUploadedFile:
    path = workbook(tmp_path / "名单.xlsx", titles, rows)
    return SimpleUploadedFile("名单.xlsx", path.read_bytes())


def send(client: Client, file: SimpleUploadedFile, **sent: str) -> Any:
    return client.post(URL, {"sheet": file, "body": "", **sent})


def test_checking_writes_nothing_and_importing_does(
    as_officer: Client, tmp_path: Path, rows: list[list[str]]
) -> None:
    response = send(as_officer, sheet(tmp_path, rows))
    check = response["Location"]
    assert not Volunteer.objects.exists()
    page = said(as_officer.get(check))
    assert "每一行都没有问题" in page
    assert "导入这 3 人" in page

    after = as_officer.post(check, {"which": "all"}, follow=True)

    assert "导入了 3 人" in said(after)
    assert set(Volunteer.objects.values_list("name", flat=True)) == {"李明霞", "王建芳", "赵小兰"}


def test_bad_rows_stop_everything_and_come_back_with_reasons(
    as_officer: Client, tmp_path: Path, rows: list[list[str]]
) -> None:
    rows[1][1] = rows[1][1][:-1] + "0" if rows[1][1][-1] != "0" else rows[1][1][:-1] + "1"
    check = send(as_officer, sheet(tmp_path, rows))["Location"]
    page = said(as_officer.get(check))
    assert "只导入没问题的 2 行" in page
    assert "有问题的行" in page

    answer = as_officer.get(f"{check}bad/")
    back = tmp_path / "back.xlsx"
    back.write_bytes(BytesIO(b"".join(answer.streaming_content)).read())
    with open_rows(back) as found:
        text = str([cells for _number, cells in found])
    assert "王建芳" in text
    assert "李明霞" not in text

    as_officer.post(check, {"which": "all"})
    assert not Volunteer.objects.exists()

    after = as_officer.post(check, {"which": "good"}, follow=True)
    assert "导入了 2 人" in said(after)
    assert Volunteer.objects.count() == 2


def test_the_head_of_a_body_imports_its_members(
    place: Place, sign_in: SignIn, tmp_path: Path, rows: list[list[str]]
) -> None:
    client = sign_in(place.admin)
    check = send(client, sheet(tmp_path, rows), body=str(place.body.pk))["Location"]
    client.post(check, {"which": "all"})
    assert Membership.objects.filter(body=place.body).count() == 3


def test_the_body_of_another_is_no_choice(
    place: Place, sign_in: SignIn, tmp_path: Path, rows: list[list[str]]
) -> None:
    response = send(sign_in(place.stranger), sheet(tmp_path, rows), body=str(place.body.pk))
    assert response.status_code == 422
    assert not Volunteer.objects.exists()


def test_only_who_uploaded_it_finds_it(
    as_officer: Client, place: Place, sign_in: SignIn, tmp_path: Path, rows: list[list[str]]
) -> None:
    rows[0][1] = "1"
    check = send(as_officer, sheet(tmp_path, rows))["Location"]
    other = sign_in(place.centre)
    assert other.get(check).status_code == 404
    assert other.get(f"{check}bad/").status_code == 404
    assert other.post(check, {"which": "good"}).status_code == 404
    assert not Volunteer.objects.exists()


def test_the_sheet_goes_when_it_has_been_imported(
    as_officer: Client, tmp_path: Path, rows: list[list[str]], settings: Any
) -> None:
    check = send(as_officer, sheet(tmp_path, rows))["Location"]
    kept = list(Path(settings.MEDIA_ROOT).glob("uploads/*/*/sheet.xlsx"))
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o077 == 0

    as_officer.post(check, {"which": "all"})

    assert not kept[0].exists()


def test_what_nobody_imported_is_gone_the_next_day(
    as_officer: Client, tmp_path: Path, rows: list[list[str]], settings: Any
) -> None:
    check = send(as_officer, sheet(tmp_path, rows))["Location"]
    old = next(Path(settings.MEDIA_ROOT).glob("uploads/*/*"))
    moment = (NOW - timedelta(hours=25)).timestamp()
    os.utime(old, (moment, moment))

    send(as_officer, sheet(tmp_path, rows))

    assert as_officer.get(check).status_code == 404


def test_a_sheet_without_consents_asks_for_them(
    as_officer: Client, tmp_path: Path, rows: list[list[str]]
) -> None:
    bare = sheet(tmp_path, [row[:4] for row in rows], TITLES[:4])
    response = send(as_officer, bare)
    assert response.status_code == 422
    assert 'href="#id_consent_on_file"' in said(response)

    again = sheet(tmp_path, [row[:4] for row in rows], TITLES[:4])
    assert send(as_officer, again, consent_on_file="on").status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "这个文件是空的"), (b"not a workbook at all", "打不开"), (b"PK\x03\x04broken", "打不开")],
)
def test_what_is_no_workbook_is_said(
    as_officer: Client, content: bytes, sentence: str, settings: Any
) -> None:
    response = send(as_officer, SimpleUploadedFile("名单.xlsx", content))
    assert response.status_code == 422
    assert sentence in said(response)
    assert not list(Path(settings.MEDIA_ROOT).glob("uploads/*/*"))


def test_no_file_and_too_large_a_file(
    as_officer: Client, tmp_path: Path, rows: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "请选择一个 .xlsx 文件" in said(as_officer.post(URL, {"body": ""}))
    monkeypatch.setattr(upload, "LARGEST", 100)
    response = send(as_officer, sheet(tmp_path, rows))
    assert response.status_code == 422
    assert "文件太大" in said(response)


def test_a_leader_imports_nothing(as_leader: Client, tmp_path: Path, rows: list[list[str]]) -> None:
    assert as_leader.get(URL).status_code == 403
    assert send(as_leader, sheet(tmp_path, rows)).status_code == 403


def members_sheet(tmp_path: Path, *people: Volunteer, yes: str = "是") -> SimpleUploadedFile:
    titles = ("志愿者编号", "姓名", "本人同意加入")
    path = workbook(tmp_path / "成员.xlsx", titles, [[each.number, each.name, yes] for each in people])
    return SimpleUploadedFile("成员.xlsx", path.read_bytes())


def test_a_head_brings_people_who_are_on_the_register_into_the_organisation(
    place: Place, sign_in: SignIn, tmp_path: Path
) -> None:
    one, two, client = registry.make_volunteer(), registry.make_volunteer(), sign_in(place.admin)
    sent = {"what": "members", "body": str(place.body.pk)}
    check = send(client, members_sheet(tmp_path, one, two), **sent)["Location"]
    assert "每一行都没有问题" in said(client.get(check)) and not Membership.objects.exists()
    assert "2 人加入了组织" in said(client.post(check, {"which": "all"}, follow=True))
    assert {each.volunteer for each in Membership.objects.filter(body=place.body, consent="paper")} == {
        one,
        two,
    }


def test_without_their_yes_nobody_is_brought_in(place: Place, sign_in: SignIn, tmp_path: Path) -> None:
    person, client = registry.make_volunteer(), sign_in(place.admin)
    sent = {"what": "members", "body": str(place.body.pk)}
    check = send(client, members_sheet(tmp_path, person, yes="否"), **sent)["Location"]
    assert "没有本人同意" in said(client.get(check))
    client.post(check, {"which": "all"})
    assert not Membership.objects.exists()


PLACES = {
    "organizations": (("组织名称", "服务区域", "负责人", "公开联系电话", "同意其成立的单位"),
                      ["晨光志愿服务队", "百花湖社区", "周建国", "0790-6440000", "百花湖社区居委会"], Body),
    "stations": (("站点名称", "所在社区", "地址", "经度", "纬度"),
                 ["百花湖二站", "百花湖社区", "幸福路 2 号", "114.93", "27.81"], Station),
    "projects": (("项目名称", "组织代码", "服务类别"), ["敲门行动", "", "邻里守望"], Project),
}  # fmt: skip


@pytest.mark.parametrize("what", PLACES)
def test_an_officer_brings_in_what_belongs_to_the_place(
    place: Place, as_officer: Client, tmp_path: Path, what: str
) -> None:
    registry.make_domain()
    titles, row, table = PLACES[what]
    before, row = table.objects.count(), [cell or place.body.code for cell in row]
    sent = send(as_officer, sheet(tmp_path, [row, [""] * len(row), row], titles), what=what)
    page = said(as_officer.get(sent["Location"]))
    assert table.objects.count() == before and "和第 2 行是同一个" in page
    after = said(as_officer.post(sent["Location"], {"which": "good"}, follow=True))
    assert "导入了 1 个" in after and "导入完成" in after
    assert table.objects.count() == before + 1


def test_a_head_is_offered_no_organisations_and_no_stations(
    place: Place, sign_in: SignIn, tmp_path: Path
) -> None:
    head = sign_in(place.admin)
    page = said(head.get(URL))
    assert 'value="projects"' in page and 'value="stations"' not in page
    for what in ("organizations", "stations"):
        titles, row, table = PLACES[what]
        before = table.objects.count()
        answer = send(head, sheet(tmp_path, [row], titles), what=what, body=str(place.body.pk))
        assert answer.status_code == 422 and table.objects.count() == before
