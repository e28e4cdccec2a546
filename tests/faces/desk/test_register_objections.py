"""The register, batches and objections as pages and files: what each says, to whom, and in how many questions."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Membership, Volunteer
from redvest.service.actions.batch import issue_next
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.publicity import answer_objection, object_to
from redvest.service.models import Certificate, CertificateBatch, CertificateObjection
from redvest.service.queries.publicity import waiting_objections
from redvest.service.rules.publicity import AnswerNeeded, NotPublic, ObjectionAnswered, ObjectionNotFound
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def pupil(place: Place, name: str = "李明霞", *, served: bool = True) -> Volunteer:
    found = registry.make_volunteer(name=name)
    Membership.objects.create(city=CITY, body=place.body, volunteer=found, joined_on=date(2025, 1, 1))
    if served:
        make_entry(volunteer=found, body=place.body)
    return found


def issued(place: Place, name: str = "李明霞") -> Certificate:
    person = pupil(place, name)
    by = registry.volunteer_standing(person)
    return issue_certificate(by=by, volunteer=person, body=place.body, at=NOW)


def objected(place: Place, name: str = "李明霞") -> CertificateObjection:
    return CertificateObjection.objects.create(
        city=CITY, certificate=issued(place, name), raised_by=registry.make_account(name="提出人"),
        text=f"{name}那天没有来", raised_at=NOW,
    )  # fmt: skip


def rows_of(response: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()


def worked_off(head: Client, place: Place) -> CertificateBatch:
    head.post(reverse("desk:batches", args=[place.body.pk]), {"who": "all", "title": "三年级二班"})
    batch = CertificateBatch.objects.latest("id")
    while issue_next(batch_id=batch.pk, at=NOW):
        pass
    return batch


def test_an_empty_register_is_told_from_a_narrow_one(place: Place, sign_in: SignIn) -> None:
    head, url = sign_in(place.admin), reverse("desk:certificates")
    empty = said(head.get(url))
    assert "还没有开过证明" in empty and "导出 Excel" not in empty and "给黎明脚步志愿队批量开" in empty
    assert "没有符合的证明" in said(head.get(url, {"state": "revoked"}))
    assert "批量开</a>" not in said(sign_in(place.officer).get(url))


def test_the_sheet_is_narrowed_as_the_page_and_says_why(place: Place, sign_in: SignIn) -> None:
    kept, taken = issued(place), issued(place, "王芳")
    Certificate.objects.filter(pk=taken.pk).update(state="revoked", revoked_at=NOW, revoked_reason="记错了人")
    head, address = sign_in(place.admin), {"state": "revoked"}

    assert f'{reverse("desk:certificates-sheet")}?state=revoked"' in said(
        head.get(reverse("desk:certificates"), address)
    )
    titles, *rows = rows_of(head.get(reverse("desk:certificates-sheet"), address))

    assert titles[-4:] == ["状态", "撤销日期", "撤销原因", "经办人"] and len(titles) == 15
    assert [row[:2] + row[-4:] for row in rows] == [
        [taken.number, "王芳", "已撤销", "2026-03-05", "记错了人", "王芳"]
    ]
    assert rows_of(head.get(reverse("desk:certificates-sheet"), {"q": "李明霞"}))[1][0] == kept.number


def test_the_head_prints_and_the_officer_takes_back(place: Place, sign_in: SignIn) -> None:
    certificate = issued(place)
    url = reverse("desk:certificate", args=[certificate.pk])
    head, officer = said(sign_in(place.admin).get(url)), said(sign_in(place.officer).get(url))
    assert "下载 PDF" in head and "撤销这份证明" not in head and "1 条服务记录" in head
    assert "下载 PDF" not in officer and "撤销这份证明" in officer

    far = sign_in(place.far_officer)
    assert far.get(url).status_code == 404
    revoke = reverse("desk:certificate-revoke", args=[certificate.pk])
    assert far.post(revoke, {"reason": "不归我管"}).status_code == 404
    assert Certificate.objects.get().state == "valid"
    assert not AuditLine.objects.filter(verb="revoke_certificate").exists()


def test_objections_are_counted_until_they_are_answered(place: Place, sign_in: SignIn) -> None:
    officer, register, page = sign_in(place.officer), reverse("desk:certificates"), reverse("desk:objections")
    assert "没有异议" in said(officer.get(page))
    objection = objected(place)
    assert '公示异议 <b class="num">1</b>' in said(officer.get(register))
    assert "李*霞 · 黎明脚步志愿队" in said(officer.get(page))

    answer = reverse("desk:objection-answer", args=[objection.pk])
    told = said(officer.post(answer, {"verb": "dismiss", "answer": "有签到"}, follow=True))

    assert "已经答复，证明照旧有效" in told and "有签到" in told and 'name="answer"' not in told
    assert '<b class="num">1</b>' not in said(officer.get(register))
    assert "有签到" in said(officer.get(reverse("desk:certificate", args=[objection.certificate_id])))
    assert "那天没有来" not in said(sign_in(place.far_officer).get(page))


def test_the_pages_ask_as_often_for_three_as_for_one(
    place: Place, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    head = sign_in(place.admin)
    for names in (["李明霞"], ["王芳", "赵小军"]):
        for name in names:
            objected(place, name)
            worked_off(head, place)
        for name, keys, many in (
            ("objections", [], 5),
            ("batches", [place.body.pk], 8),
            ("certificates-sheet", [], 10),  # whose rows left the house is written down
        ):
            with django_assert_num_queries(many):
                assert head.get(reverse(f"desk:{name}", args=keys)).status_code == 200


def test_papers_go_home_in_one_file_for_seven_days_and_then_one_by_one(place: Place, sign_in: SignIn) -> None:
    pupil(place), pupil(place, "王芳", served=False)
    head = sign_in(place.admin)
    batch = worked_off(head, place)
    page, papers = (reverse(f"desk:{name}", args=[batch.pk]) for name in ("batch", "batch-zip"))
    number = Certificate.objects.get().number

    assert "打包下载保留到 3月12日" in said(head.get(page))
    response: Any = head.get(papers)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert response["Content-Disposition"] == 'attachment; filename="certificates-20260305.zip"'
    assert archive.namelist() == [f"李明霞 {number}.pdf"]
    assert archive.read(archive.namelist()[0])[:5] == b"%PDF-"
    assert sign_in(place.officer).get(papers).status_code == 404

    with time_machine.travel(NOW + timedelta(days=7, seconds=1), tick=False):
        assert "打包下载已经过期" in said(head.get(page))
        assert head.get(papers).status_code == 404
    assert Certificate.objects.get().state == "valid"


def refused(fault: type[DomainError], action: Any, **asked: Any) -> None:
    """It is refused, and neither an objection, a certificate nor a line of the audit is touched."""

    def kept() -> list[Any]:
        objections = CertificateObjection.objects.order_by("id").values_list("state", "answer", "text")
        papers = Certificate.objects.order_by("id").values_list("state", "revoked_reason")
        return [*objections, *papers, AuditLine.objects.count()]

    before = kept()
    with pytest.raises(fault):
        action(at=NOW, **asked)
    assert kept() == before


def test_a_member_objects_until_the_last_day_but_not_to_a_revoked_paper(place: Place) -> None:
    number, by = issued(place).number, registry.volunteer_standing(pupil(place, "王芳", served=False))
    Certificate.objects.update(public_until=TODAY, state="revoked")
    refused(NotPublic, object_to, by=by, number=number, text="不对")
    Certificate.objects.update(state="valid")
    assert object_to(by=by, number=number, text="长" * 400, at=NOW).state == "open"


def test_an_answer_needs_words_and_somebody_in_charge_and_is_given_once(place: Place) -> None:
    objection = objected(place)
    asked = {"objection": objection, "answer": "查过了"}
    officer = registry.make_officer()

    for by in (registry.make_officer(registry.make_region_tree().fenyi), registry.make_leader(place.body)):
        refused(ObjectionNotFound, answer_objection, by=by, upheld=False, **asked)
    for answer in ("", " \n ", "长" * 201):
        refused(AnswerNeeded, answer_objection, by=officer, upheld=True, objection=objection, answer=answer)
    refused(NotAllowed, answer_objection, by=registry.standing_of(place.admin), upheld=True, **asked)

    Certificate.objects.update(state="revoked", revoked_reason="早已撤销")
    found = answer_objection(by=officer, upheld=True, at=NOW, **asked)
    assert (found.state, found.answer, found.answered_by_id) == ("upheld", "查过了", officer.account_id)
    assert Certificate.objects.get().revoked_reason == "早已撤销"
    assert list(waiting_objections(officer)) == []
    refused(ObjectionAnswered, answer_objection, by=officer, upheld=False, **asked)
