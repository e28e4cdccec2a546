"""Yes and no to a work: by the guardian, signed in or by the link; taken back at once; nobody else says it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.honour.actions.contest_consent import agree_entry, refuse_entry, remind_guardian, stop_showing
from redvest.honour.actions.contest_entry import enter_pupil
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.contest_errors import (
    EntryLinkUnknown,
    EntryMoved,
    EntryUnknown,
    GuardianHasNotAgreed,
    RightsNotAgreed,
)
from redvest.honour.models import ContestEntry
from redvest.honour.queries.contest_entry import entries_of, entry_behind
from redvest.honour.queries.contest_private import token_hash
from redvest.honour.rules.contest import Pupil
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Merge, Message, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories.contest import (
    drawing,
    entry_form,
    make_contest,
    make_entry_of,
    make_pupil_entry,
    make_teacher,
    new_key,
)
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_member,
    make_officer,
    make_volunteer,
    next_phone,
    standing_of,
    volunteer_standing,
)
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
GUEST = GUEST_STANDING(CITY)


def author(entry: ContestEntry) -> Standing:
    assert entry.volunteer is not None
    return volunteer_standing(entry.volunteer)


def sent_by_school(**more: Any) -> tuple[ContestEntry, str]:
    """With the token out of the text that went to the parent."""
    pupil = Pupil("王小明", "渝水一小", "三（2）班", next_phone())
    entry = enter_pupil(
        by=make_teacher(make_body()), contest_id=make_contest().pk, pupil=pupil, form=entry_form(publish=False),
        pictures=[drawing(1)], key=new_key(), at=NOW, **more,
    )  # fmt: skip
    found = re.search(r"/contests/yes/([^/]+)/", Message.objects.get().text)
    assert found
    return entry, found[1]


def agree(by: Standing, entry: ContestEntry, **more: Any) -> ContestEntry:
    given = {"rights": 1, "publish": True, "show_name": False, "at": NOW, **more}
    return agree_entry(by=by, key=entry.pk, **given)


def refuse(by: Standing, entry: ContestEntry, **more: Any) -> ContestEntry:
    return refuse_entry(by=by, key=entry.pk, at=NOW, **more)


class TestGuardian:
    def test_by_the_link_without_an_account(self) -> None:
        entry, token = sent_by_school()
        assert entry_behind(token, NOW) == entry
        found = agree(GUEST, entry, token=token, show_name=True)
        found.refresh_from_db()
        assert found.guardian_agreed_at == found.publish_agreed_at == NOW and found.show_name
        assert AuditLine.objects.latest("id").actor_kind == "guest"

    def test_signed_in_with_that_phone(self) -> None:
        phone = next_phone()
        entry = make_pupil_entry(make_contest(), phone=phone, publish_agreed_at=None)
        by = standing_of(make_account(phone=phone, name="王大山"))
        assert list(entries_of(by, NOW)) == [entry]
        assert agree(by, entry).guardian_account_id == by.account_id

    def test_of_a_child_on_the_register(self) -> None:
        parent = make_account(name="李建国")
        entry = make_entry_of(make_contest(), registered(parent), minor=True)
        assert agree(standing_of(parent), entry).guardian_agreed_at == NOW

    def test_of_a_record_that_was_merged_into_the_childs(self) -> None:
        parent = make_account(name="李建国")
        child, old = registered(parent), make_volunteer(with_account=False)
        entry = make_entry_of(make_contest(), old, minor=True, publish_agreed_at=None)
        Volunteer.objects.filter(pk=old.pk).update(state=VolunteerState.MERGED)
        Merge.objects.create(
            city=CITY, merged=old, survivor=child, reason="同一个孩子", asked_at=NOW, confirmed_at=NOW
        )
        by = standing_of(parent)
        assert list(entries_of(by, NOW)) == [entry]
        assert agree(by, entry).publish_agreed_at == NOW
        stop_showing(by=by, key=entry.pk, at=NOW)
        with pytest.raises(EntryUnknown):
            agree(make_member(), entry)

    def test_to_taking_part_without_showing(self) -> None:
        entry, token = sent_by_school()
        found = agree(GUEST, entry, token=token, publish=False)
        assert found.guardian_agreed_at == NOW and found.publish_agreed_at is None

    def test_no_says_nothing_is_kept(self) -> None:
        entry, token = sent_by_school()
        picture = entry.pictures.get()
        found = refuse_entry(by=GUEST, key=entry.pk, token=token, at=NOW)
        assert found.state == EntryState.WITHDRAWN and found.emptied_at == NOW
        assert (found.title, found.words, bytes(found.private_sealed), found.school_name) == ("", "", b"", "")
        assert not found.pictures.exists() and storage().exists(
            picture.key
        )  # until this test's transaction ends
        with pytest.raises(EntryLinkUnknown):
            entry_behind(token, NOW)

    def test_nobody_else(self) -> None:
        entry, token = sent_by_school()
        teacher = standing_of(entry.entered_by)  # type: ignore[arg-type]
        for by in (teacher, make_member(), make_officer()):
            with pytest.raises(EntryUnknown):
                agree(by, entry)
            with pytest.raises(EntryUnknown):
                refuse_entry(by=by, key=entry.pk, at=NOW)
        with pytest.raises(Unauthenticated):
            agree(GUEST, entry)
        other = make_pupil_entry(make_contest())
        with pytest.raises(EntryUnknown):
            agree(GUEST, other, token=token)
        for wrong in ("x", "x" * 65, token[:-1]):
            with pytest.raises(EntryLinkUnknown):
                agree(GUEST, entry, token=wrong)
        entry.refresh_from_db()
        assert entry.guardian_agreed_at is None and entry.publish_agreed_at is None

    def test_a_minor_does_not_say_it_alone(self) -> None:
        entry = make_entry_of(make_contest(), make_volunteer(birth_on=date(2012, 5, 17)), minor=True)
        with pytest.raises(EntryUnknown):
            agree(author(entry), entry)

    def test_nor_with_its_own_phone_written_down_as_a_guardians(self) -> None:
        phone = next_phone()
        entry = make_pupil_entry(make_contest(), phone=phone, publish_agreed_at=None)
        young = make_volunteer(account=make_account(phone=phone), birth_on=date(2012, 5, 17))
        with pytest.raises(EntryUnknown):
            agree(volunteer_standing(young), entry)
        entry.refresh_from_db()
        assert entry.guardian_agreed_at is None and entry.publish_agreed_at is None

    def test_asked_once_more_by_a_fresh_link(self) -> None:
        entry, token = sent_by_school()
        remind_guardian(by=standing_of(entry.entered_by), key=entry.pk, at=NOW)  # type: ignore[arg-type]
        assert Message.objects.count() == 2
        with pytest.raises(TooManyTries):
            remind_guardian(by=standing_of(entry.entered_by), key=entry.pk, at=NOW)  # type: ignore[arg-type]
        assert Message.objects.count() == 2
        with pytest.raises(EntryLinkUnknown):
            entry_behind(token, NOW)
        with pytest.raises(EntryUnknown):
            remind_guardian(by=make_member(), key=entry.pk, at=NOW)

    def test_who_agreed_is_asked_no_more_and_who_has_no_phone_not_at_all(self) -> None:
        done = make_pupil_entry(make_contest(), guardian_agreed_at=NOW)
        with pytest.raises(EntryMoved):
            remind_guardian(by=standing_of(done.entered_by), key=done.pk, at=NOW)  # type: ignore[arg-type]
        alone = make_entry_of(make_contest(), make_volunteer(birth_on=date(2012, 5, 17)), minor=True)
        with pytest.raises(GuardianHasNotAgreed):
            remind_guardian(by=author(alone), key=alone.pk, at=NOW)
        assert not Message.objects.exists()


class TestGrownUpSince:
    """Sent in as a child, eighteen before the result: what follows is the author's own to say."""

    def grown(self, **more: Any) -> tuple[ContestEntry, Standing]:
        parent = make_account(name="李建国")
        child = registered(parent)
        entry = make_entry_of(make_contest(), child, minor=True, publish_agreed_at=None, **more)
        Volunteer.objects.filter(pk=child.pk).update(account=make_account(), birth_on=date(1990, 5, 17))
        entry.refresh_from_db()
        return entry, standing_of(parent)

    def test_the_author_agrees_and_the_parent_no_more(self) -> None:
        entry, parent = self.grown()
        for refused in (agree, refuse):
            with pytest.raises(EntryUnknown):
                refused(parent, entry)
        found = agree(author(entry), entry, show_name=True)
        found.refresh_from_db()
        assert found.publish_agreed_at == NOW and not found.minor and found.guardian_agreed_at is None
        with pytest.raises(EntryMoved):
            remind_guardian(by=author(entry), key=entry.pk, at=NOW)

    def test_the_link_of_the_guardian_opens_nothing(self) -> None:
        token = "x" * 32
        entry, _parent = self.grown(link_hash=token_hash(token))
        with pytest.raises(EntryLinkUnknown):
            entry_behind(token, NOW)
        for act in (agree, refuse):
            with pytest.raises(EntryLinkUnknown):
                act(GUEST, entry, token=token)
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED and entry.guardian_agreed_at is None

    def test_a_guardians_yes_from_then_stays_until_the_author_says_otherwise(self) -> None:
        entry, _parent = self.grown(guardian_agreed_at=NOW)
        stop = agree(author(entry), entry, publish=False)
        assert stop.publish_agreed_at is None and stop.guardian_agreed_at == NOW


