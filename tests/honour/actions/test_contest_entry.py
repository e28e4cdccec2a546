"""Works are sent in once, by whom they may be, with clean pictures; taken back, set aside and taken in again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.contest_entry import (
    enter_contest,
    enter_pupil,
    set_aside_entry,
    take_entry_back_in,
    withdraw_contest_entry,
)
from redvest.honour.choices import ContestKind, ContestState, EntryState
from redvest.honour.contest_errors import (
    ContestNotOpen,
    ContestReasonMissing,
    ContestUnknown,
    EntriesUsedUp,
    EntryIncomplete,
    EntryMoved,
    EntryPictureBad,
    EntryPictureHeic,
    EntryPictureLarge,
    EntryUnknown,
    GuardianPhoneMissing,
    OnlyPupils,
    RightsNotAgreed,
)
from redvest.honour.models import ContestEntry, ContestPicture
from redvest.honour.queries.contest_private import author_whole, private_of
from redvest.honour.rules.contest import LARGEST_PICTURE, Pupil
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import NoVolunteerRecord, VolunteerNotActive
from redvest.registry.models import Guardian, Message, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.on_behalf import standing_for_child
from tests.factories.contest import (
    AFTER,
    DAY,
    drawing,
    entry_form,
    make_contest,
    make_entry_of,
    make_teacher,
    new_key,
)
from tests.factories.picture import chunk, png
from tests.factories.registry import (
    NOW,
    make_account,
    make_body,
    make_member,
    make_officer,
    make_other_city,
    make_region_tree,
    make_volunteer,
    next_phone,
    standing_of,
    volunteer_standing,
)
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
YOUNG = date(2012, 5, 17)


def enter(person: Volunteer, contest: Any, **more: Any) -> ContestEntry:
    given: dict[str, Any] = {"form": entry_form(), "key": new_key(), "at": NOW, **more}
    return enter_contest(by=volunteer_standing(person), contest_id=contest.pk, **given)


def nothing_is_there() -> bool:
    return not (
        ContestEntry.objects.exists() or ContestPicture.objects.exists() or AuditLine.objects.exists()
    )


class TestOneself:
    def test_with_words_and_pictures(self) -> None:
        person, contest = make_volunteer(), make_contest()
        entry = enter(person, contest, pictures=[drawing(1), drawing(2, kind="JPEG"), drawing(1)])
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED and entry.volunteer == person and not entry.minor
        assert (
            100_000 <= entry.number < 1_000_000
            and entry.rights_version == 1
            and entry.publish_agreed_at == NOW
        )
        kept = list(entry.pictures.order_by("place"))
        assert [each.media_type for each in kept] == ["image/png", "image/jpeg"]  # the same one twice is one
        assert storage().read(kept[0].key) and storage().read(kept[0].preview_key).startswith(b"\xff\xd8")
        assert kept[0].looks is not None and (kept[0].width, kept[0].height) == (48, 48)
        assert AuditLine.objects.get().details["pictures"] == 2
        assert not Message.objects.exists()

    def test_what_the_camera_wrote_is_gone(self) -> None:
        telling = png((10, 200, 90), more=chunk(b"tEXt", b"Author\0Wang GPS 27.81N"))
        entry = enter(make_volunteer(), make_contest(), pictures=[telling])
        assert b"GPS" not in storage().read(entry.pictures.get().key)

    def test_sent_twice_it_is_one(self) -> None:
        person, contest, key = make_volunteer(), make_contest(most_per_person=2), new_key()
        one = enter(person, contest, key=key, pictures=[drawing(1)])
        again = enter(person, contest, key=key, pictures=[drawing(1)])
        assert one.pk == again.pk and ContestPicture.objects.count() == AuditLine.objects.count() == 1

    def test_as_many_as_one_may_and_a_place_that_is_given_back(self) -> None:
        person, contest = make_volunteer(), make_contest(most_per_person=2)
        first = enter(person, contest)
        enter(person, contest)
        with pytest.raises(EntriesUsedUp):
            enter(person, contest)
        assert ContestEntry.objects.count() == 2
        withdraw_contest_entry(by=volunteer_standing(person), key=first.pk, at=NOW)
        assert enter(person, contest).slot == 1

    @pytest.mark.parametrize(
        ("state", "at"),
        [
            (ContestState.OPEN, NOW - 2 * DAY),
            (ContestState.OPEN, AFTER),
            (ContestState.JUDGING, NOW),
            (ContestState.PUBLISHED, NOW),
            (ContestState.CALLED_OFF, NOW),
        ],
    )
    def test_not_outside_its_time(self, state: ContestState, at: Any) -> None:
        with pytest.raises(ContestNotOpen):
            enter(make_volunteer(), make_contest(state=state), at=at)
        assert nothing_is_there()

    def test_not_a_draft_nor_another_citys(self) -> None:
        for contest in (make_contest(state=ContestState.DRAFT), make_contest(region=make_other_city())):
            with pytest.raises(ContestUnknown):
                enter(make_volunteer(), contest)

    def test_not_without_a_record_nor_suspended(self) -> None:
        contest = make_contest()
        with pytest.raises(NoVolunteerRecord):
            enter_contest(by=make_member(), contest_id=contest.pk, form=entry_form(), key=new_key(), at=NOW)
        with pytest.raises(VolunteerNotActive):
            enter(make_volunteer(state=VolunteerState.SUSPENDED), contest)
        assert nothing_is_there()

    def test_what_is_missing_is_told(self) -> None:
        with pytest.raises(EntryIncomplete) as told:
            enter(make_volunteer(), make_contest(kind=ContestKind.PAINTING), form=entry_form(title=""))
        assert [each["field"] for each in told.value.details["errors"]] == ["title", "pictures"]
        assert nothing_is_there()

    def test_the_terms_as_they_stand_now(self) -> None:
        contest = make_contest(rights_version=2)
        for version in (0, 1, 3):
            with pytest.raises(RightsNotAgreed):
                enter(make_volunteer(), contest, form=entry_form(rights=version))
        assert nothing_is_there()

    @pytest.mark.parametrize(
        ("data", "error"),
        [
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", EntryPictureHeic),
            (b"%PDF-1.7 %%EOF", EntryPictureBad),
            (drawing(1)[:-20], EntryPictureBad),
            (b"\xff\xd8\xff" + bytes(LARGEST_PICTURE), EntryPictureLarge),
        ],
    )
    def test_a_picture_that_is_none(self, data: bytes, error: type[Exception]) -> None:
        with pytest.raises(error):
            enter(make_volunteer(), make_contest(), pictures=[drawing(2), data])
        assert nothing_is_there()


class TestBeforePicturesAreOpened:
    """What is refused anyway is told first: a file that is no picture never comes to be looked at."""

    def test_closed_unknown_or_too_many(self) -> None:
        person, bad = make_volunteer(), [b"%PDF-1.7 %%EOF", b"%PDF-1.7", b"%PDF"]
        for contest, error in (
            (make_contest(state=ContestState.JUDGING), ContestNotOpen),
            (make_contest(state=ContestState.DRAFT), ContestUnknown),
            (make_contest(most_pictures=2), EntryIncomplete),
        ):
            with pytest.raises(error):
                enter(person, contest, pictures=bad)
            with pytest.raises(error):
                enter_pupil(
                    by=volunteer_standing(person), contest_id=contest.pk, pupil=Pupil("王小明"), form=entry_form(),
                    pictures=bad, key=new_key(), at=NOW, own_child=True,
                )  # fmt: skip
        assert nothing_is_there()

    def test_what_came_before_is_answered_as_before(self) -> None:
        person, contest, key = make_volunteer(), make_contest(), new_key()
        one = enter(person, contest, key=key, pictures=[drawing(1)])
        assert enter(person, contest, key=key, pictures=[b"%PDF"], at=AFTER).pk == one.pk


class TestMinors:
    def test_a_minor_alone_waits_for_the_guardian(self) -> None:
        person = make_volunteer(birth_on=YOUNG)
        phone = next_phone()
        kept = secret.keep_phone(phone, context=secret.GUARDIAN_PHONE)
        Guardian.objects.create(
            volunteer=person, name="李建国", relation="父亲", phone_sealed=kept.sealed, phone_hash=kept.hash,
            phone_tail=kept.tail, agreed_at=NOW,
        )  # fmt: skip
        entry = enter(person, make_contest(pupils_only=True))
        entry.refresh_from_db()
        assert entry.minor and entry.guardian_agreed_at is None and entry.link_hash
        assert "要家长同意" in Message.objects.get().text

    def test_a_guardian_says_yes_with_it(self) -> None:
        parent = make_account(name="李建国")
        child = registered(parent)
        by = standing_for_child(standing_of(parent), child.pk, NOW)[1]
        contest = make_contest(pupils_only=True)
        entry = enter_contest(by=by, contest_id=contest.pk, form=entry_form(), key=new_key(), at=NOW)
        assert entry.minor and entry.guardian_agreed_at == NOW and entry.guardian_account_id == parent.pk
        assert not Message.objects.exists()

    def test_the_grown_do_not_enter_for_pupils(self) -> None:
        with pytest.raises(OnlyPupils):
            enter(make_volunteer(), make_contest(pupils_only=True))
        assert nothing_is_there()

    def test_the_group_of_another_age(self) -> None:
        contest = make_contest(
            groups=[{"name": "小学组", "least": 6, "most": 12}, {"name": "成人组", "least": 18, "most": None}]
        )
        with pytest.raises(EntryIncomplete):
            enter(make_volunteer(), contest, form=entry_form(group="小学组"))
        assert enter(make_volunteer(), contest, form=entry_form(group="成人组")).group == "成人组"


class TestPupil:
    def pupil(self, **more: Any) -> Pupil:
        return Pupil(**{"name": "王小明", "school": "渝水一小", "school_class": "三（2）班", **more})

    def test_ones_own_child_by_ones_own_phone(self) -> None:
        phone = next_phone()
        by = standing_of(make_account(phone=phone, name="王大山"))
        entry = enter_pupil(
            by=by, contest_id=make_contest().pk, pupil=self.pupil(guardian_phone=phone), form=entry_form(),
            key=new_key(), at=NOW,
        )  # fmt: skip
        assert entry.volunteer is None and entry.minor and entry.guardian_agreed_at == NOW
        assert author_whole(entry) == "王小明" and private_of(entry).phone == phone
        assert "王小明".encode() not in bytes(entry.private_sealed)

    def test_a_school_names_the_parents_phone_and_that_parent_is_asked(self) -> None:
        school, phone = make_body(name="渝水一小"), next_phone()
        entry = enter_pupil(
            by=make_teacher(school), contest_id=make_contest().pk, pupil=self.pupil(guardian_phone=phone),
            form=entry_form(), key=new_key(), at=NOW,
        )  # fmt: skip
        entry.refresh_from_db()
        assert entry.guardian_agreed_at is None and entry.school == school
        asked = Message.objects.get()
        assert asked.account is None and "/contests/yes/" in asked.text

    def test_not_other_peoples_children(self) -> None:
        contest = make_contest()
        for phone, error in ((next_phone(), NotAllowed), ("", GuardianPhoneMissing)):
            with pytest.raises(error):
                enter_pupil(
                    by=make_member(), contest_id=contest.pk, pupil=self.pupil(guardian_phone=phone), form=entry_form(),
                    key=new_key(), at=NOW,
                )  # fmt: skip
        with pytest.raises(GuardianPhoneMissing):
            enter_pupil(
                by=make_teacher(make_body()), contest_id=contest.pk, pupil=self.pupil(), form=entry_form(),
                key=new_key(), at=NOW,
            )  # fmt: skip
        assert nothing_is_there() and not Message.objects.exists()

    def test_one_child_has_as_many_places_as_any_other(self) -> None:
        contest, by = make_contest(), make_teacher(make_body())
        given: dict[str, Any] = {"by": by, "contest_id": contest.pk, "form": entry_form(), "at": NOW}
        enter_pupil(pupil=self.pupil(guardian_phone=next_phone()), key=new_key(), **given)
        with pytest.raises(EntriesUsedUp):
            enter_pupil(
                pupil=self.pupil(name=" 王小明 ", guardian_phone=next_phone()), key=new_key(), **given
            )
        enter_pupil(pupil=self.pupil(name="王小红", guardian_phone=next_phone()), key=new_key(), **given)
        assert ContestEntry.objects.count() == 2

    def test_nobody_has_twenty_children(self) -> None:
        by, contest = standing_of(make_account(name="王大山")), make_contest()
        given: dict[str, Any] = {
            "by": by,
            "contest_id": contest.pk,
            "form": entry_form(),
            "at": NOW,
            "own_child": True,
        }
        for at in range(8):
            enter_pupil(pupil=self.pupil(name=f"王小{'甲乙丙丁戊己庚辛'[at]}"), key=new_key(), **given)
        with pytest.raises(EntriesUsedUp):
            enter_pupil(pupil=self.pupil(name="王小壬"), key=new_key(), **given)
        assert ContestEntry.objects.count() == 8 and not Message.objects.exists()

    def test_a_minor_is_nobodys_parent(self) -> None:
        """Else a child would send its own work in under a name, and say a guardian's yes to it."""
        phone, contest = next_phone(), make_contest()
        young = make_volunteer(account=make_account(phone=phone), birth_on=YOUNG)
        for pupil, own_child in ((self.pupil(), True), (self.pupil(guardian_phone=phone), False)):
            with pytest.raises(GuardianPhoneMissing):
                enter_pupil(
                    by=volunteer_standing(young), contest_id=contest.pk, pupil=pupil, form=entry_form(), key=new_key(),
                    at=NOW, own_child=own_child,
                )  # fmt: skip
        assert nothing_is_there() and not Message.objects.exists()
        grown = volunteer_standing(make_volunteer(account=make_account(phone=next_phone())))
        entry = enter_pupil(
            by=grown, contest_id=contest.pk, pupil=self.pupil(), form=entry_form(), key=new_key(), at=NOW, own_child=True,
        )  # fmt: skip
        assert entry.guardian_agreed_at == NOW

    @pytest.mark.parametrize("name", ["", "123", "<b>"])
    def test_a_name_that_is_none(self, name: str) -> None:
        with pytest.raises(EntryIncomplete):
            enter_pupil(
                by=make_teacher(make_body()), contest_id=make_contest().pk,
                pupil=self.pupil(name=name, guardian_phone=next_phone()), form=entry_form(), key=new_key(), at=NOW,
            )  # fmt: skip
        assert nothing_is_there()


