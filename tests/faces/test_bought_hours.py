"""The case that CCTV told (2025): a clerk, a name and a volunteer number make five hours. What comes of it here.

One person at a desk enters hours for somebody who never came. They stay at grade D, and every form in which they leave
the house says 未核验: the public page, the PDF, the credential, its badge, the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from redvest.registry.models import Account, Body, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.credential import baked_badge, credential_text
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.choices import Grade
from redvest.service.models import Activity, Certificate
from redvest.service.queries.certificate import pdf_path
from redvest.service.queries.credential import facts_of, places_of
from redvest.service.queries.file_check import check_file
from redvest.service.rules import badge_png
from redvest.service.rules.credential_token import read
from tests.faces.openapi.conftest import Caller
from tests.faces.site.conftest import words
from tests.factories import registry as make
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
FIVE_HOURS = 300


@pytest.fixture(autouse=True)
def a_day_later() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def buyer() -> Volunteer:
    return make.make_volunteer(name="李明霞")


@pytest.fixture
def team() -> Body:
    return make.make_body(name="黎明脚步志愿队")


@pytest.fixture
def clerk(team: Body) -> Standing:
    return make.make_leader(team)


@pytest.fixture
def activity(team: Body, clerk: Standing) -> Activity:
    account = Account.objects.get(pk=clerk.account_id)
    from_then = make.NOW.replace(hour=0) - timedelta(days=2)
    return make_activity(body=team, leader=account, starts_at=from_then, hours=6)


@pytest.fixture
def on_the_list(buyer: Volunteer, activity: Activity) -> None:
    """A name and a number are all that it takes to be on a list."""
    make_signup(post=make_post(activity=activity), volunteer=buyer)


@pytest.fixture
def certificate(
    buyer: Volunteer, team: Body, clerk: Standing, activity: Activity, on_the_list: None
) -> Certificate:
    [entered] = confirm_hours(
        by=clerk, activity=activity, entries=[HoursForm(buyer.pk, minutes=FIVE_HOURS)], at=make.NOW
    )
    assert (entered.grade, entered.minutes) == (Grade.D, FIVE_HOURS)
    return issue_certificate(by=make.volunteer_standing(buyer), volunteer=buyer, body=team, at=make.NOW)


def test_no_minute_of_it_is_verified(certificate: Certificate) -> None:
    assert certificate.minutes_by_grade == {"A": 0, "B": 0, "C": 0, "D": FIVE_HOURS}


def test_the_public_page_says_so(certificate: Certificate) -> None:
    said = words(Caller().client.get(f"/verify/{certificate.number}"))
    assert "证明有效，时长未核验" in said and "经核验的时长 没有" in said
    assert "另外，不计入 D 5 小时 未核验" in said


def test_the_paper_says_so(certificate: Certificate) -> None:
    pages = PdfReader(BytesIO(pdf_path(certificate).read_bytes())).pages
    said = "".join("".join(page.extract_text() for page in pages).split())
    assert "时间5小时，均未核验" in said and "未核验，不计入" in said and "经核验的服务时间共计" not in said


def test_the_credential_says_so(certificate: Certificate, buyer: Volunteer) -> None:
    text = credential_text(
        by=make.volunteer_standing(buyer),
        number=certificate.number,
        site_address="https://x.example",
        at=make.NOW,
    )
    found = read(text).payload
    what = found["credentialSubject"]["achievement"]
    assert found["name"] == what["name"] == "志愿服务记录（未核验）"
    assert "没有经核验的服务时间" in found["description"] and "5 小时未核验" in found["description"]
    [result] = found["credentialSubject"]["result"]
    assert result["value"] == "300" and result["resultDescription"].endswith("#minutes-d")


def test_the_badge_says_so(certificate: Certificate, buyer: Volunteer) -> None:
    by = make.volunteer_standing(buyer)
    assert baked_badge(by=by, number=certificate.number, site_address="https://x.example", at=make.NOW)
    place = places_of([certificate.pk])[certificate.pk]
    said = badge_png.words(facts_of(certificate, place, "x.example", whole_name=False), "新余志愿")
    assert "未核验" in said["title"] and said["verified"] is False


def test_the_api_says_so(certificate: Certificate) -> None:
    found = Caller().get(f"/certificates/{certificate.number}").json()
    assert (found["minutes"], found["unverified_minutes"]) == (0, FIVE_HOURS)


def test_checking_any_of_its_files_says_so(certificate: Certificate, buyer: Volunteer) -> None:
    asked: dict[str, Any] = {
        "by": make.volunteer_standing(buyer), "number": certificate.number, "site_address": "https://x.example",
        "at": make.NOW,
    }  # fmt: skip
    files = (pdf_path(certificate).read_bytes(), credential_text(**asked).encode(), baked_badge(**asked))
    for data in files:
        found = check_file(data, make.NOW)
        assert found.intact and "都未核验" in found.reasons[0]
