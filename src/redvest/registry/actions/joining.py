"""Applications of people and invitations of organisations; the other side's yes makes a member."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.actions.membership import enrol
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import (
    JoinKind,
    JoinState,
    MembershipConsent,
    MessageKind,
    TeamInvites,
    VolunteerState,
)
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.membership_errors import (
    AlreadyMember,
    BodyFull,
    InviteeUnknown,
    InvitesRefused,
    JoinAnswered,
    JoinReasonMissing,
    JoinUnknown,
    JoinWaiting,
)
from redvest.registry.models import Body, JoinRequest, Membership, Volunteer
from redvest.registry.policy import Standing, require_administers, require_volunteer
from redvest.registry.queries.body import room_left
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import profile_of
from redvest.registry.queries.sharing import is_minor
from redvest.registry.rules.invitation import Answer, answer_to_team
from redvest.registry.rules.volunteer_number import normalise


@transaction.atomic
def ask_to_join(*, by: Standing, body: Body, words: str = "", at: datetime) -> JoinRequest:
    """A person applies. Raises NotAllowed, BodyNotActive, VolunteerNotActive, AlreadyMember, BodyFull, JoinWaiting."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(by))
    made = _ask(by, body, volunteer, JoinKind.APPLICATION, words, at)
    write_line(by=by.actor, at=at, city=body.city, verb="ask_to_join", target=body)
    return made


@transaction.atomic
def invite(*, by: Standing, body: Body, number: str, words: str = "", at: datetime) -> JoinRequest:
    """An organisation invites one person by their volunteer number.

    Who agreed to invitations in advance is a member at once and told so; a minor is asked; who wants none is left
    alone. Raises NotAllowed, InviteeUnknown, InvitesRefused, and what ``ask_to_join`` and ``enrol`` raise.
    """
    require_administers(by, body.pk, body.region_path)
    people = Volunteer.objects.select_related("account").filter(city=body.city, state=VolunteerState.ACTIVE)
    person = people.filter(number=normalise(number)).first()
    if person is None:
        raise InviteeUnknown
    answer = answer_to_team(TeamInvites(profile_of(person).team_invites), minor=is_minor(person, at))
    if answer is Answer.REFUSES:
        raise InvitesRefused
    made = _ask(by, body, person, JoinKind.INVITATION, words, at)
    write_line(
        by=by.actor, at=at, city=body.city, verb="invite_to_body", target=body, volunteer=str(person.pk)
    )
    if answer is Answer.JOINS:
        _turn(made, JoinState.ACCEPTED, None, "", at)
        enrol(by=by, body=body, volunteer_id=person.pk, consent=MembershipConsent.STANDING, at=at)
        said = f"“{body.name}”邀请你加入，按你的设置已经加入。不愿意可以随时在“我的组织”里退出。"
    else:
        said = f"“{body.name}”邀请你加入。愿不愿意由你，请到“我的组织”里答复。"
    tell_person(volunteer=person, text=said, at=at, notice=Notice(MessageKind.GROUP, about=made))
    return made


@transaction.atomic
def answer_invitation(*, by: Standing, request: JoinRequest, yes: bool, at: datetime) -> JoinRequest:
    """The invited person, or a minor's guardian, says yes or no. Raises JoinUnknown, JoinAnswered, and as ``enrol``."""
    if request.kind != JoinKind.INVITATION:
        raise JoinUnknown
    require_own_or_guardian(by, request.volunteer, at)
    _turn(request, JoinState.ACCEPTED if yes else JoinState.DECLINED, by, "", at)
    if yes:
        enrol(
            by=by, body=request.body, volunteer_id=request.volunteer_id, consent=MembershipConsent.INVITED,
            at=at,
        )  # fmt: skip
    verb = "accept_invitation" if yes else "decline_invitation"
    write_line(by=by.actor, at=at, city=request.city, verb=verb, target=request)
    return request


@transaction.atomic
def decide_application(
    *, by: Standing, request: JoinRequest, accept: bool, note: str = "", at: datetime
) -> JoinRequest:
    """A head of the organisation takes somebody in, or says why not; the person is told.

    Raises NotAllowed, JoinUnknown, JoinReasonMissing, JoinAnswered, and what ``enrol`` raises.
    """
    body = request.body
    require_administers(by, body.pk, body.region_path)
    if request.kind != JoinKind.APPLICATION:
        raise JoinUnknown
    note = " ".join(note.split())[:200]
    if not accept and not note:
        raise JoinReasonMissing
    _turn(request, JoinState.ACCEPTED if accept else JoinState.DECLINED, by, note, at)
    if accept:
        enrol(by=by, body=body, volunteer_id=request.volunteer_id, consent=MembershipConsent.APPLIED, at=at)
    verb = "accept_application" if accept else "decline_application"
    write_line(by=by.actor, at=at, city=body.city, verb=verb, target=request, reason=note)
    said = "同意你加入，欢迎！" if accept else f"这次没有同意你加入：{note}"
    notice = Notice(MessageKind.GROUP, about=request)
    tell_person(volunteer=request.volunteer, text=f"“{body.name}”{said}", at=at, notice=notice)
    return request


@transaction.atomic
def withdraw_join(*, by: Standing, request: JoinRequest, at: datetime) -> JoinRequest:
    """Take back one's own application, or the organisation's invitation. Raises NotAllowed, JoinAnswered."""
    if request.kind == JoinKind.APPLICATION:
        require_volunteer(by)
        if not by.is_self(request.volunteer_id):
            raise NotAllowed
    else:
        require_administers(by, request.body_id, request.body.region_path)
    _turn(request, JoinState.WITHDRAWN, by, "", at)
    write_line(by=by.actor, at=at, city=request.city, verb="withdraw_join", target=request)
    return request


def _ask(
    by: Standing, body: Body, volunteer: Volunteer, kind: JoinKind, words: str, at: datetime
) -> JoinRequest:
    if body.city != volunteer.city:
        raise NotAllowed
    if volunteer.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    hold_active_body(body=body, city=by.city)
    people = records_of(volunteer.pk)
    if Membership.objects.filter(body=body, volunteer_id__in=people, left_on__isnull=True).exists():
        raise AlreadyMember
    if room_left(body.pk) == 0:
        raise BodyFull  # nobody waits in vain
    if JoinRequest.objects.filter(body=body, volunteer_id__in=people, state=JoinState.OPEN).exists():
        raise JoinWaiting
    try:
        with transaction.atomic():
            return JoinRequest.objects.create(
                city=body.city, body=body, volunteer=volunteer, kind=kind,
                words=" ".join(words.split())[:200], asked_by_id=by.account_id, asked_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_open_join_request":
            raise JoinWaiting from fault
        raise


def _turn(request: JoinRequest, state: JoinState, by: Standing | None, note: str, at: datetime) -> None:
    """From open to answered, once. The organisation is held first, as by whoever ends it."""
    list(Body.objects.select_for_update(no_key=True).filter(pk=request.body_id).values_list("pk"))
    waiting = JoinRequest.objects.filter(pk=request.pk, state=JoinState.OPEN)
    account = by.account_id if by else None
    if not waiting.update(state=state, decided_by_id=account, decided_at=at, note=note):
        raise JoinAnswered
    request.state, request.decided_at, request.note = state, at, note
