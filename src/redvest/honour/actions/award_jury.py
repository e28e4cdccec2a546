"""A jury is appointed, steps back where it is bound, gives points without seeing each other's, and seals them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.one_line import one_line
from redvest.honour.award_jury_errors import (
    DossierUnknown,
    JurorTwice,
    JurorUnknown,
    JuryMoved,
    JuryReasonMissing,
    OwnJury,
    RecusedTwice,
    ScoresMissing,
    ScoresSealed,
    ScoreUnclear,
)
from redvest.honour.choices import EditionState, RecusalCause
from redvest.honour.models import AwardEdition, AwardFreeze, AwardJuror, AwardScore, JurorRecusal
from redvest.honour.policy import require_no_stake
from redvest.honour.queries.award_jury import (
    JURY_STATES,
    Desk,
    Entry,
    desk_of,
    entry_of,
    jury_edition,
    person_to_appoint,
    seat_of,
)
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing, require_member

SHORTEST, LONGEST = 2, 200


@transaction.atomic
def appoint_juror(*, by: Standing, edition_id: UUID, account_id: UUID, at: datetime) -> AwardJuror:
    """Somebody with a juror's role for the place sits on this jury, under the next pseudonym; what binds them is noted.

    Raises JuryUnknown, OwnEdition, OwnJury, JuryMoved, JurorTwice, JurorUnknown.
    """
    edition = hold_judged(by=by, key=edition_id, at=at)
    if account_id == by.account_id:
        raise OwnJury
    if edition.state not in JURY_STATES or AwardFreeze.objects.filter(edition=edition).exists():
        raise JuryMoved
    seated = AwardJuror.objects.filter(edition=edition)
    if seated.filter(account_id=account_id).exists():
        raise JurorTwice
    person = person_to_appoint(edition, account_id, day_of(at))
    juror = AwardJuror.objects.create(
        city=edition.city, edition=edition, account=person, pseudonym=f"评委{seated.count() + 1}",
        appointed_by_id=by.account_id, appointed_at=at,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=edition.city, verb="appoint_juror", target=juror)
    recuse_bound(juror=juror, at=at)
    text = f"请你担任“{edition.title}”的评委。到工作台“评审”看材料、打分，要回避的先说一声。"
    tell_accounts(accounts=[person], text=text, at=at, notice=Notice(MessageKind.WORK, about=juror))
    return juror


def hold_judged(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """An edition that somebody runs, locked, and in which they have no stake. Raises JuryUnknown, OwnEdition."""
    edition = jury_edition(by, key)
    require_no_stake(by, edition, at)
    return AwardEdition.objects.select_for_update().get(pk=edition.pk)


def recuse_bound(*, juror: AwardJuror, at: datetime) -> int:
    """Put on record what binds a juror by now, whoever says otherwise. Returns how many more."""
    desk = desk_of(juror, at)
    known = set(JurorRecusal.objects.filter(juror=juror).values_list("nomination_id", flat=True))
    bound = [
        JurorRecusal(
            city=juror.city, juror=juror, nomination_id=key, cause=cause, automatic=True, at=at
        )
        for key, cause in desk.recused.items() if key not in known
    ]  # fmt: skip
    if bound:
        JurorRecusal.objects.bulk_create(bound)
        write_line(by=SYSTEM, at=at, city=juror.city, verb="recuse_bound", target=juror, count=len(bound))
    return len(bound)


def _hold_seat(by: Standing, edition_id: UUID) -> AwardJuror:
    """One's own seat, locked while the jury judges. Raises Unauthenticated, JuryUnknown, JuryMoved, ScoresSealed."""
    require_member(by)
    seat = seat_of(by, edition_id)
    # The edition before the seat, as whoever runs it does: the trigger of the points would ask for it later.
    AwardEdition.objects.select_for_update(no_key=True).get(pk=seat.edition_id)
    juror = AwardJuror.objects.select_for_update(no_key=True).get(pk=seat.pk)
    juror.edition, juror.account = seat.edition, seat.account
    if juror.done:
        raise ScoresSealed
    return juror


@transaction.atomic
def declare_recusal(
    *, by: Standing, edition_id: UUID, nomination_id: UUID, reason: str, at: datetime
) -> JurorRecusal:
    """A juror says that they must not judge an entry, and why; what they gave it before does not count.

    Raises JuryUnknown, ScoresSealed, JuryMoved, DossierUnknown, JuryReasonMissing, RecusedTwice.
    """
    juror = _hold_seat(by, edition_id)
    if juror.edition.state not in JURY_STATES:
        raise JuryMoved
    if JurorRecusal.objects.filter(juror=juror, nomination_id=nomination_id).exists():
        raise RecusedTwice
    entry = entry_of(desk_of(juror, at), nomination_id)
    recusal = JurorRecusal.objects.create(
        city=juror.city, juror=juror, nomination=entry.nomination, cause=RecusalCause.DECLARED,
        reason=said(text=reason), automatic=False, at=at,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=juror.city, verb="declare_recusal", target=juror)
    return recusal


