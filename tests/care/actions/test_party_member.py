"""Members of a branch: kept by their own yes, gone with their pairings, forgotten with a no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redvest.care import jobs
from redvest.care.actions.pairing_end import end_of_person
from redvest.care.actions.party_member import (
    answer_branch,
    ask_party_member,
    end_party_member,
    withdraw_party_member,
)
from redvest.care.choices import PairingEnd, PairingKind, PairingState
from redvest.care.models import Pairing, PartyMember
from redvest.care.pairing_errors import (
    InOtherBranch,
    NotPartyBranch,
    PairingPlaceWrong,
    PairingReasonMissing,
    PartyMemberUnknown,
)
from redvest.core.errors import DomainError, NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.suspension import suspend_volunteer
from redvest.registry.choices import VolunteerState
from redvest.registry.events import PersonErased, VolunteerStateChanged
from redvest.registry.models import Account, Merge, Message, Volunteer
from redvest.registry.policy import GUEST_STANDING
from tests.factories import registry as make
from tests.factories.pairing import Village, make_pairing, make_party_member, make_village, the_same
from tests.factories.registry import NOW, TODAY, volunteer_standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Village:
    return make_village()


def refused(fault: type[DomainError], act: Callable[..., Any], **said: Any) -> None:
    before = the_same(PartyMember, Pairing, AuditLine, Message)
    with pytest.raises(fault):
        act(**said, at=NOW)
    assert the_same(PartyMember, Pairing, AuditLine, Message) == before


def ask(here: Village, person: Volunteer) -> PartyMember:
    place = make.make_region_tree().baihua
    return ask_party_member(
        by=here.secretary, branch=here.branch, number=person.number, community=place, at=NOW
    )


def test_a_member_is_kept_by_their_own_yes(here: Village) -> None:
    person = make.make_volunteer()
    member = ask(here, person)
    assert member.agreed_at is None
    assert "不答应就不会登记" in Message.objects.get(account=person.account).text
    refused(NotAllowed, answer_branch, by=here.secretary, member=member, agrees=True)
    refused(Unauthenticated, answer_branch, by=GUEST_STANDING("360500"), member=member, agrees=True)
    answer_branch(by=volunteer_standing(person), member=member, agrees=True, at=NOW)
    member.refresh_from_db()
    assert (member.agreed_at, member.joined_on) == (NOW, TODAY)
    refused(PartyMemberUnknown, answer_branch, by=volunteer_standing(person), member=member, agrees=True)


def test_a_no_leaves_no_row_behind(here: Village) -> None:
    person = make.make_volunteer()
    member = ask(here, person)
    answer_branch(by=volunteer_standing(person), member=member, agrees=False, at=NOW)
    assert not PartyMember.objects.filter(volunteer=person).exists()
    line = AuditLine.objects.get(verb="answer_branch")
    assert (line.target_kind, line.details) == ("Body", {"agrees": False})
    assert (line.actor_kind, line.actor_id) == ("system", None)  # nobody reads there who said no
    told = Message.objects.get(account_id=here.secretary.account_id)
    assert "没有答应" in told.text and person.name not in told.text and person.number not in told.text
    assert (told.about_id, told.volunteer_id) == ("", None)
    assert ask(here, person).agreed_at is None  # nothing bars a second question


def test_whoever_asked_and_is_gone_hears_nothing_of_a_no(here: Village) -> None:
    person = make.make_volunteer()
    member = ask(here, person)
    Account.objects.filter(pk=here.secretary.account_id).update(is_active=False)
    member.refresh_from_db()
    answer_branch(by=volunteer_standing(person), member=member, agrees=False, at=NOW)
    assert not Message.objects.filter(account_id=here.secretary.account_id).exists()


def test_a_question_is_taken_back_and_leaves_nothing(here: Village) -> None:
    person = make.make_volunteer()
    member = ask(here, person)
    for by in (here.stranger, here.me, GUEST_STANDING("360500")):
        refused(NotAllowed, withdraw_party_member, by=by, member=member)
    # Whoever did not agree is no member who could leave, with words that stay.
    refused(PartyMemberUnknown, end_party_member, by=here.secretary, member=member, words="不想来")
    refused(PartyMemberUnknown, withdraw_party_member, by=here.secretary, member=here.member)
    withdraw_party_member(by=here.secretary, member=member, at=NOW)
    assert not PartyMember.objects.filter(volunteer=person).exists()
    line = AuditLine.objects.get(verb="withdraw_party_member")
    assert (line.target_kind, line.target_id) == ("Body", str(here.branch.pk))
    refused(PartyMemberUnknown, withdraw_party_member, by=here.secretary, member=member)
    refused(PartyMemberUnknown, answer_branch, by=volunteer_standing(person), member=member, agrees=True)


def test_whoever_is_erased_is_kept_in_no_branch_under_a_merged_record_either(here: Village) -> None:
    old, merged = make.make_volunteer(), here.member.volunteer
    Merge.objects.create(
        city=old.city, survivor=old, merged=merged, reason="同一个人", asked_at=NOW, confirmed_at=NOW
    )
    make_pairing(member=here.member, household=here.household)
    jobs.on_person_erased(PersonErased("360500", old.pk, NOW))
    here.member.refresh_from_db()
    assert here.member.left_on == TODAY
    assert Pairing.objects.get().state == PairingState.ENDED


def test_what_speaks_against_asking(here: Village) -> None:
    tree, person = make.make_region_tree(), make.make_volunteer()
    said = {"branch": here.branch, "number": person.number, "community": tree.baihua}
    for by in (here.stranger, here.me, GUEST_STANDING("360500")):
        refused(NotAllowed, ask_party_member, by=by, **said)
    by = here.secretary
    refused(PairingPlaceWrong, ask_party_member, by=by, **said | {"community": tree.chengnan})
    refused(PartyMemberUnknown, ask_party_member, by=by, **said | {"number": "360599999999"})
    bare = make.make_volunteer(with_account=False)
    refused(PartyMemberUnknown, ask_party_member, by=by, **said | {"number": bare.number})
    refused(InOtherBranch, ask_party_member, by=by, **said | {"number": here.member.volunteer.number})
    plain = make.make_body()
    head = make.make_body_admin(plain)
    refused(NotPartyBranch, ask_party_member, by=head, **said | {"branch": plain})


def test_leaving_ends_what_one_had(here: Village) -> None:
    home = make_pairing(member=here.member, household=here.household)
    led = [make_pairing(kind=PairingKind.LED, member=here.member) for _ in range(2)]
    waiting = make_pairing(kind=PairingKind.LED, member=here.member, state=PairingState.ASKED, slot=3)
    refused(NotAllowed, end_party_member, by=here.stranger, member=here.member, words="调走了")
    refused(PairingReasonMissing, end_party_member, by=here.secretary, member=here.member, words="")
    assert end_party_member(by=here.secretary, member=here.member, words="调走了", at=NOW) == 3
    here.member.refresh_from_db()
    assert here.member.left_on == TODAY
    states = {each.pk: (each.state, each.end_why) for each in Pairing.objects.all()}
    for each in (home, *led):
        assert states[each.pk] == (PairingState.ENDED, PairingEnd.BRANCH)
    assert states[waiting.pk] == (PairingState.WITHDRAWN, "")
    gap = Message.objects.get(account_id=here.secretary.account_id).text
    assert "3 个结对结束了" in gap and "1 户家庭" in gap
    for each in led:
        assert each.volunteer and Message.objects.filter(account=each.volunteer.account).exists()
    refused(PartyMemberUnknown, end_party_member, by=here.secretary, member=here.member, words="再说")


def test_whoever_may_not_serve_is_paired_no_longer(here: Village) -> None:
    person = here.member.volunteer
    make_pairing(member=here.member, household=here.household)
    assert end_of_person(volunteer_id=person.pk, at=NOW) == 0  # in good standing
    suspend_volunteer(by=make.make_officer(), volunteer=person, reason="核实情况", at=NOW)
    assert end_of_person(volunteer_id=person.pk, at=NOW) == 1
    assert end_of_person(volunteer_id=person.pk, at=NOW) == 0
    row = Pairing.objects.get()
    assert (row.state, row.end_why) == (PairingState.ENDED, PairingEnd.LEFT)
    here.member.refresh_from_db()
    assert here.member.left_on is None  # suspended is not out of the branch
    assert AuditLine.objects.filter(verb="end_pairing", actor_kind="system").count() == 1


def test_whoever_leaves_is_kept_in_no_branch(here: Village) -> None:
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    assert led.volunteer is not None
    later = make_party_member(branch=here.branch, volunteer=led.volunteer, agreed=False, joined_on=TODAY)
    for person in (here.member.volunteer, led.volunteer):
        person.state = VolunteerState.LEFT
        person.save()
        end_of_person(volunteer_id=person.pk, at=NOW)
    here.member.refresh_from_db()
    assert here.member.left_on == TODAY
    assert not PartyMember.objects.filter(pk=later.pk).exists()
    assert Pairing.objects.get().state == PairingState.ENDED


@pytest.mark.django_db(transaction=True)
def test_the_house_hears_of_it_by_itself(here: Village) -> None:
    make_pairing(member=here.member, household=here.household)
    event = VolunteerStateChanged("360500", here.member.volunteer_id, VolunteerState.ACTIVE.value)
    jobs.on_volunteer_state(event)
    assert Pairing.objects.get().state == PairingState.LIVE
    jobs.on_person_erased(PersonErased("360500", here.member.volunteer_id, NOW))
    row = Pairing.objects.get()
    assert (row.state, row.end_words) == (PairingState.ENDED, "")
