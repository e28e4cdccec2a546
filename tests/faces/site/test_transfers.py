"""Hours of another system, handed in on the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.registry.models import Body
from redvest.service.models import EvidenceFile, TransferRequest
from tests.faces.site.conftest import words
from tests.factories.evidence import pdf

pytestmark = pytest.mark.django_db


def sent(to: Body, /, **changes: Any) -> dict[str, Any]:
    return {
        "title": "敬老院服务", "starts_at": "2025-12-06T09:00", "ends_at": "2025-12-06T12:00", "minutes": "180",
        "system": "江西志愿服务网", "receipt": "JX-17", "body": str(to.pk),
        "papers": SimpleUploadedFile("证明.pdf", pdf(), "application/pdf"), **changes,
    }  # fmt: skip


def test_hours_of_another_system_are_brought_with_their_paper(me: Client, body: Body) -> None:
    assert "D（未核验）" in words(me.get("/me/transfers/"))
    after = me.post("/me/transfers/", sent(body), follow=True)
    request = TransferRequest.objects.get()
    assert (request.system, request.receipt, request.minutes) == ("江西志愿服务网", "JX-17", 180)
    assert EvidenceFile.objects.get().media_type == "application/pdf"
    assert "等审核" in words(after)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"papers": ""}, "请附上至少一份材料"),
        ({"papers": SimpleUploadedFile("a.pdf", b"MZ program")}, "不是照片或 PDF"),
        ({"receipt": ""}, "请填写编号"),
        ({"minutes": "181"}, "也不能比起止时间还长"),
        ({"body": "01900000-0000-7000-8000-000000000000"}, "请从列表里选"),
    ],
)
def test_a_faulty_transfer_is_told_and_nothing_is_kept(
    me: Client, body: Body, changes: dict[str, Any], sentence: str
) -> None:
    response = me.post("/me/transfers/", sent(body, **changes))
    assert response.status_code == 422
    assert sentence in words(response)
    assert not TransferRequest.objects.exists()


def test_guests_and_members_bring_nothing(guest: Client, member: Client) -> None:
    for address in ("/me/transfers/", "/me/hours/missing/"):
        assert guest.get(address).status_code == 302
        assert member.get(address).status_code == 403