def said(*, text: str) -> str:
    """A reason in words. Raises JuryReasonMissing."""
    words = one_line(text)
    if not SHORTEST <= len(words) <= LONGEST:
        raise JuryReasonMissing
    return words


@transaction.atomic
def score_entry(
    *, by: Standing, edition_id: UUID, nomination_id: UUID, points: dict[str, int | None], at: datetime
) -> Entry:
    """Whole points for every criterion of an entry. Only what is new becomes another revision; until sealed.

    Raises JuryUnknown, ScoresSealed, JuryMoved, DossierUnknown, ScoreUnclear with ``errors`` by criterion.
    """
    juror = _hold_seat(by, edition_id)
    if juror.edition.state != EditionState.JUDGING:
        raise JuryMoved
    desk = desk_of(juror, at)
    entry = entry_of(desk, nomination_id)
    checked = _checked(entry, points)
    before = desk.points.get(nomination_id, {})
    changed = {code: given for code, given in checked.items() if before.get(code) != given}
    if not changed:
        return entry
    rows = AwardScore.objects.filter(juror=juror, nomination_id=nomination_id)
    last = dict(rows.order_by("revision").values_list("criterion", "revision"))
    fresh = [
        AwardScore(
            city=juror.city, juror=juror, nomination=entry.nomination, criterion=code, points=given,
            revision=last.get(code, 0) + 1, at=at,
        )
        for code, given in changed.items()
    ]  # fmt: skip
    _write(fresh)
    write_line(by=by.actor, at=at, city=juror.city, verb="score_entry", target=juror, criteria=len(fresh))
    return entry


def _checked(entry: Entry, points: dict[str, int | None]) -> dict[str, int]:
    errors, checked = [], {}
    for each in entry.category.rubric:
        given = points.get(each["code"])
        if given is None or not 0 <= given <= each["most"]:
            sentence = f"请给“{each['name']}”打分，填 0 到 {each['most']} 的整数。"
            errors.append({"field": each["code"], "sentence": sentence})
        else:
            checked[each["code"]] = given
    if errors or not checked:
        raise ScoreUnclear(errors=errors)
    return checked


def _write(scores: list[AwardScore]) -> None:
    with refused_by(score_before_sealing=ScoresSealed, score_by_who_judges_it=DossierUnknown):
        AwardScore.objects.bulk_create(scores)


@transaction.atomic
def seal_scores(*, by: Standing, edition_id: UUID, at: datetime) -> AwardJuror:
    """Everything that the juror judges has its points: they are final, and from now on the juror sees the others'.

    Raises JuryUnknown, ScoresSealed, JuryMoved, ScoresMissing with ``numbers``.
    """
    juror = _hold_seat(by, edition_id)
    if juror.edition.state != EditionState.JUDGING:
        raise JuryMoved
    recuse_bound(juror=juror, at=at)
    _require_all_judged(desk_of(juror, at))
    juror.sealed_at = at
    juror.save(update_fields=["sealed_at"])
    write_line(by=by.actor, at=at, city=juror.city, verb="seal_scores", target=juror)
    return juror


def _require_all_judged(desk: Desk) -> None:
    left = [f"{each.category.name} {each.number} 号" for each in desk.left]
    if left:
        raise ScoresMissing(f"还有 {len(left)} 份材料没有打分：{'、'.join(left[:5])}。", numbers=left)


@transaction.atomic
def release_juror(*, by: Standing, juror_id: UUID, reason: str, at: datetime) -> AwardJuror:
    """Whoever runs the edition no longer waits for somebody: their points do not count, and the log says why.

    Raises JurorUnknown, JuryUnknown, OwnEdition, OwnJury, JuryMoved, JuryReasonMissing, ScoresSealed.
    """
    known = AwardJuror.objects.filter(pk=juror_id, city=by.city).first()
    if known is None:
        raise JurorUnknown
    edition = hold_judged(by=by, key=known.edition_id, at=at)
    juror = AwardJuror.objects.select_for_update(no_key=True).get(pk=juror_id)
    if juror.account_id == by.account_id:
        raise OwnJury
    if edition.state != EditionState.JUDGING or AwardFreeze.objects.filter(edition=edition).exists():
        raise JuryMoved
    if juror.done:
        raise ScoresSealed
    juror.reason, juror.released_at, juror.released_by_id = said(text=reason), at, by.account_id
    juror.save(update_fields=["reason", "released_at", "released_by"])
    write_line(by=by.actor, at=at, city=juror.city, verb="release_juror", target=juror, reason=juror.reason)
    return juror
