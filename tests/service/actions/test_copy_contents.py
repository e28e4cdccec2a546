"""What is in the copy that a person takes along, list by list; what is not; and who else leaves with rows."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.guardian import end_guardian
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.actions.recipient import allow_recipient, stop_recipient
from redvest.registry.actions.unmask import unmask
from redvest.registry.choices import ConsentPurpose
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Consent, Membership, OutgoingMessage, SharingLine, Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries import secret
from redvest.service.actions.insured_roster import freeze_roster
from redvest.service.actions.portability import BASIS, take_copy
from redvest.service.actions.sharing import ROSTER_FIELDS, share_register, share_roster
from redvest.service.choices import SignUpState
from redvest.service.queries.copy_sheet import counted, rows_of, summary
from redvest.service.queries.portability import whole_copy
from redvest.service.queries.register import RegisterFilter
from redvest.service.rules.copy_pdf import copy_zip
from tests.factories import registry as make
from tests.factories import service
from tests.registry.actions.test_child import registered

NOW, HOUR = make.NOW, service.HOUR
QUERIES = 48  # six of them are over what one is reached: mail, choices, browsers, WeChat, the calendar feed


def message(phone: str, text: str, at: datetime, city: str = make.CITY) -> OutgoingMessage:
    sealed = secret.keep_phone(phone, context=secret.MESSAGE_PHONE).sealed
    return OutgoingMessage.objects.create(
        city=city, phone_sealed=sealed, phone_tail=phone[-4:], text=text, sent_at=at
    )


@pytest.mark.django_db
def test_somebody_new_takes_empty_lists_and_a_sheet_of_noughts() -> None:
    copy = whole_copy(make.make_volunteer(name="李明霞"), NOW)
    assert [key for key, _ in counted() if rows_of(copy, key)] == []
    assert copy["recipients"] == copy["guardians"] == copy["seen_by"] == []
    sheet = summary(copy)
    assert [(each["title"], each["rows"]) for each in sheet["sections"]] == [
        (label, []) for _, label in counted()
    ]
    assert (sheet["name"], sheet["made_on"]) == ("李明霞", "2026-03-05")


@pytest.mark.django_db
def test_a_childs_copy_names_the_guardians_and_ends_of_phones() -> None:
    mother = make.make_account(name="王梅", phone="19907908871")
    child = registered(mother)
    end_guardian(by=make.standing_of(mother), child=child, at=NOW)
    copy = whole_copy(child, NOW)
    assert copy["guardians"] == [
        {"name": "王梅", "relation": "父亲", "phone_tail": "8871", "agreed_at": NOW, "ended_at": NOW}
    ]
    assert {each["read_by_name"] for each in copy["consents"]} == {None}


@pytest.mark.django_db
def test_past_memberships_withdrawn_consents_and_cancelled_places_are_in_it() -> None:
    person, body = make.make_volunteer(), make.make_body(name="黎明脚步志愿队")
    for begin, end in ((date(2025, 6, 1), None), (date(2024, 1, 1), date(2024, 12, 31))):
        Membership.objects.create(city=person.city, body=body, volunteer=person, joined_on=begin, left_on=end)
    Consent.objects.create(
        volunteer=person,
        purpose=ConsentPurpose.PUBLISH_NAME,
        wording="1",
        given_at=NOW - HOUR,
        withdrawn_at=NOW,
    )
    post = service.make_post(activity=service.make_activity(body=body, title="给养老院修剪花木"))
    service.make_signup(post=post, volunteer=person, state=SignUpState.CANCELLED)
    service.make_signup(post=post, volunteer=make.make_volunteer())

    copy = whole_copy(person, NOW)
    assert [(each["joined_on"], each["left_on"]) for each in copy["memberships"]] == [
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2025, 6, 1), None),
    ]
    assert [(each["purpose"], each["withdrawn_at"]) for each in copy["consents"]] == [("publish-name", NOW)]
    assert [(each["activity"], each["state"]) for each in copy["signups"]] == [
        ("给养老院修剪花木", "cancelled")
    ]


@pytest.mark.django_db
def test_stays_and_hours_are_the_persons_own_and_the_earliest_comes_first() -> None:
    person, other, body = make.make_volunteer(), make.make_volunteer(), make.make_body()
    post = service.make_post(activity=service.make_activity(body=body, starts_at=NOW - 3 * HOUR))
    for each in (person, other):
        service.make_stay(
            signup=service.make_signup(post=post, volunteer=each), in_at=NOW - 3 * HOUR, out_at=NOW
        )
        service.make_entry(volunteer=each, body=body, minutes=195, starts_at=NOW - 90 * HOUR, at=NOW)
    service.make_entry(volunteer=person, body=body, minutes=60, at=NOW - HOUR)

    copy = whole_copy(person, NOW)
    assert [(each["in_at"], each["proofs"]) for each in copy["attendance"]] == [
        (NOW - 3 * HOUR, ["leader-scan"])
    ]
    assert [each["minutes"] for each in copy["hours"]] == [60, 195]
    sheet = {each["title"]: each["rows"] for each in summary(copy)["sections"]}
    assert [row[3] for row in sheet["时长记录"]] == ["1 小时", "3 小时 15 分"]


@pytest.mark.django_db
def test_messages_tell_when_and_never_what_and_only_to_the_whole_same_number() -> None:
    person = make.make_volunteer(phone="19907912345")
    message("19907912345", "验证码 246810", NOW)
    message("19907912345", "活动改期", NOW - HOUR)
    message("19807912345", "别人的验证码 135790", NOW)  # the same tail, another phone
    message("19907912345", "别的城市", NOW, city="410800")

    copy = whole_copy(person, NOW)
    assert copy["messages"] == [
        {"sent_at": NOW - HOUR, "phone": "*******2345"},
        {"sent_at": NOW, "phone": "*******2345"},
    ]
    assert "246810" not in json.dumps(copy, default=str)
    Volunteer.objects.filter(pk=person.pk).update(phone_hash=None, phone_tail="", phone_sealed=None)
    person.refresh_from_db()
    assert whole_copy(person, NOW)["messages"] == []


@pytest.mark.django_db
def test_it_names_who_was_let_in_and_who_looked() -> None:
    person = make.make_volunteer(birth_on=date(2008, 3, 5))
    own, officer = make.volunteer_standing(person), make.make_officer()
    consent = allow_recipient(
        by=own, volunteer=person, recipient="新余学院", purpose="学分", expires_on=make.TODAY, at=NOW
    )
    stop_recipient(by=own, volunteer=person, consent_id=consent.pk, at=NOW + HOUR)
    unmask(by=officer, volunteer=person, field="phone", reason="活动改期通知", at=NOW + HOUR)
    open_minor(by=officer, volunteer=person, reason="safety", words="核对紧急联系人", at=NOW)
    unmask(by=own, volunteer=person, field="phone", reason="自己看一下", at=NOW)

    copy = whole_copy(person, NOW + HOUR)
    assert [(each["recipient"], each["withdrawn_at"]) for each in copy["recipients"]] == [
        ("新余学院", NOW + HOUR)
    ]
    assert [(each["by"], each["what"], each["reason"]) for each in copy["seen_by"]] == [
        ("刘区域", "record", "核对紧急联系人"),
        ("刘区域", "phone", "活动改期通知"),
    ]


@pytest.mark.django_db
def test_each_taking_is_in_the_next_copy_and_none_before_it() -> None:
    person = make.make_volunteer(name="李明霞")
    own = make.volunteer_standing(person)
    for before in (0, 1):
        box = zipfile.ZipFile(io.BytesIO(take_copy(by=own, volunteer=person, at=NOW)))
        assert len(json.loads(box.read("data.json"))["given_to"]) == before
    line = SharingLine.objects.order_by("id").last()
    assert line is not None
    assert (line.recipient, line.basis, line.people, line.region_path) == (
        "李明霞",
        BASIS,
        1,
        person.region_path,
    )
    assert AuditLine.objects.filter(verb="share_data", actor_id=own.account_id).count() == 2


@pytest.mark.django_db
def test_no_officer_head_or_guest_takes_a_persons_copy() -> None:
    person, body = make.make_volunteer(), make.make_body()
    Membership.objects.create(city=person.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    for by in (make.make_centre(), make.make_officer(), make.make_body_admin(body), make.make_member()):
        with pytest.raises(NotTheGuardian):
            take_copy(by=by, volunteer=person, at=NOW)
    with pytest.raises(Unauthenticated):
        take_copy(by=GUEST_STANDING(make.CITY), volunteer=person, at=NOW)
    assert not SharingLine.objects.exists() and not AuditLine.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_record_costs_no_more(django_assert_num_queries: Any, count: int) -> None:
    person, body = make.make_volunteer(), make.make_body()
    for n in range(count):
        begin = NOW - (n + 2) * 24 * HOUR
        activity = service.make_activity(body=body, starts_at=begin)
        signup = service.make_signup(post=service.make_post(activity=activity), volunteer=person)
        service.make_stay(signup=signup, in_at=begin, out_at=begin + HOUR)
        service.make_entry(volunteer=person, body=body, starts_at=begin, activity=activity)
    with django_assert_num_queries(QUERIES):
        copy = whole_copy(person, NOW)
    assert len(copy["hours"]) == len(copy["signups"]) == len(copy["attendance"]) == count


@pytest.mark.django_db
def test_a_roster_that_leaves_names_the_people_on_it() -> None:
    start = NOW + HOUR
    body = make.make_body()
    activity = service.make_activity(body=body, title="陪独居老人买菜", starts_at=start)
    person = make.make_volunteer()
    service.make_signup(post=service.make_post(activity=activity), volunteer=person, at=NOW - HOUR)
    share: dict[str, Any] = {"activity": activity, "whole": False, "reason": "", "at": start}
    for by in (make.make_member(), make.make_body_admin(make.make_body())):
        with pytest.raises(NotAllowed):
            share_roster(by=by, **share)
    assert not SharingLine.objects.exists()

    freeze_roster(activity_id=activity.pk, at=start)
    share_roster(by=make.make_body_admin(body), **share)
    share_roster(by=make.make_officer(), **share | {"whole": True, "reason": " 保险公司  理赔 "})
    lines = list(SharingLine.objects.order_by("id"))
    assert [line.purpose for line in lines] == ["活动名单：陪独居老人买菜", "保险公司 理赔"]
    assert all(line.volunteer_ids == [person.pk] and line.fields == list(ROSTER_FIELDS) for line in lines)


@pytest.mark.django_db
def test_the_register_leaves_with_heads_and_officers_alone() -> None:
    body = make.make_body()
    for by in (make.make_member(), make.make_leader(body)):
        with pytest.raises(NotAllowed):
            share_register(by=by, wanted=RegisterFilter(), at=NOW)
    assert not SharingLine.objects.exists() and not AuditLine.objects.exists()
    share_register(by=make.make_body_admin(body), wanted=RegisterFilter(), at=NOW)
    assert SharingLine.objects.get().region_path == body.region_path


@settings(max_examples=30)
@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.none(), max_size=4),
    st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)),
)
def test_the_same_copy_and_moment_make_the_same_zip_and_nothing_is_lost(
    data: dict[str, Any], at: datetime
) -> None:
    made = copy_zip(data, b"%PDF-", {}, at)
    assert made == copy_zip(data, b"%PDF-", {}, at)
    box = zipfile.ZipFile(io.BytesIO(made))
    assert json.loads(box.read("data.json")) == data and box.read("copy.pdf") == b"%PDF-"
    moment = datetime(*box.getinfo("data.json").date_time)
    assert timedelta(0) <= at.replace(microsecond=0) - moment < timedelta(seconds=2)
