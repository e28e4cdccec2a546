"""Who may decide on stars and awards, run contests, and what with points, partners and perks; never about oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from redvest.core.errors import NotAllowed
from redvest.honour.award_errors import OwnEdition
from redvest.honour.choices import AccountKind
from redvest.honour.contest_errors import EntryUnknown
from redvest.honour.models import (
    AwardEdition,
    AwardNomination,
    AwardStory,
    Contest,
    ContestEntry,
    LedgerAccount,
    LedgerCase,
    RedeemPartner,
    StarAward,
)
from redvest.honour.nomination_errors import OwnNomination
from redvest.honour.queries.award_record import Nominee
from redvest.honour.queries.contest_entry import asks_guardian, too_young_to_answer
from redvest.honour.queries.contest_private import own_phone_hash
from redvest.honour.queries.nomination import nominee_is_mine, stands_in
from redvest.honour.redeem_errors import OwnCode
from redvest.honour.rules.star import decides
from redvest.honour.star_errors import OwnStar
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import acts_for, needs_guardian
from redvest.registry.queries.merge import living_record
from redvest.service.models import Project


def may_decide_star(by: Standing, award: StarAward) -> bool:
    """Whoever grants stars of this level for this place; not while a role waits."""
    return by.city == award.city and decides(by, award.level, award.region_path, award.city)


def own_star(by: Standing, award: StarAward, at: datetime) -> bool:
    """One's own, one's child's, or one that one put forward oneself."""
    put_forward = award.applied_by_id is not None and award.applied_by_id == by.account_id
    return by.is_self(award.volunteer_id) or put_forward or acts_for(by, award.volunteer_id, at)


def require_may_decide_star(by: Standing, award: StarAward, at: datetime) -> None:
    if by.account_id is None or not may_decide_star(by, award):
        raise NotAllowed
    if own_star(by, award, at):
        raise OwnStar


def require_own_account(by: Standing, account: LedgerAccount) -> None:
    """Whoever earned it, and of a group's account who heads the group. Nobody else moves it, no officer either."""
    if account.kind == AccountKind.VOLUNTEER and by.is_self(account.volunteer_id):
        return
    if account.kind == AccountKind.GROUP and account.body_id in by.headed():
        return
    raise NotAllowed


def require_may_reward(by: Standing, path: str, volunteer: Volunteer, at: datetime) -> None:
    """An officer of the place gives to people who live in it, and never to themselves or a child they answer for."""
    if not by.governs(path) or not volunteer.region_path.startswith(path):
        raise NotAllowed
    if by.is_self(volunteer.pk) or acts_for(by, volunteer.pk, at):
        raise NotAllowed


def may_decide_case(by: Standing, case: LedgerCase, at: datetime) -> bool:
    """An officer of the place where the person lives; nobody about what they or a child they answer for owe."""
    owner = case.account.volunteer_id
    if not by.governs(case.region_path) or by.is_self(owner):
        return False
    return owner is None or not acts_for(by, owner, at)


def may_rule_redeem(by: Standing, path: str) -> bool:
    """An officer of the place looks after its partners, what they offer, and perks."""
    return by.account_id is not None and by.governs(path)


def require_may_rule_redeem(by: Standing, path: str) -> None:
    if not may_rule_redeem(by, path):
        raise NotAllowed


def serves_counter(by: Standing, partner: RedeemPartner) -> bool:
    """Who hands out: who keeps its station, who runs its body, or without either an officer of the place."""
    if by.account_id is None:
        return False
    if partner.station_id is not None:
        return partner.station_id in by.stations()
    if partner.body_id is not None:
        return partner.body_id in by.headed()
    return by.governs(partner.region_path)


def require_serves(by: Standing, partner: RedeemPartner, volunteer_id: UUID, at: datetime) -> None:
    """Nobody hands out to themselves or to a child that they answer for. Raises NotAllowed, OwnCode."""
    if not serves_counter(by, partner):
        raise NotAllowed
    if by.is_self(volunteer_id) or acts_for(by, volunteer_id, at):
        raise OwnCode


def require_may_run(by: Standing, path: str) -> None:
    """Who runs an award: an officer of its place or of one above it."""
    if by.account_id is None or not by.governs(path):
        raise NotAllowed


