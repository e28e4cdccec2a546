"""Notices: a row for whoever is told, read by nobody else, counted with the session, kept for a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.guardian import keep_guardian
from redvest.registry.actions.inbox import read_all, read_message
from redvest.registry.actions.message import Notice, tell_guardians, tell_person
from redvest.registry.actions.retention import apply_retention
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.message_errors import MessageNotFound
from redvest.registry.models import Message, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.message import account_with_unread, inbox_of
from redvest.registry.rules.registration import GuardianForm
from tests.factories import registry as make
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_who_is_told_finds_it_in_the_inbox_and_the_session_brings_the_number() -> None:
    person = make.make_volunteer()
    assert person.account is not None
    notice = Notice(MessageKind.ACCOUNT, about=person)
    tell_person(volunteer=person, text="【暖阳队】来吧", at=make.NOW, notice=notice)
    tell_accounts(accounts=[person.account], text="再来", at=make.NOW)
    first, last = inbox_of(person.account.pk).order_by("created_at", "id")
    assert (first.text, first.kind, first.urgent) == ("【暖阳队】来吧", "account", True)
    assert (first.about_kind, first.about_id, bytes(first.phone_sealed)) == ("Volunteer", str(person.pk), b"")
    assert last.text.endswith("】再来") and last.kind == "other"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        account = account_with_unread(person.account.pk)
    assert account is not None and account.unread == 2 and len(asked) == 1


def test_reading_counts_once_and_only_for_whom_it_is() -> None:
    mine, other = make.make_volunteer(), make.make_volunteer()
    tell_person(volunteer=mine, text="一", at=make.NOW)
    tell_person(volunteer=mine, text="二", at=make.NOW + DAY)
    found = Message.objects.get(text__endswith="一")
    with pytest.raises(MessageNotFound):
        read_message(by=make.volunteer_standing(other), message_id=found.pk, at=make.NOW)
    assert Message.objects.filter(read_at__isnull=True).count() == 2
    by = make.volunteer_standing(mine)
    assert read_message(by=by, message_id=found.pk, at=make.NOW).read_at == make.NOW
    assert read_message(by=by, message_id=found.pk, at=make.NOW + DAY).read_at == make.NOW
    assert read_all(by=make.volunteer_standing(other), at=make.NOW + DAY) == 0
    assert (read_all(by=by, at=make.NOW), read_all(by=by, at=make.NOW + DAY)) == (0, 1)


def test_a_guardian_reads_of_a_child_in_their_own_inbox_and_a_phone_alone_is_sealed() -> None:
    mother = make.make_account(phone="19907903332")
    child = registered(mother)
    keep_guardian(child=child, form=GuardianForm("李建国", "父亲", "19907903333", ""), at=make.NOW)
    Message.objects.all().delete()
    tell_person(volunteer=child, text="孩子的事", at=make.NOW)
    hers, his = Message.objects.order_by("account_id")
    assert (hers.account, hers.volunteer, bytes(hers.phone_sealed)) == (mother, child, b"")
    assert his.account is None
    assert secret.open_sealed(his.phone_sealed, context=secret.MESSAGE_PHONE) == "19907903333"
    assert tell_guardians(volunteer=child, text="又", at=make.NOW, but=bytes(mother.phone_hash)) == 1
    Volunteer.objects.filter(pk=child.pk).update(birth_on=date(1990, 5, 17))
    assert not tell_person(volunteer=Volunteer.objects.get(pk=child.pk), text="大了", at=make.NOW)


def test_they_go_after_a_year() -> None:
    make.make_region_tree()
    person = make.make_volunteer()
    tell_person(volunteer=person, text="旧", at=make.NOW)
    assert apply_retention(city=make.CITY, at=make.NOW + 365 * DAY)["inbox"] == 0
    assert apply_retention(city=make.CITY, at=make.NOW + 366 * DAY)["inbox"] == 1
    assert not Message.objects.exists()
