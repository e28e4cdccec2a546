"""Nothing stays of a work whose author is forgotten; pupils' names go by a dated rule, and what is shown stays nameless."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core import events
from redvest.core.models import AuditLine
from redvest.honour.actions.contest_forget import forget_pupils
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.contest_errors import EntryUnknown
from redvest.honour.models import ContestEntry, ContestPaper, ContestPicture
from redvest.honour.queries.contest import works_of
from redvest.honour.queries.contest_entry import picture_shown
from redvest.honour.queries.contest_paper import checked_paper
from redvest.honour.queries.contest_private import author_whole, authors_shown
from redvest.registry.choices import VolunteerState
from redvest.registry.events import PersonErased
from redvest.registry.models import DatedSetting, Volunteer
from tests.factories.contest import drawing, make_contest, make_entry_of, make_pupil_entry
from tests.factories.registry import CITY, NOW, TODAY, make_account, make_region_tree, make_volunteer
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=366)


def with_picture(entry: ContestEntry) -> Any:
    return keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(entry.number)]))[0]


class TestForgotten:
    def test_their_works_are_down_and_empty(self, django_capture_on_commit_callbacks: Any) -> None:
        contest = make_contest(state=ContestState.PUBLISHED)
        entry, other = (
            make_entry_of(contest, state=EntryState.PUBLISHED, show_name=True),
            make_entry_of(contest),
        )
        picture, kept = with_picture(entry), with_picture(other)
        with django_capture_on_commit_callbacks(execute=True):
            events.publish(PersonErased(CITY, entry.volunteer_id, NOW))  # type: ignore[arg-type]
        entry.refresh_from_db()
        assert (entry.state, entry.title, entry.words, entry.show_name) == (
            EntryState.WITHDRAWN,
            "",
            "",
            False,
        )
        assert entry.emptied_at == NOW and not works_of(contest).exists() and not entry.pictures.exists()
        assert not storage().exists(picture.key) and not storage().exists(picture.preview_key)
        other.refresh_from_db()
        assert other.title and storage().exists(kept.key)

    def test_children_for_whom_they_answered(self) -> None:
        person = make_volunteer()
        contest = make_contest()
        mine = make_pupil_entry(contest, guardian_account=person.account, guardian_agreed_at=NOW)
        others = make_pupil_entry(contest, name="李小红")
        events.publish(PersonErased(CITY, person.pk, NOW))
        mine.refresh_from_db()
        others.refresh_from_db()
        assert mine.emptied_at == NOW and author_whole(mine) == "" and author_whole(others) == "李小红"

    def test_again_changes_nothing(self) -> None:
        entry = make_entry_of(make_contest())
        for at in (NOW, LATER):
            events.publish(PersonErased(CITY, entry.volunteer_id, at))  # type: ignore[arg-type]
        entry.refresh_from_db()
        assert entry.emptied_at == NOW


class TestNotOnTheRegister:
    """Taken back, left or suspended: the work is out of sight for as long, and so are its pictures and its title."""

    def seen(self, entry: ContestEntry, picture: ContestPicture) -> tuple[bool, bool]:
        try:
            found = picture_shown(CITY, picture.pk) == picture
        except EntryUnknown:
            found = False
        return works_of(entry.contest).filter(pk=entry.pk).exists(), found

    @pytest.mark.parametrize(
        "state", [VolunteerState.PENDING_GUARDIAN, VolunteerState.LEFT, VolunteerState.SUSPENDED]
    )
    def test_out_of_sight_until_they_are_again(self, state: VolunteerState) -> None:
        person = make_volunteer()
        entry = make_entry_of(
            make_contest(state=ContestState.PUBLISHED), person, state=EntryState.PUBLISHED, minor=True
        )
        picture = with_picture(entry)
        paper = ContestPaper.objects.create(
            city=CITY, entry=entry, number="CT-0001-0000-0000-0000", issued_at=NOW
        )
        assert self.seen(entry, picture) == (True, True)
        assert checked_paper(paper.number, TODAY).work == entry.title
        Volunteer.objects.filter(pk=person.pk).update(state=state)
        assert self.seen(entry, picture) == (False, False)
        assert checked_paper(paper.number, TODAY).work == ""
        Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.ACTIVE)
        assert self.seen(entry, picture) == (True, True)

    def test_a_merged_record_is_as_the_one_that_it_lives_on_in(self) -> None:
        old, kept = two_records()
        entry = make_entry_of(make_contest(state=ContestState.PUBLISHED), old, state=EntryState.PUBLISHED)
        picture = with_picture(entry)
        merged(old, kept)
        assert self.seen(entry, picture) == (True, True)
        Volunteer.objects.filter(pk=kept.pk).update(state=VolunteerState.LEFT)
        assert self.seen(entry, picture) == (False, False)

    def test_a_pupil_without_a_record_stays(self) -> None:
        entry = make_pupil_entry(make_contest(state=ContestState.PUBLISHED), state=EntryState.PUBLISHED)
        assert self.seen(entry, with_picture(entry)) == (True, True)


class TestPupils:
    def test_a_year_after_the_result(self) -> None:
        contest = make_contest(state=ContestState.PUBLISHED)
        plain = make_pupil_entry(contest)
        shown = make_pupil_entry(contest, name="李小红", state=EntryState.PUBLISHED, show_name=True)
        grown = make_entry_of(contest)
        running = make_pupil_entry(make_contest())
        assert forget_pupils(city=CITY, at=NOW + timedelta(days=365)) == 0
        assert forget_pupils(city=CITY, at=LATER) == 2
        for each in (plain, shown, grown, running):
            each.refresh_from_db()
        assert plain.emptied_at == LATER and plain.guardian_phone_hash is None
        assert (
            shown.state == EntryState.PUBLISHED and shown.forgotten_at == LATER and author_whole(shown) == ""
        )
        assert authors_shown([shown], TODAY) == {}
        assert grown.title and author_whole(running) == "王小明"
        assert forget_pupils(city=CITY, at=LATER) == 0
        assert AuditLine.objects.filter(verb="forget_pupils").count() == 1

    @pytest.mark.parametrize("state", [ContestState.OPEN, ContestState.JUDGING])
    def test_of_what_nobody_brought_to_its_end(self, state: ContestState) -> None:
        contest = make_contest(state=state)
        entry = make_pupil_entry(contest)
        grown = make_entry_of(contest)
        assert forget_pupils(city=CITY, at=contest.judge_until + timedelta(days=365)) == 0
        assert forget_pupils(city=CITY, at=contest.judge_until + timedelta(days=366)) == 1
        for each in (entry, grown):
            each.refresh_from_db()
        assert author_whole(entry) == "" and entry.guardian_phone_hash is None and grown.title

    def test_of_what_was_called_off_and_sooner_where_it_is_said(self) -> None:
        make_pupil_entry(make_contest(state=ContestState.CALLED_OFF))
        DatedSetting.objects.create(
            key="contest.pupil_days", region=make_region_tree().city, effective_on=TODAY, value=30, set_at=NOW,
            set_by=make_account(),
        )  # fmt: skip
        assert forget_pupils(city=CITY, at=NOW + timedelta(days=31)) == 1