def require_no_stake(by: Standing, edition: AwardEdition, at: datetime) -> None:
    """Nobody decides on an edition in which they, their child or an organisation that they head stands."""
    if stands_in(by, edition, at):
        raise OwnEdition


def speaks_for(by: Standing, nominee: Nominee, at: datetime) -> bool:
    """Whose word it is to stand: of a grown-up their own, of a child its guardian's, of an organisation and its projects
    the head's, of a community an officer's of its place.
    """
    if isinstance(nominee, Volunteer):
        if not needs_guardian(nominee, at):
            return by.is_self(nominee.pk)
        # A guardian acts with the child's record and an account of their own (queries/on_behalf.py).
        return acts_for(by, nominee.pk, at) or (
            by.is_self(nominee.pk) and by.account_id not in (None, nominee.account_id)
        )
    if isinstance(nominee, Body):
        return nominee.pk in by.headed()
    if isinstance(nominee, Project):
        return nominee.body_id in by.headed()
    return by.account_id is not None and by.governs(nominee.path)


def own_nomination(by: Standing, nomination: AwardNomination, at: datetime) -> bool:
    """One's own, one's child's, of what one heads, or one that one put forward oneself."""
    if nomination.nominated_by_id is not None and nomination.nominated_by_id == by.account_id:
        return True
    return AwardNomination.objects.filter(nominee_is_mine(by, at), pk=nomination.pk).exists()


def own_story(by: Standing, story: AwardStory, at: datetime) -> bool:
    """Written by oneself, or of oneself, one's child or what one heads."""
    if story.written_by_id is not None and story.written_by_id == by.account_id:
        return True
    return AwardNomination.objects.filter(nominee_is_mine(by, at), pk=story.nomination_id).exists()


def require_may_check(by: Standing, nomination: AwardNomination, at: datetime) -> None:
    """An officer of the edition's place, and never about their own."""
    require_may_run(by, nomination.edition.region_path)
    if own_nomination(by, nomination, at):
        raise OwnNomination


def own_vote(by: Standing, nomination: AwardNomination, at: datetime) -> bool:
    """For oneself, one's child, a body or project that one leads, the very community that one governs."""
    led = by.bodies()
    if nomination.body_id in led or (nomination.project and nomination.project.body_id in led):
        return True
    if nomination.region is not None and nomination.region.path in by.regions():
        return True
    person = nomination.volunteer_id
    return person is not None and (by.is_self(person) or acts_for(by, person, at))


def may_run_contest(by: Standing, contest: Contest) -> bool:
    """Who governs its place, and of an organisation's who runs that."""
    if by.city != contest.city:
        return False
    return by.governs(contest.region_path) or (contest.body_id is not None and contest.body_id in by.headed())


def require_may_run_contest(by: Standing, contest: Contest) -> None:
    if not may_run_contest(by, contest):
        raise NotAllowed


def is_author(by: Standing, entry: ContestEntry) -> bool:
    return by.is_self(entry.volunteer_id)


def is_entry_guardian(by: Standing, entry: ContestEntry, at: datetime) -> bool:
    """Who answers for the child on the register, or whose phone was given as the guardian's."""
    if not entry.minor or by.account_id is None:
        return False
    if entry.volunteer_id is not None:
        return acts_for(by, living_record(entry.volunteer_id), at)
    if entry.guardian_phone_hash is None or bytes(entry.guardian_phone_hash) != own_phone_hash(by.account_id):
        return False
    return not too_young_to_answer(by, at)


def answers_for_entry(by: Standing, entry: ContestEntry, at: datetime) -> bool:
    """A grown author, also one who was a child when it was sent in; of a minor's work the guardian."""
    return is_entry_guardian(by, entry, at) if asks_guardian(entry, at) else is_author(by, entry)


def require_answers_for_entry(by: Standing, entry: ContestEntry, at: datetime) -> None:
    """Whoever may say yes to showing it. Raises EntryUnknown."""
    if not answers_for_entry(by, entry, at):
        raise EntryUnknown


def require_may_withdraw_entry(by: Standing, entry: ContestEntry, at: datetime) -> None:
    """The author, the guardian, and whoever sent it in. Raises EntryUnknown."""
    sent_in = by.account_id is not None and entry.entered_by_id == by.account_id
    if not (sent_in or is_author(by, entry) or is_entry_guardian(by, entry, at)):
        raise EntryUnknown
