"""Asking for many certificates at once, and watching it go."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.registry.models import Membership, Volunteer
from redvest.service.actions.batch import issue_next
from redvest.service.models import Certificate, CertificateBatch
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupils(place: Place) -> list[Volunteer]:
    """Two who served and one who did not."""
    found = [registry.make_volunteer(name=name) for name in ("李明霞", "王芳", "赵小军")]
    for each in found:
        Membership.objects.create(city=place.body.city, body=place.body, volunteer=each, joined_on=NOW.date())
    for each in found[:2]:
        make_entry(volunteer=each, body=place.body)
    return found


@pytest.fixture
def head(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.admin)


def ask(head: Client, place: Place, **form: object) -> CertificateBatch:
    response = head.post(reverse("desk:batches", args=[place.body.pk]), form)
    assert response.status_code == 302, said(response)
    return CertificateBatch.objects.latest("id")


def work_off(batch: CertificateBatch) -> None:
    while issue_next(batch_id=batch.pk, at=NOW):
        pass


def test_all_members_or_those_ticked_or_those_pasted(
    head: Client, place: Place, pupils: list[Volunteer]
) -> None:
    assert ask(head, place, who="all").items.count() == 3
    assert ask(head, place, who="ticked", ticked=[str(pupils[0].pk)]).items.count() == 1
    pasted = f"李明霞 {pupils[0].number}\n{pupils[1].number}"
    assert ask(head, place, who="pasted", numbers=pasted).items.count() == 2


@pytest.mark.parametrize(("form", "sentence"), [
    ({"who": "pasted", "numbers": ""}, "还没有选人"),
    ({"who": "pasted", "numbers": "三年级\n360599999999"}, "三年级、360599999999"),
    ({"who": "ticked"}, "还没有选人"),
    ({"who": "all", "starts_on": "2026-03-02", "ends_on": "2026-03-01"}, "起始日期晚于结束日期"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    head: Client, place: Place, pupils: list[Volunteer], form: dict[str, str], sentence: str
) -> None:
    response = head.post(reverse("desk:batches", args=[place.body.pk]), form)

    assert response.status_code == 422
    assert sentence in said(response)
    assert form.get("numbers", "") in response.content.decode()
    assert not CertificateBatch.objects.exists()


def test_the_page_tells_how_far_it_is_without_scripts(
    head: Client, place: Place, pupils: list[Volunteer]
) -> None:
    batch = ask(head, place, who="all", title="三年级二班")
    url = reverse("desk:batch", args=[batch.pk])

    begun = said(head.get(url))
    assert "三年级二班" in begun and "0%" in begun and "进行中" in begun and "刷新" in begun
    issue_next(batch_id=batch.pk, at=NOW)
    assert "33%" in said(head.get(reverse("desk:batch-progress", args=[batch.pk])))
    work_off(batch)
    ended = said(head.get(url))
    assert "100%" in ended and "完成" in ended and "赵小军" in ended and "没有记录过服务时长" in ended
    assert "打包下载" in ended and "刷新" not in ended


def test_papers_and_refusals_are_taken_home(head: Client, place: Place, pupils: list[Volunteer]) -> None:
    batch = ask(head, place, who="all")
    assert head.get(reverse("desk:batch-zip", args=[batch.pk])).status_code == 404
    work_off(batch)

    papers = head.get(reverse("desk:batch-zip", args=[batch.pk]))
    refused = head.get(reverse("desk:batch-refusals", args=[batch.pk]))

    names = zipfile.ZipFile(io.BytesIO(b"".join(papers.streaming_content))).namelist()
    assert {name.split()[0] for name in names} == {"李明霞", "王芳"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(refused.content))
    assert book.get_sheet_by_index(0).to_python()[1][:2] == ["赵小军", pupils[2].number]
    assert papers["Cache-Control"].startswith("max-age=0")
    assert Certificate.objects.count() == 2
