"""Facts, brands and changes of an organisation at the desk."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.brand import register_brand
from redvest.registry.choices import Role
from redvest.registry.models import Body, BodyChange, Brand
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_body_change import ask
from tests.registry.actions.test_qualification import PDF

pytestmark = pytest.mark.django_db


def at(place: Place, name: str, *more: object) -> str:
    return reverse(f"desk:{name}", args=[place.body.pk, *more])


def test_a_head_registers_a_brand_that_everybody_reads(place: Place, sign_in: SignIn) -> None:
    client, public = sign_in(place.admin), reverse("site:body", args=[place.body.pk])
    sent = {
        "brand-kind": "team", "brand-name": "黎明脚步", "brand-about": "清晨捡垃圾", "brand-began_on": "2012-03-05",
        "verb": "brand",
    }  # fmt: skip
    assert "记下了" in client.post(at(place, "body-facts"), sent, follow=True).content.decode()
    assert "清晨捡垃圾" in Client().get(public).content.decode()
    again = client.post(at(place, "body-facts"), sent)
    assert again.status_code == 422 and "正在使用" in again.content.decode()

    end = at(place, "brand-end", Brand.objects.get().pk)
    assert "停用了" in client.post(end, follow=True).content.decode()
    assert "清晨捡垃圾" not in Client().get(public).content.decode()
    assert client.post(end).status_code == 404


def test_an_officer_notes_who_stands_above_and_the_mark(place: Place, sign_in: SignIn) -> None:
    above, client = registry.make_body(name="市志愿者协会"), sign_in(place.officer)
    both = {"upper-parent_code": above.code, "upper-liaison_code": above.code, "verb": "upper"}
    refused = client.post(at(place, "body-facts"), both)
    assert refused.status_code == 422 and "只能填一个" in refused.content.decode()
    client.post(at(place, "body-facts"), {**both, "upper-parent_code": ""})
    client.post(
        at(place, "body-facts"), {"mark-number": "赣志标001", "mark-on": "2021-03-05", "verb": "mark"}
    )
    contact = {
        "contact-name": "陈小梅", "contact-phone": "0790-6440000", "contact-address": "", "contact-capacity": "30",
        "verb": "contact",
    }  # fmt: skip
    client.post(at(place, "body-facts"), contact)
    place.body.refresh_from_db()
    assert (place.body.liaison, place.body.parent, place.body.capacity) == (above, None, 30)
    said = Client().get(reverse("site:body", args=[place.body.pk])).content.decode()
    assert "市志愿者协会" in said and "赣志标001" in said


def test_a_rename_goes_from_the_head_to_the_officer(place: Place, sign_in: SignIn) -> None:
    head, officer = sign_in(place.admin), sign_in(place.officer)
    proof = SimpleUploadedFile("批复.pdf", PDF, "application/pdf")
    sent = {"fact": "name", "after": "晨光志愿服务队", "reason": "换届改名", "proof": proof}
    assert "交上去了" in head.post(at(place, "body-changes"), sent, follow=True).content.decode()
    change = BodyChange.objects.get()
    assert "晨光志愿服务队" in officer.get(reverse("desk:body-changes-waiting")).content.decode()
    assert officer.get(at(place, "body-change-proof", change.pk)).content == PDF

    decide = at(place, "body-change-decide", change.pk)
    assert "为什么" in officer.post(decide, {"verb": "refuse", "note": ""}, follow=True).content.decode()
    assert "已经改好" in officer.post(decide, {"verb": "accept"}, follow=True).content.decode()
    public = Client().get(reverse("site:body", args=[place.body.pk])).content.decode()
    assert "晨光志愿服务队" in public and "用过的名称" in public and "黎明脚步志愿队" in public
    assert "周建国" in head.get(at(place, "body-changes")).content.decode()


def test_a_head_takes_a_request_back_and_a_bad_file_is_refused(place: Place, sign_in: SignIn) -> None:
    head = sign_in(place.admin)
    bad = SimpleUploadedFile("x.exe", b"MZ" + b"0" * 300)
    page = head.post(
        at(place, "body-changes"), {"fact": "name", "after": "晨光队", "reason": "改名", "proof": bad}
    )
    assert page.status_code == 422 and "附一份证明文件" in page.content.decode()
    change = ask(place.body)
    assert (
        "撤回了"
        in head.post(
            at(place, "body-change-decide", change.pk), {"verb": "withdraw"}, follow=True
        ).content.decode()
    )


def test_who_may(place: Place, sign_in: SignIn) -> None:
    change = ask(place.body)
    brand = register_brand(
        by=registry.make_officer(), body=place.body, kind="team", name="黎明脚步", about="", began_on=date(2012, 3, 5), at=NOW
    )  # fmt: skip
    pages = [at(place, "body-facts"), at(place, "body-changes")]
    for account, reads in (
        (place.leader, 200),
        (place.stranger, 404),
        (place.far_officer, 404),
        (place.member, 403),
    ):
        client = sign_in(account)
        assert [client.get(page).status_code for page in pages] == [reads, reads]
        assert client.get(at(place, "body-change-proof", change.pk)).status_code in (403, 404)
        assert client.post(at(place, "body-change-decide", change.pk), {"verb": "accept"}).status_code in (
            403,
            404,
        )
        assert client.post(at(place, "brand-end", brand.pk)).status_code in (403, 404)
        sent = {"mark-number": "赣志标001", "mark-on": "2021-03-05", "verb": "mark"}
        assert client.post(at(place, "body-facts"), sent).status_code in (403, 404)
    assert sign_in(place.admin).post(at(place, "body-facts"), sent).status_code == 403
    assert sign_in(place.admin).get(reverse("desk:body-changes-waiting")).status_code == 403
    place.body.refresh_from_db()
    assert place.body.mark_number == "" and Brand.objects.get().ended_on is None
    assert BodyChange.objects.get().state == "open"


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_costs_the_same_however_much(place: Place, as_officer: Client, count: int) -> None:
    for turn in range(count):
        ask(registry.make_body(), after=f"新名字{turn}")
    spent = []
    for address in (reverse("desk:body-changes-waiting"), at(place, "body-changes"), at(place, "body-facts")):
        with CaptureQueriesContext(connection) as asked:
            assert as_officer.get(address).status_code == 200
        spent.append(len(asked))
    assert spent == [5, 8, 6]


def test_who_would_be_refused_reads_why_and_finds_no_button(place: Place, sign_in: SignIn) -> None:
    page = reverse("desk:body-changes", args=[place.body.pk])
    change = ask(place.body, registry.standing_of(place.admin))
    officer = sign_in(place.officer)
    assert 'value="accept"' in officer.get(page).content.decode()
    BodyChange.objects.filter(pk=change.pk).update(asked_by=place.officer)
    said = officer.get(page).content.decode()
    assert 'value="accept"' not in said and "这份变更是你提的" in said
    BodyChange.objects.filter(pk=change.pk).update(asked_by=place.admin)
    registry.make_grant(account=place.officer, role=Role.BODY_ADMIN, body=place.body)
    said = officer.get(page).content.decode()
    assert 'value="accept"' not in said and "这个组织由你负责" in said


def test_brands_are_written_where_they_may_be(place: Place, sign_in: SignIn) -> None:
    page = at(place, "body-facts")
    assert "登记一个品牌" in sign_in(place.officer).get(page).content.decode()
    leader = sign_in(place.leader).get(page).content.decode()
    assert "登记一个品牌" not in leader and "由组织负责人或所在区域的工作人员登记" in leader
    Body.objects.filter(pk=place.body.pk).update(state="suspended")
    rests = sign_in(place.officer).get(page).content.decode()
    assert "登记一个品牌" not in rests and "正常状态时才能登记新品牌" in rests
