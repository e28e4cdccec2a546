"""Awards to verify, somebody's record, evaluations and protection at the desk."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from redvest.connectors.storage import storage
from redvest.core.models import AuditLine
from redvest.registry.models import Membership, Volunteer
from redvest.registry.queries import secret
from redvest.service.actions.evaluation import give_feedback
from redvest.service.choices import ActivityState, AwardState
from redvest.service.models import Activity, AwardRecord, Evaluation, InsurancePolicy, RosterFreeze
from redvest.service.rules.evaluation import FeedbackForm
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import parts, registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(place: Place) -> Volunteer:
    found = registry.make_volunteer(name="李明霞", region=place.tree.baihua)
    Membership.objects.create(
        city=place.body.city, body=place.body, volunteer=found, joined_on=date(2025, 1, 1)
    )
    return found


@pytest.fixture
def reported(person: Volunteer) -> AwardRecord:
    award = parts.make_award(volunteer=person, name="抗洪先进个人", state=AwardState.APPLIED)
    award.proof_key = "awards/360500/proof.png"
    award.save()
    storage().write(award.proof_key, parts.PNG)
    return award


def test_an_officer_sees_the_proof_and_says_yes(as_officer: Client, reported: AwardRecord) -> None:
    assert "核实表彰" in said(as_officer.get("/desk/people/"))
    assert "抗洪先进个人" in said(as_officer.get("/desk/awards/"))
    proof = as_officer.get(f"/desk/awards/{reported.pk}/proof/")
    assert proof.content == parts.PNG
    assert proof["Content-Disposition"].startswith("attachment")

    as_officer.post(f"/desk/awards/{reported.pk}/decide/", {"verb": "refuse", "note": ""})
    reported.refresh_from_db()
    assert reported.state == AwardState.APPLIED
    as_officer.post(f"/desk/awards/{reported.pk}/decide/", {"verb": "approve"})

    reported.refresh_from_db()
    assert reported.state == AwardState.RECORDED
    assert "没有等你核实的表彰" in said(as_officer.get("/desk/awards/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_awards_cost_the_same_for_one_and_three(
    as_officer: Client, person: Volunteer, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        parts.make_award(volunteer=person, state=AwardState.APPLIED)
    with django_assert_num_queries(5):
        as_officer.get("/desk/awards/")


def test_the_head_records_an_award_on_somebodys_record_and_takes_it_off(
    place: Place, sign_in: SignIn, person: Volunteer
) -> None:
    head, url = sign_in(place.admin), f"/desk/people/{person.pk}/record/"
    assert "完整档案" in said(head.get(f"/desk/people/{person.pk}/"))
    assert "完整档案" not in said(sign_in(place.leader).get(f"/desk/people/{person.pk}/"))
    typed = {"body": str(place.body.pk), "name": "月度之星", "on": "2026-03-01"}
    assert head.post(url, typed | {"on": "2026-04-01"}).status_code == 422
    assert head.post(url, typed).status_code == 302
    award = AwardRecord.objects.get()
    assert "月度之星" in said(head.get(url))

    head.post(f"/desk/awards/{award.pk}/void/", {"reason": "评选作假"})

    award.refresh_from_db()
    assert award.state == AwardState.VOIDED
    assert "评选作假" in said(head.get(url))


def test_a_record_elsewhere_is_not_found(place: Place, sign_in: SignIn, person: Volunteer) -> None:
    for account in (place.stranger, place.far_officer):
        assert sign_in(account).get(f"/desk/people/{person.pk}/record/").status_code == 404
    assert sign_in(place.centre).get(f"/desk/people/{person.pk}/record/").status_code == 200


@pytest.fixture
def served(place: Place, person: Volunteer) -> Activity:
    others = [registry.make_volunteer() for _ in range(2)]
    return parts.served_on(body=place.body, leader=place.leader, volunteers=[person, *others])


def test_the_leader_evaluates_who_served(as_leader: Client, served: Activity, person: Volunteer) -> None:
    url = f"/desk/activities/{served.pk}/evaluations/"
    assert "评价李明霞" in said(as_leader.get(url))
    typed = {"volunteer": str(person.pk), "punctuality": "5", "attitude": "5", "text": "很耐心"}
    refused = as_leader.post(url, typed)
    assert refused.status_code == 422
    assert "很耐心" in said(refused)
    assert not Evaluation.objects.exists()
    assert as_leader.post(url, typed | {"skill": "4"}).status_code == 302
    assert Evaluation.objects.get().skill == 4
    assert as_leader.post(url, typed | {"volunteer": "x", "skill": "4"}).status_code == 302
    assert Evaluation.objects.count() == 1


def test_what_volunteers_said_shows_from_three_on_and_without_names(
    as_leader: Client, served: Activity
) -> None:
    url = f"/desk/activities/{served.pk}/evaluations/"
    people = Volunteer.objects.filter(attendances__activity=served)
    for turn, each in enumerate(people):
        page = said(as_leader.get(url))
        assert f"现在有 {turn} 个人评过" in page and "集合点好找" not in page
        give_feedback(
            by=registry.volunteer_standing(each),
            activity=served,
            form=FeedbackForm(4, 5, True, "集合点好找"),
            at=NOW,
        )
    page = said(as_leader.get(url))
    assert "集合点好找" in page and "3 / 3" in page and "不会给你看" in page


@pytest.mark.parametrize("count", [1, 3])
def test_evaluations_cost_the_same_for_one_and_three(
    place: Place, as_leader: Client, count: int, django_assert_num_queries: Any
) -> None:
    people = [registry.make_volunteer() for _ in range(count)]
    activity = parts.served_on(body=place.body, leader=place.leader, volunteers=people)
    with django_assert_num_queries(9):
        as_leader.get(f"/desk/activities/{activity.pk}/evaluations/")


def test_a_dangerous_activity_says_what_it_lacks_until_insured(
    place: Place, as_leader: Client, as_officer: Client
) -> None:
    activity = service.make_activity(
        body=place.body, leader=place.leader, dangerous=True, state=ActivityState.SUBMITTED
    )
    url = f"/desk/activities/{activity.pk}/protection/"
    assert "登记了保险才能发布" in said(as_leader.get(f"/desk/activities/{activity.pk}/"))
    as_officer.post(f"/desk/activities/{activity.pk}/approve/", {"affirms": "yes"})
    activity.refresh_from_db()
    assert activity.state == ActivityState.SUBMITTED
    typed = {
        "insurer": "中国人寿财险", "number": "PICC0001", "covers_from": "2026-03-06", "covers_to": "2026-03-06",
    }  # fmt: skip
    assert as_leader.post(url, typed | {"covers_from": "2026-03-07"}).status_code == 422
    assert not InsurancePolicy.objects.exists()
    assert as_leader.post(url, typed).status_code == 302
    assert "PICC0001" in said(as_officer.get(url))
    as_officer.post(f"/desk/activities/{activity.pk}/approve/", {"affirms": "yes"})
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED


def test_opening_the_page_after_the_start_fixes_the_roster(
    as_leader: Client, as_officer: Client, running: Activity, activity: Activity
) -> None:
    join(running, name="李明霞")
    assert "自动定成一份名单" in said(as_leader.get(f"/desk/activities/{activity.pk}/protection/"))
    page = said(as_leader.get(f"/desk/activities/{running.pk}/protection/"))
    assert RosterFreeze.objects.get().activity_id == running.pk
    assert "李明霞" in page and "名单摘要" in page and "带完整证件号码" not in page
    masked = said(as_officer.get(f"/desk/activities/{running.pk}/protection/"))
    assert "李明霞" not in masked and "带完整证件号码" in masked


def _sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_workbook_hides_numbers_and_shows_them_whole_for_a_reason(
    as_leader: Client, as_officer: Client, running: Activity
) -> None:
    person = join(running, name="李明霞")
    url = f"/desk/activities/{running.pk}/protection/roster.xlsx"
    assert as_leader.get(url).status_code == 404
    as_leader.get(f"/desk/activities/{running.pk}/protection/")
    whole = secret.open_sealed(person.id_sealed, context=secret.VOLUNTEER_ID)

    rows = _sheet(as_leader.get(url).content)
    assert rows[1][1] == "李明霞"
    assert "*" in rows[1][3]
    assert whole not in str(rows)
    digest = bytes(RosterFreeze.objects.get().digest).hex()
    assert digest in str(rows)

    assert as_leader.post(url, {"reason": "交给保险公司"}).status_code == 403
    assert as_officer.post(url, {"reason": "x"}).status_code == 302
    assert not AuditLine.objects.filter(verb="unmask").exists()
    full = _sheet(as_officer.post(url, {"reason": "交给保险公司"}).content)
    assert full[1][3] == whole
    assert AuditLine.objects.get(verb="unmask").reason == "交给保险公司"


@pytest.mark.parametrize("count", [1, 3])
def test_protection_costs_the_same_for_one_and_three(
    as_leader: Client, running: Activity, count: int, django_assert_num_queries: Any
) -> None:
    for turn in range(count):
        join(running, name=f"王{turn}")
    url = f"/desk/activities/{running.pk}/protection/"
    as_leader.get(url)
    with django_assert_num_queries(16):
        as_leader.get(url)
