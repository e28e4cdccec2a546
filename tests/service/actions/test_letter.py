"""A leader's letter: to whom it is for, each once, a minor's guardians too, few a day, by nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.setting import set_rule
from redvest.registry.models import Guardian, Message, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.service.actions.letter import send_letter, write_letter
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, RosterLetter
from redvest.service.queries.letter import letters_of
from redvest.service.signup_errors import LettersEnough, LetterWordsWrong, NoRosterToWriteTo
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ground(**more: object) -> tuple[Standing, Activity]:
    body = make.make_body(name="暖阳队")
    return make.make_leader(body), make_activity(body=body, title="公园清洁", **more)  # type: ignore[arg-type]


def on(activity: Activity, state: SignUpState = SignUpState.CONFIRMED, **more: object) -> Volunteer:
    person = make.make_volunteer(**more)  # type: ignore[arg-type]
    make_signup(post=make_post(activity=activity), volunteer=person, state=state)
    return person


def send(by: Standing, activity: Activity, audience: str = "holding", text: str = "改到东门集合") -> int:
    letter = write_letter(by=by, activity=activity, audience=audience, text=text, at=NOW)
    return send_letter(letter_id=letter.pk, at=NOW)


def test_it_reaches_those_it_is_for_once_and_says_from_where() -> None:
    by, activity = ground()
    holder, waiter = on(activity), on(activity, SignUpState.WAITING)
    on(activity, SignUpState.CANCELLED)
    assert send(by, activity) == 1 and send(by, activity, "everybody", "带雨衣") == 2
    first = Message.objects.filter(account=holder.account).earliest("pk")
    assert first.text == "【暖阳队】“公园清洁”负责人来信：改到东门集合"
    assert (first.kind, first.about_kind, first.volunteer) == ("letter", "Activity", holder)
    assert Message.objects.filter(account=waiter.account).count() == 1
    letter = RosterLetter.objects.earliest("pk")
    assert send_letter(letter_id=letter.pk, at=NOW + DAY) == 0 and Message.objects.count() == 3
    assert AuditLine.objects.filter(verb="write_letter").count() == 2


def test_a_minors_guardians_read_it_too() -> None:
    by, activity = ground()
    child = on(activity, birth_on=date(2010, 5, 17))
    mother = make.make_account(name="赵丽")
    phone = secret.open_sealed(mother.phone_sealed, context=secret.ACCOUNT_PHONE)
    kept = secret.keep_phone(phone, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child, name="赵丽", relation="母亲", phone_sealed=kept.sealed, phone_hash=kept.hash,
        phone_tail=kept.tail, place=1,
    )  # fmt: skip
    assert send(by, activity) == 2
    assert set(Message.objects.values_list("account", flat=True)) == {child.account_id, mother.pk}
    (fate,) = letters_of(activity)
    assert (fate.told, fate.read, fate.failed) == (2, 0, 0)


def test_few_a_day_by_the_rule_of_the_place() -> None:
    by, activity = ground()
    on(activity)
    set_rule(
        by=make.make_centre(), key="message.letters_per_day", region=make.make_region_tree().city, value=1,
        effective_on=NOW.date(), basis="本市规定少打扰", at=NOW,
    )  # fmt: skip
    send(by, activity)
    with pytest.raises(LettersEnough):
        send(by, activity)
    assert RosterLetter.objects.count() == 1
    assert write_letter(by=by, activity=activity, audience="holding", text="明天再写", at=NOW + DAY)


def test_what_is_refused_writes_nothing() -> None:
    by, activity = ground()
    with pytest.raises(NoRosterToWriteTo):
        send(by, activity)
    on(activity)
    for text, audience in ((" ", "holding"), ("字" * 501, "holding"), ("你好", "pigeons")):
        with pytest.raises(LetterWordsWrong):
            send(by, activity, audience, text)
    with pytest.raises(NoRosterToWriteTo):
        write_letter(by=by, activity=activity, audience="holding", text="你好", at=activity.ends_at + 8 * DAY)
    for other in (
        make.make_leader(make.make_body()),
        make.make_officer(),
        make.volunteer_standing(make.make_volunteer()),
    ):
        with pytest.raises(NotAllowed):
            send(other, activity)
    Activity.objects.filter(pk=activity.pk).update(state=ActivityState.DRAFT)
    activity.refresh_from_db()
    with pytest.raises(NoRosterToWriteTo):
        send(by, activity)
    assert not RosterLetter.objects.exists() and not Message.objects.exists()