class TestAuthor:
    def test_a_grown_author_agrees_to_the_terms_of_today(self) -> None:
        entry = make_entry_of(make_contest(rights_version=2), rights_version=1)
        with pytest.raises(RightsNotAgreed):
            agree(author(entry), entry, rights=1)
        found = agree(author(entry), entry, rights=2)
        assert found.rights_version == 2 and found.guardian_agreed_at is None

    def test_taken_back_it_is_down_at_once(self) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.PUBLISHED)
        stop_showing(by=author(entry), key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.EXCELLENT and entry.publish_agreed_at is entry.published_at is None
        with pytest.raises(EntryMoved):
            stop_showing(by=author(entry), key=entry.pk, at=NOW)

    def test_agreeing_without_showing_takes_it_down_too(self) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.PUBLISHED)
        assert agree(author(entry), entry, publish=False).state == EntryState.EXCELLENT

    def test_not_by_others(self) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.PUBLISHED)
        for by in (make_member(), make_officer()):
            with pytest.raises(EntryUnknown):
                stop_showing(by=by, key=entry.pk, at=NOW)
        with pytest.raises(EntryMoved):
            refuse_entry(by=author(entry), key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.PUBLISHED

    def test_what_was_withdrawn_is_agreed_to_no_more(self) -> None:
        entry = make_entry_of(make_contest(), state=EntryState.WITHDRAWN)
        with pytest.raises(EntryMoved):
            agree(author(entry), entry)
