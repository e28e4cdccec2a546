"""Party members in their branch: asked whether it is kept, counted from their yes on, and gone with their pairings."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from redvest.care.actions.pairing_end import end_rows
from redvest.care.actions.pairing_tell import tell
from redvest.care.choices import PairingEnd
from redvest.care.models import Pairing, PartyMember
from redvest.care.pairing_errors import (
    InOtherBranch,
    NotPartyBranch,
    PairingPlaceWrong,
    PairingReasonMissing,
    PartyMemberUnknown,
)
from redvest.care.policy import may_keep_branch, require_keeps_branch
from redvest.care.rules.pairing import clean_words
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, RegionLevel, TeamKind, VolunteerState
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.rules.volunteer_number import normalise


@transaction.atomic
def ask_party_member(
    *, by: Standing, branch: Body, number: str, community: Region, at: datetime
) -> PartyMember:
    """Ask a volunteer whether they may be kept as a member of this branch, reported to that community.

    Raises NotAllowed, BodyNotActive, NotPartyBranch, PairingPlaceWrong, PartyMemberUnknown, InOtherBranch.
    """
    require_keeps_branch(by, branch)
    hold_active_body(body=branch, city=by.city)
    if branch.team_kind != TeamKind.PARTY:
        raise NotPartyBranch
    if community.level != RegionLevel.COMMUNITY or community.city != branch.city:
        raise PairingPlaceWrong
    people = Volunteer.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    found = people.filter(city=branch.city, number=normalise(number), state=VolunteerState.ACTIVE).first()
    if found is None or found.account is None:
        raise PartyMemberUnknown
    member = PartyMember(
        city=branch.city, branch=branch, volunteer=found, region=community, region_path=community.path,
        joined_on=day_of(at), entered_by_id=by.account_id, entered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_branch_at_a_time":
            raise InOtherBranch from fault
        raise
    write_line(by=by.actor, at=at, city=branch.city, verb="ask_party_member", target=member)
    text = f"“{branch.name}”想把你登记为支部党员，请到“我的结对”答复。不答应就不会登记。"
    tell(people=[found], text=text, at=at, about=member)
    return member


@transaction.atomic
def answer_branch(*, by: Standing, member: PartyMember, agrees: bool, at: datetime) -> None:
    """The person's own word. A no leaves nothing behind: what party somebody is said to be in is theirs to tell.

    Whoever asked hears of a no in three words, without a name or a reason. Raises NotAllowed, PartyMemberUnknown where
    it was answered already.
    """
    require_member(by)
    if not by.is_self(member.volunteer_id):
        raise NotAllowed
    asked = PartyMember.objects.filter(pk=member.pk, agreed_at__isnull=True)
    done = asked.update(agreed_at=at, joined_on=day_of(at)) if agrees else asked.delete()[0]
    if not done:
        raise PartyMemberUnknown
    # The trail is kept longer than anything: a no stands there without whose it was.
    actor = by.actor if agrees else SYSTEM
    write_line(by=actor, at=at, city=member.city, verb="answer_branch", target=member.branch, agrees=agrees)
    if not agrees:
        _tell_no(member, at)


def _tell_no(member: PartyMember, at: datetime) -> None:
    asker = [member.entered_by] if member.entered_by and member.entered_by.is_active else []
    text = f"你替“{member.branch.name}”请人登记，有一位没有答应。邀请已经删除，不用再问。"
    tell_accounts(accounts=asker, text=text, at=at, notice=Notice(MessageKind.WORK))


@transaction.atomic
def withdraw_party_member(*, by: Standing, member: PartyMember, at: datetime) -> None:
    """The branch takes back a question that nobody has answered: nothing of it stays.

    Raises NotAllowed, PartyMemberUnknown where it was answered or taken back already.
    """
    require_keeps_branch(by, member.branch)
    if not PartyMember.objects.filter(pk=member.pk, agreed_at__isnull=True).delete()[0]:
        raise PartyMemberUnknown
    text = f"“{member.branch.name}”收回了请你登记的邀请，不用答复了。"
    tell_person(volunteer=member.volunteer, text=text, at=at)
    write_line(by=by.actor, at=at, city=member.city, verb="withdraw_party_member", target=member.branch)


@transaction.atomic
def end_party_member(*, by: Standing, member: PartyMember, words: str, at: datetime) -> int:
    """A member leaves the branch, by their own word or the branch's: the pairings end, the gaps show; how many ended.

    Who was only asked is no member yet: see ``withdraw_party_member``. Raises NotAllowed, PairingReasonMissing,
    PartyMemberUnknown where it was done already.
    """
    if not (by.is_self(member.volunteer_id) or may_keep_branch(by, member.branch)):
        raise NotAllowed
    words = clean_words(words, 100)
    if not words:
        raise PairingReasonMissing
    live = PartyMember.objects.filter(pk=member.pk, agreed_at__isnull=False, left_on__isnull=True)
    # One who was to begin later never did.
    if not live.update(left_on=Greatest(F("joined_on"), day_of(at)), left_words=words):
        raise PartyMemberUnknown
    write_line(by=by.actor, at=at, city=member.city, verb="end_party_member", target=member)
    rows = Pairing.objects.filter(member_id=member.pk)
    return len(end_rows(rows=rows, by=by, why=PairingEnd.BRANCH, words=words, at=at))
