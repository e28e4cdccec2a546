"""Pairings end with a reason: by the word of a side, with a household, with a branch, or because somebody leaves."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from redvest.care.actions.pairing_tell import tell, tell_keepers, tell_place
from redvest.care.choices import PairingEnd, PairingKind, PairingState
from redvest.care.models import Pairing, PartyMember
from redvest.care.pairing_errors import PairingMoved, PairingReasonMissing
from redvest.care.policy import require_keeps_pairing
from redvest.care.rules.pairing import clean_words
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing

_OPEN = (PairingState.ASKED, PairingState.LIVE)


@transaction.atomic
def end_pairing(*, by: Standing, pairing: Pairing, words: str, at: datetime) -> None:
    """Either side, or who keeps it, ends a live pairing and says why. Raises NotAllowed, PairingReasonMissing, PairingMoved."""
    require_keeps_pairing(by, pairing, or_side=True)
    words = clean_words(words, 100)
    if not words:
        raise PairingReasonMissing
    rows = Pairing.objects.filter(pk=pairing.pk, state=PairingState.LIVE)
    if not end_rows(rows=rows, by=by, why=PairingEnd.AGREED, words=words, at=at):
        raise PairingMoved


@transaction.atomic
def withdraw_pairing(*, by: Standing, pairing: Pairing, at: datetime) -> None:
    """Take back what nobody has answered yet: who keeps it, or who asked. Raises NotAllowed, PairingMoved."""
    if by.account_id is None or by.account_id != pairing.asked_by_id:
        require_keeps_pairing(by, pairing)
    rows = Pairing.objects.filter(pk=pairing.pk, state=PairingState.ASKED)
    if not rows.update(state=PairingState.WITHDRAWN):
        raise PairingMoved
    write_line(by=by.actor, at=at, city=pairing.city, verb="withdraw_pairing", target=pairing)


def end_rows(
    *, rows: QuerySet[Pairing], by: Standing | None, why: PairingEnd, words: str, at: datetime
) -> list[Pairing]:
    """End what is live of these and take back what is asked, in the caller's transaction; returns what was live.

    The volunteers concerned are told, and whoever keeps the pairings hears once which gaps they leave.
    """
    open_rows = rows.filter(state__in=_OPEN).select_for_update(of=("self",)).order_by("pk")
    found = list(
        open_rows.select_related("body", "region", "member__volunteer__account", "volunteer__account")
    )
    ended = [each for each in found if each.state == PairingState.LIVE]
    asked = [each.pk for each in found if each.state == PairingState.ASKED]
    Pairing.objects.filter(pk__in=asked).update(state=PairingState.WITHDRAWN)
    Pairing.objects.filter(pk__in=[each.pk for each in ended]).update(
        state=PairingState.ENDED, ends_on=day_of(at), end_why=why, end_words=words
    )
    for each in ended:
        write_line(
            by=by.actor if by else SYSTEM, at=at, city=each.city, verb="end_pairing", target=each, why=why.value
        )  # fmt: skip
    _tell_ended(ended, why, at)
    return ended


def _tell_ended(ended: list[Pairing], why: PairingEnd, at: datetime) -> None:
    of_body: dict[UUID, list[Pairing]] = defaultdict(list)
    for each in ended:
        of_body[each.body_id].append(each)
        sides = [each.volunteer, each.member.volunteer if each.member else None]
        active = [side for side in sides if side is not None and side.state == VolunteerState.ACTIVE]
        text = f"“{each.get_kind_display()}”的结对结束了：{why.label}。谢谢你这段时间的付出。"
        tell(people=active, text=text, at=at, about=each)
        if each.kind == PairingKind.TWINNED:
            text = f"“{each.body.name}”和{each.region.name}的结对结束了：{why.label}。"
            tell_place(path=each.region_path, text=text, on=day_of(at), at=at)
    for body_id, lost in of_body.items():
        homes = sum(each.household_id is not None for each in lost)
        what = f"{len(lost)} 个结对结束了（{why.label}），其中 {homes} 户家庭要另外找人"
        text = f"“{lost[0].body.name}”有 {what}。请到工作台“结对”看空缺。"
        tell_keepers(body_id=body_id, path=lost[0].body.region_path, text=text, on=day_of(at), at=at)


@transaction.atomic
def end_of_person(*, volunteer_id: UUID, at: datetime, erased: bool = False) -> int:
    """Whoever may not serve any more is paired no longer, nor kept in a branch; returns how many pairings ended.

    Nothing for whoever is in good standing again, and nothing the second time.
    """
    person = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer_id)
    if person.state == VolunteerState.ACTIVE and not erased:
        return 0
    members = PartyMember.objects.filter(volunteer_id=person.pk, left_on__isnull=True)
    list(
        members.select_for_update().order_by("pk").values_list("pk")
    )  # before pairings, as whoever answers one
    mine = Q(volunteer_id=person.pk) | Q(member__volunteer_id=person.pk)
    words = "" if erased else str(person.get_state_display())
    rows = Pairing.objects.filter(mine)
    ended = end_rows(rows=rows, by=None, why=PairingEnd.LEFT, words=words, at=at)
    if person.state != VolunteerState.SUSPENDED:
        members.filter(agreed_at__isnull=True).delete()
        members.update(left_on=Greatest(F("joined_on"), day_of(at)), left_words=words)
    return len(ended)