class TestWithdrawn:
    @pytest.mark.parametrize("state", [EntryState.ENTERED, EntryState.EXCELLENT, EntryState.PUBLISHED])
    def test_by_its_author_at_any_time(self, state: EntryState) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=state)
        assert entry.volunteer is not None
        withdraw_contest_entry(by=volunteer_standing(entry.volunteer), key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.WITHDRAWN and entry.published_at is None

    def test_not_by_others_and_not_twice(self) -> None:
        entry = make_entry_of(make_contest())
        for by in (make_member(), make_officer(), volunteer_standing(make_volunteer())):
            with pytest.raises(EntryUnknown):
                withdraw_contest_entry(by=by, key=entry.pk, at=NOW)
        assert entry.volunteer is not None
        by = volunteer_standing(entry.volunteer)
        withdraw_contest_entry(by=by, key=entry.pk, at=NOW)
        with pytest.raises(EntryMoved):
            withdraw_contest_entry(by=by, key=entry.pk, at=NOW)
        assert AuditLine.objects.filter(verb="withdraw_contest_entry").count() == 1


class TestSetAside:
    def test_its_author_reads_why_and_it_comes_back(self) -> None:
        entry, by = make_entry_of(make_contest()), make_officer()
        set_aside_entry(by=by, key=entry.pk, reason="和网上的一篇一样", at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.SET_ASIDE and "和网上的一篇一样" in Message.objects.get().text
        take_entry_back_in(by=by, key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED and entry.reason == "" and Message.objects.count() == 2

    def test_what_is_shown_comes_down_with_it(self) -> None:
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.PUBLISHED)
        assert set_aside_entry(by=make_officer(), key=entry.pk, reason="是抄的", at=NOW).published_at is None

    def test_refused(self) -> None:
        entry, far = make_entry_of(make_contest()), make_officer(make_region_tree().fenyi)
        with pytest.raises(EntryUnknown):
            set_aside_entry(by=far, key=entry.pk, reason="和别人的一样", at=NOW)
        with pytest.raises(ContestReasonMissing):
            set_aside_entry(by=make_officer(), key=entry.pk, reason="", at=NOW)
        with pytest.raises(EntryMoved):
            take_entry_back_in(by=make_officer(), key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED and not AuditLine.objects.exists()
