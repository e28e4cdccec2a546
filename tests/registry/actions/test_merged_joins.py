"""What a record brought with it when it was merged: its person leaves, takes back and answers it, and counts once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse

from redvest.registry.actions import merge
from redvest.registry.actions.joining import answer_invitation, ask_to_join, decide_application, withdraw_join
from redvest.registry.actions.membership import end_membership, enrol, leave_body
from redvest.registry.actions.recipient import allow_recipient, stop_recipient
from redvest.registry.actions.station_holding import leave_team
from redvest.registry.choices import JoinKind, JoinState, MembershipConsent, RightState
from redvest.registry.membership_errors import AlreadyMember, JoinWaiting, NotMember, TooManyBodies
from redvest.registry.models import (
    Body,
    JoinRequest,
    Membership,
    OutgoingMessage,
    RecipientConsent,
    RightsRequest,
    StationMember,
    Volunteer,
)
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries.joining import answered_of, standing_in_body, waiting_of
from redvest.registry.queries.merge import living_record
from redvest.registry.queries.rights_request import rights_of
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def belongs(person: Volunteer, body: Body) -> Membership:
    return Membership.objects.create(
        city=CITY, body=body, volunteer=person, joined_on=TODAY, consent="paper", consented_at=NOW
    )


def asked(person: Volunteer, body: Body, kind: JoinKind = JoinKind.APPLICATION, **given: Any) -> JoinRequest:
    return JoinRequest.objects.create(
        city=CITY, body=body, volunteer=person, kind=kind, asked_at=NOW, **given
    )


def join(person: Volunteer, body: Body) -> Membership:
    return enrol(
        by=make.volunteer_standing(person), body=body, volunteer_id=person.pk,
        consent=MembershipConsent.APPLIED, at=NOW,
    )  # fmt: skip


def live(body: Body) -> int:
    return Membership.objects.filter(body=body, left_on__isnull=True).count()


def test_leaving_ends_what_the_merged_record_joined() -> None:
    (old, kept), body, station = two_records(), make.make_body(), make.make_station()
    belongs(old, body)
    StationMember.objects.create(station=station, volunteer=old, starts_on=TODAY)
    with pytest.raises(NotMember):
        leave_body(by=make.volunteer_standing(kept), body=body, at=NOW)
    merged(old, kept)
    by = make.volunteer_standing(kept)
    assert standing_in_body(by, body) == "member"

    leave_body(by=by, body=body, at=NOW)
    leave_team(by=by, station=station, at=NOW)

    assert (live(body), StationMember.objects.get().ends_on) == (0, TODAY)


def test_nobody_belongs_twice_through_two_records() -> None:
    (old, kept), body = two_records(), make.make_body()
    belongs(old, body)
    merged(old, kept)

    with pytest.raises(AlreadyMember):
        ask_to_join(by=make.volunteer_standing(kept), body=body, at=NOW)
    with pytest.raises(AlreadyMember):
        join(kept, body)
    assert (live(body), JoinRequest.objects.count()) == (1, 0)

    for _ in range(4):
        belongs(old, make.make_body())
    with pytest.raises(TooManyBodies):
        join(kept, make.make_body())


@override_settings(REDVEST_DEMO=True)
def test_a_head_ends_both_and_the_person_hears_it() -> None:
    (old, kept), body = two_records(), make.make_body()
    there = belongs(old, body)
    belongs(kept, body)
    merged(old, kept)

    end_membership(by=make.make_body_admin(body), membership=there, note="一年没来", at=NOW)

    assert live(body) == 0
    assert OutgoingMessage.objects.get().phone_tail == Volunteer.objects.get(pk=kept.pk).account.phone_tail


def test_what_was_open_is_answered_by_and_for_who_lives_on() -> None:
    (old, kept), body, other, third = two_records(), make.make_body(), make.make_body(), make.make_body()
    applied, invited = asked(old, body), asked(old, other, JoinKind.INVITATION)
    third_one = asked(old, third)
    asked(old, make.make_body(), state=JoinState.DECLINED, decided_at=NOW)
    merged(old, kept)
    by = make.volunteer_standing(kept)
    assert set(waiting_of(kept.pk)) == {applied, invited, third_one}
    assert answered_of(kept.pk).count() == 1
    assert standing_in_body(by, body) == "application"
    with pytest.raises(JoinWaiting):
        ask_to_join(by=by, body=body, at=NOW)

    withdraw_join(by=by, request=third_one, at=NOW)
    answer_invitation(by=by, request=invited, yes=True, at=NOW)
    decide_application(by=make.make_body_admin(body), request=applied, accept=True, at=NOW)

    made = Membership.objects.values_list("volunteer_id", "body_id")
    assert set(made) == {(kept.pk, body.pk), (kept.pk, other.pk)}
    assert not waiting_of(kept.pk).exists()


def test_a_recipient_is_stopped_and_replaced_across_records() -> None:
    old, kept = two_records()
    until = TODAY + timedelta(days=90)
    given = [
        RecipientConsent.objects.create(
            volunteer=old, recipient=name, purpose="投保", expires_on=until, given_at=NOW
        )
        for name in ("甲公司", "乙公司")
    ]
    by = make.volunteer_standing(kept)
    with pytest.raises(ConsentNotGiven):
        stop_recipient(by=by, volunteer=kept, consent_id=given[0].pk, at=NOW)
    merged(old, kept)
    by = make.volunteer_standing(kept)

    stop_recipient(by=by, volunteer=kept, consent_id=given[0].pk, at=NOW)
    anew = allow_recipient(
        by=by, volunteer=kept, recipient="乙公司", purpose="投保", expires_on=until, at=NOW
    )

    assert list(RecipientConsent.objects.filter(withdrawn_at__isnull=True)) == [anew]


def test_a_request_of_the_merged_record_is_seen_and_taken_back(client: Any) -> None:
    old, kept = two_records()
    waits = RightsRequest.objects.create(
        city=CITY, region_path=f"{CITY}/", volunteer=old, kind="access", words="看看我的信息",
        asked_at=NOW, due_on=TODAY,
    )  # fmt: skip
    assert not rights_of([kept]).exists()
    merged(old, kept)
    assert list(rights_of([kept])) == [waits]

    client.force_login(kept.account)
    client.post(reverse("site:rights-take-back", args=[waits.pk]))

    waits.refresh_from_db()
    assert waits.state == RightState.TAKEN_BACK


def test_a_record_leads_to_the_one_that_lives_on_while_the_link_holds() -> None:
    old, kept = two_records()
    assert living_record(old.pk) == old.pk
    link = merged(old, kept)
    assert (living_record(old.pk), living_record(kept.pk)) == (kept.pk, kept.pk)
    merge.undo_merge(by=make.make_officer(), merge_id=link.pk, at=NOW)
    assert living_record(old.pk) == old.pk
