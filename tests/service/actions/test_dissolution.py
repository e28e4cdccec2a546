"""An organisation ends with nothing open, and another one certifies what it recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.body_errors import NoteMissing, SuccessorWrong
from redvest.registry.choices import BodyFact, BodyState, BrandKind, JoinKind
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, BodyChange, Brand, JoinRequest, Membership, OutgoingMessage
from redvest.service.actions import dissolution
from redvest.service.actions.dissolution import dissolve_body
from redvest.service.choices import ActivityState, RequestState
from redvest.service.errors import BodyUnsettled, SuccessorNeeded
from redvest.service.models import BackfillRequest
from redvest.service.queries.certificate import issuing_body
from redvest.service.queries.dissolution import Unsettled, unsettled_of
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    """Only a demo keeps the texts that it sent."""
    settings.REDVEST_DEMO = True


def end(body: Body, *, by: Any = None, successor: Body | None = None, note: str = "并入") -> Body:
    code = successor.code if successor else ""
    return dissolve_body(by=by or make.make_officer(), body=body, successor_code=code, note=note, at=make.NOW)


def stands(body: Body) -> bool:
    """Nothing was written: the body, its audit and the texts are as they were."""
    state = Body.objects.get(pk=body.pk).state
    lines = AuditLine.objects.filter(verb="exit_body").exists()
    return state == BodyState.ACTIVE and not lines and not OutgoingMessage.objects.exists()


def test_the_successor_issues_and_everybody_is_told() -> None:
    body, heir = make.make_body(name="旧队"), make.make_body(name="新队")
    make.make_body_admin(body)
    make.make_body_admin(heir)
    volunteer = make.make_volunteer(phone="19907901111")
    Membership.objects.create(city=body.city, body=body, volunteer=volunteer, joined_on=make.TODAY)
    service.make_entry(volunteer=volunteer, body=body)

    end(body, successor=heir)

    assert issuing_body(Body.objects.get(pk=body.pk)) == heir
    assert Membership.objects.get().left_on == make.TODAY
    texts = list(OutgoingMessage.objects.values_list("text", flat=True))
    assert len(texts) == 3
    assert all("旧队" in text and "新队" in text for text in texts)


def test_hours_on_record_need_a_successor() -> None:
    body = make.make_body()
    service.make_entry(volunteer=make.make_volunteer(), body=body)

    with pytest.raises(SuccessorNeeded):
        end(body)

    assert stands(body)


def test_without_records_it_ends_alone() -> None:
    body = make.make_body()

    end(body)

    assert (body.state, body.successor) == (BodyState.EXITED, None)
    with pytest.raises(BodyNotActive):
        end(body)


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.PUBLISHED])
def test_an_unfinished_activity_comes_first(state: ActivityState) -> None:
    body = make.make_body()
    service.make_activity(body=body, state=state)

    with pytest.raises(BodyUnsettled) as refused:
        end(body, successor=make.make_body())

    assert refused.value.details == {"activities": 1, "sheets": 0, "requests": 0}
    assert stands(body)


def test_what_is_over_does_not_hold_it_up() -> None:
    body = make.make_body()
    for state in (ActivityState.CANCELLED, ActivityState.CLOSED):
        service.make_activity(body=body, state=state)

    assert unsettled_of(body) == Unsettled(0, 0, 0)


def test_an_open_backfill_comes_first() -> None:
    body = make.make_body()
    BackfillRequest.objects.create(
        city=body.city, body=body, region_path=body.region_path, title="清扫", place_name="广场", content="清扫",
        starts_at=make.NOW, ends_at=make.NOW + service.HOUR, reason="断网", asked_by=make.make_account(),
        asked_at=make.NOW,
    )  # fmt: skip

    with pytest.raises(BodyUnsettled):
        end(body)
    assert stands(body)

    BackfillRequest.objects.update(state=RequestState.REFUSED)
    assert end(body).state == BodyState.EXITED


def test_who_may_and_into_what() -> None:
    body = make.make_body()
    for by in (make.make_body_admin(body), make.make_leader(body), make.make_member()):
        with pytest.raises(NotAllowed):
            end(body, by=by)
    for wrong in (body, make.make_body(state=BodyState.SUSPENDED)):
        with pytest.raises(SuccessorWrong):
            end(body, successor=wrong)
    with pytest.raises(NoteMissing):
        end(body, note=" ")

    assert stands(body)


def test_what_waits_ends_with_it_and_only_this_action_ends_anything() -> None:
    body, person = make.make_body(), make.make_volunteer()
    asked = JoinRequest.objects.create(
        city=body.city, body=body, volunteer=person, kind=JoinKind.APPLICATION, asked_at=make.NOW
    )
    change = BodyChange.objects.create(
        city=body.city, body=body, fact=BodyFact.NAME, before=body.name, after="新名", reason="改名", proof_key="k",
        proof_type="application/pdf", asked_at=make.NOW,
    )  # fmt: skip
    brand = Brand.objects.create(
        city=body.city, body=body, kind=BrandKind.TEAM, name="黎明脚步", began_on=make.TODAY, registered_at=make.NOW
    )  # fmt: skip
    end(body)
    for row in (asked, change, brand):
        row.refresh_from_db()
    assert (asked.state, change.state, brand.ended_on) == ("withdrawn", "withdrawn", make.TODAY)
    source = Path(dissolution.__file__).parents[2]
    callers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "exit_body(" in path.read_text(encoding="utf-8")
    }
    assert callers == {"registry/actions/body.py", "service/actions/dissolution.py"}
