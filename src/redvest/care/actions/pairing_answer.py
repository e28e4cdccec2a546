"""A pairing begins when both sides have said yes; a no leaves everything as it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.care.actions.pairing import REFUSALS, hold_household, hold_member, hold_volunteer
from redvest.care.actions.pairing_tell import tell, tell_keepers, tell_place
from redvest.care.choices import PairingEnd, PairingKind, PairingState
from redvest.care.models import Pairing
from redvest.care.pairing_errors import PairingMoved
from redvest.care.policy import is_helper, is_side
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.policy import Standing, require_member


@transaction.atomic
def answer_pairing(*, by: Standing, pairing: Pairing, agrees: bool, at: datetime) -> Pairing:
    """One side's word. With the second yes it begins today; what it takes over from somebody ends in the same moment.

    Raises NotAllowed, PairingMoved where it was answered or taken back, HouseholdClosed, PartyMemberUnknown, and the
    refusals of scarce things: HouseholdPaired, MemberHasHousehold, VolunteerLed, FiveAlready, UnitTwinned.
    """
    require_member(by)
    if not is_side(by, pairing):
        raise NotAllowed
    if agrees:
        _hold(pairing)
    rows = Pairing.objects.select_for_update(of=("self",)).select_related(
        "body", "region", "member__volunteer__account", "volunteer__account"
    )
    found = rows.filter(pk=pairing.pk, state=PairingState.ASKED).first()
    if found is None:
        raise PairingMoved
    helps = found.kind == PairingKind.TWINNED or is_helper(by, found)
    if not agrees:
        _decline(found, at)
    else:
        found.helper_yes_at = found.helper_yes_at or (at if helps else None)
        found.other_yes_at = found.other_yes_at or (None if helps else at)
        if found.helper_yes_at and found.other_yes_at:
            _begin(found, by, at)
        else:
            found.save(update_fields=["helper_yes_at", "other_yes_at"])
    write_line(by=by.actor, at=at, city=found.city, verb="answer_pairing", target=found, agrees=agrees)
    return found


def _hold(pairing: Pairing) -> None:
    """Whoever leaves, and a household that is closed, comes before this or after, never between. Always in this order."""
    if pairing.kind == PairingKind.TWINNED:
        hold_active_body(body=pairing.body, city=pairing.city)
    if pairing.volunteer_id is not None:
        hold_volunteer(volunteer_id=pairing.volunteer_id, city=pairing.city)
    if pairing.member_id is not None:
        hold_member(member_id=pairing.member_id)
    if pairing.household_id is not None:
        hold_household(household_id=pairing.household_id)


def _decline(found: Pairing, at: datetime) -> None:
    """Whoever asked hears that it is a no, not why: the branch, and of a unit the community, which asked it."""
    found.state = PairingState.DECLINED
    found.save(update_fields=["state"])
    if found.kind == PairingKind.TWINNED:
        text = f"“{found.body.name}”没有答应和{found.region.name}结对。要另外请单位，到工作台“结对”。"
        tell_place(path=found.region_path, text=text, on=day_of(at), at=at)
        return
    text = f"“{found.body.name}”的一个结对没有谈成（{found.get_kind_display()}），请到工作台“结对”另外找人。"
    tell_keepers(body_id=found.body_id, path=found.body.region_path, text=text, on=day_of(at), at=at)


def _begin(found: Pairing, by: Standing, at: datetime) -> None:
    today = day_of(at)
    if found.taken_from_id is not None:
        _end_former(found.taken_from_id, by, at)
    found.state, found.starts_on = PairingState.LIVE, today
    try:
        with transaction.atomic():
            found.save(update_fields=["state", "starts_on", "helper_yes_at", "other_yes_at"])
    except IntegrityError as fault:
        raise (REFUSALS.get(broken_constraint(fault)) or fault) from fault
    if found.kind == PairingKind.TWINNED:
        text = f"“{found.body.name}”和{found.region.name}结对了。单位里的人在“我的结对”里都看得到，去过就记一笔。"
        tell_keepers(body_id=found.body_id, path=found.body.region_path, text=text, on=today, at=at)
        text = f"“{found.body.name}”答应和{found.region.name}结对了。"
        tell_place(path=found.region_path, text=text, on=today, at=at)
        return
    sides = [found.volunteer, found.member.volunteer if found.member else None]
    people = [side for side in sides if side is not None]
    text = f"结对开始了：{found.get_kind_display()}。到“我的结对”看看从哪里做起。"
    tell(people=people, text=text, at=at, about=found)


def _end_former(former_id: UUID, by: Standing, at: datetime) -> None:
    """Of a hand-over: the former one is over today. One that ended by itself meanwhile is no hindrance, and no news."""
    rows = Pairing.objects.filter(pk=former_id, state=PairingState.LIVE)
    why = PairingEnd.HANDED_OVER
    if not rows.update(state=PairingState.ENDED, ends_on=day_of(at), end_why=why):
        return
    former = Pairing.objects.select_related("member__volunteer__account", "volunteer__account").get(
        pk=former_id
    )
    write_line(by=by.actor, at=at, city=former.city, verb="end_pairing", target=former, why=why.value)
    person = former.helper
    if person is not None:
        text = "你结对的家庭有人接手了，谢谢你这段时间的付出。"
        tell(people=[person], text=text, at=at, about=former)
