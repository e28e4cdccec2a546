"""Cases over all three faces: what the desk offers in each state, what the person is shown, what the API answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Account
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.choices import Grade
from redvest.service.models import CaseEvent, HoursEntry, IntegrityCase
from tests.faces.desk.conftest import Place, SignIn, said
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(place: Place) -> IntegrityCase:
    service.make_entry(
        volunteer=registry.make_volunteer(), body=place.body, grade=Grade.D, minutes=300,
        recorded_by_id=place.admin.pk, at=NOW - timedelta(hours=2),
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    return IntegrityCase.objects.get()


def put(place: Place, state: str, **more: Any) -> None:
    decided = state in ("decided", "appealed", "final")
    IntegrityCase.objects.update(
        state=state,
        outcome="confirmed" if decided else "",
        decided_by=place.officer if decided else None,
        **more,
    )


def kept() -> tuple[Any, ...]:
    return (
        list(IntegrityCase.objects.order_by("id").values()), list(CaseEvent.objects.order_by("id").values()),
        list(HoursEntry.objects.order_by("id").values()),
    )  # fmt: skip


def post(client: Client, name: str, *keys: Any, **form: str) -> str:
    return said(client.post(reverse(name, args=keys), form, follow=True))


def offers(client: Client, case: IntegrityCase) -> set[str]:
    page = said(client.get(reverse("desk:case", args=[case.pk])))
    return {name for name in ("take", "decide", "void") if f'/{name}/"' in page}


@pytest.mark.parametrize(
    ("state", "officer", "centre"),
    [
        ("assigned", set(), {"take"}), ("heard", {"decide"}, {"take"}), ("decided", set(), set()),
        ("appealed", {"decide"}, {"take"}), ("final", {"void"}, {"void"}),
    ],
)  # fmt: skip
def test_the_page_offers_the_next_step_alone(
    case: IntegrityCase, place: Place, sign_in: SignIn, state: str, officer: set[str], centre: set[str]
) -> None:
    put(place, state)
    assert offers(sign_in(place.officer), case) == officer
    assert offers(sign_in(place.centre), case) == centre


def test_once_the_days_to_speak_are_over_the_officer_may_decide(
    case: IntegrityCase, place: Place, sign_in: SignIn
) -> None:
    put(place, "assigned", hear_until=NOW)
    assert offers(sign_in(place.officer), case) == {"decide"}


def test_taking_over_names_the_one_who_took_it(case: IntegrityCase, place: Place, sign_in: SignIn) -> None:
    page = post(sign_in(place.centre), "desk:case-take", case.pk)
    assert "这件事现在由你来办" in page
    assert IntegrityCase.objects.get().officer == place.centre

    before = kept()
    put(place, "heard")
    late = post(sign_in(place.officer), "desk:case-decide", case.pk, answer="no", reasons="没事")
    assert "请先接手" in late
    put(place, "assigned")
    assert kept() == before


@pytest.mark.parametrize("state", ["decided", "final"])
def test_a_step_out_of_turn_is_told_and_changes_nothing(
    case: IntegrityCase, place: Place, as_officer: Client, state: str
) -> None:
    put(place, state)
    before = kept()
    for name, form in (("desk:case-take", {}), ("desk:case-decide", {"answer": "no", "reasons": "没事"})):
        assert "现在不能做这一步" in post(as_officer, name, case.pk, **form)
    assert kept() == before


def test_an_appeal_is_decided_from_the_same_form_by_somebody_else(
    case: IntegrityCase, place: Place, as_officer: Client, sign_in: SignIn
) -> None:
    put(place, "appealed")
    before = kept()
    assert "另一个人" in post(as_officer, "desk:case-decide", case.pk, answer="yes", reasons="维持")
    assert kept() == before
    post(sign_in(place.centre), "desk:case-take", case.pk)
    assert "没有问题" in post(
        sign_in(place.centre), "desk:case-decide", case.pk, answer="no", reasons="照片属实"
    )
    found = IntegrityCase.objects.get()
    assert (found.state, found.outcome, found.decided_by) == ("final", "dismissed", place.centre)


def test_voiding_what_is_not_final_not_of_the_case_or_not_there_changes_nothing(
    case: IntegrityCase, place: Place, as_officer: Client
) -> None:
    entry = HoursEntry.objects.get()
    put(place, "decided")
    before = kept()
    assert "结论生效以后" in post(as_officer, "desk:case-void", case.pk, entry.pk, reason="查实")
    put(place, "final")
    assert "和这件事无关" in post(as_officer, "desk:case-void", case.pk, uuid4(), reason="查实")
    put(place, "decided")
    assert kept() == before


def test_the_person_sees_their_own_steps_and_not_who_stood_where_in_the_office(
    case: IntegrityCase, place: Place, sign_in: SignIn
) -> None:
    page = said(sign_in(place.admin).get(reverse("site:case", args=[case.pk])))
    assert "又有新情况" not in page and "交给专人核实" not in page
    assert "交给专人核实" in said(sign_in(place.officer).get(reverse("desk:case", args=[case.pk])))


@pytest.mark.parametrize(("state", "text", "told"), [
    ("assigned", "  ", "请写明理由"), ("final", "我有话说", "现在不能做这一步"), ("decided", "晚了", "期限已经过了"),
])  # fmt: skip
def test_a_word_that_comes_empty_or_too_late_is_told_and_not_kept(
    case: IntegrityCase, place: Place, sign_in: SignIn, state: str, text: str, told: str
) -> None:
    put(place, state, appeal_until=NOW - timedelta(seconds=1))
    before = kept()
    assert told in post(sign_in(place.admin), "site:case-say", case.pk, text=text)
    assert kept() == before


def asked(who: Account, **query: Any) -> Any:
    return caller_for(who).get("/integrity/cases", **query)


def test_the_api_answers_officers_of_the_place_and_refuses_everybody_else(
    case: IntegrityCase, place: Place
) -> None:
    for who in (place.officer, place.centre):
        (found,) = asked(who).json()["items"]
        assert (found["id"], found["rule"], found["subject"]) == (str(case.pk), "absence", "recorder")
        assert found["rule_words"] == "有时长没到场" and found["officer"] == "刘区域"
        assert found["reason"] == case.reason and found["figures"] == case.figures and found["outcome"] == ""
    assert asked(place.far_officer).json() == {"items": [], "next": None}
    for who in (place.admin, place.leader, place.stranger, place.member):
        problem(asked(who), 403, "not-allowed")
    problem(Caller().get("/integrity/cases"), 401, "unauthenticated")


def test_the_api_hides_a_case_from_an_officer_with_a_part_in_it(case: IntegrityCase, place: Place) -> None:
    put(place, "assigned", involved=[place.officer.pk])
    assert asked(place.officer).json()["items"] == []
    assert len(asked(place.centre).json()["items"]) == 1


def test_the_api_pages_through_the_latest_first_without_loss(case: IntegrityCase, place: Place) -> None:
    row = IntegrityCase.objects.values().get()
    for n in (1, 2):
        IntegrityCase.objects.create(
            **row | {"id": uuid4(), "subject_key": f"{n}", "opened_at": NOW + n * DAY}
        )
    first = asked(place.officer, limit=2).json()
    rest = asked(place.officer, limit=2, after=first["next"]).json()
    opened = [item["opened_at"] for item in first["items"] + rest["items"]]
    assert len(set(opened)) == 3 and opened == sorted(opened, reverse=True) and rest["next"] is None
    problem(asked(place.officer, limit=0), 422, "invalid")


@pytest.mark.parametrize("answer", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_a_decision_without_a_clear_answer_is_none(
    place: Place, case: IntegrityCase, sign_in: SignIn, answer: dict[str, str]
) -> None:
    put(place, "heard", officer=place.officer)
    before = kept()

    assert "请选一个结论" in post(
        sign_in(place.officer), "desk:case-decide", case.pk, reasons="看过了", **answer
    )
    assert kept() == before
