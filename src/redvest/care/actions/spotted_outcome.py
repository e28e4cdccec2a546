"""What became of a spotted problem (随手拍): passed on, solved, put together with another; every reporter hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.care.actions.need_picture import keep_pictures
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.actions.spotted_picture import clean_pictures
from redvest.care.choices import NeedState, PictureOf
from redvest.care.models import Need
from redvest.care.policy import require_may_handle_spotted
from redvest.care.queries.spotted import all_reports_of, keeps_grid_of, may_be_one_with
from redvest.care.rules.spotted import tells_a_number
from redvest.care.spotted_errors import SpottedNotAlike, SpottedWordsMissing
from redvest.core.clock import day_of
from redvest.registry.actions.message import Notice, write_notice
from redvest.registry.policy import Standing

LONGEST_WORDS = 200


@transaction.atomic
def pass_on_spotted(*, by: Standing, need: Need, words: str, at: datetime) -> Need:
    """Whoever looks after such things takes it over; ``words`` say who. Raises NotAllowed, SpottedWordsMissing, NeedMoved."""
    _require_handles(by, need, at)
    said = _said(words)
    before = (NeedState.QUEUED,)
    move_need(
        by=by, need=need, before=before, after=NeedState.PASSED_ON, verb="pass_on_spotted", at=at, words=said
    )
    _tell_reporters(need, _("你拍的“%(title)s”已经转办：%(words)s"), said, at)
    return need


@transaction.atomic
def solve_spotted(
    *, by: Standing, need: Need, words: str, pictures: Sequence[bytes] = (), at: datetime
) -> Need:
    """It is as it should be, with a picture of how it looks now; also after it was passed on.

    Raises NotAllowed, SpottedWordsMissing, BadSpotted, NeedMoved.
    """
    _require_handles(by, need, at)
    said, kept = _said(words), clean_pictures(pictures=pictures)
    before = (NeedState.QUEUED, NeedState.PASSED_ON)
    move_need(
        by=by, need=need, before=before, after=NeedState.CLOSED, verb="solve_spotted", at=at, words=said,
        served_at=at,
    )  # fmt: skip
    keep_pictures(by=by, need=need, pictures=kept, of=PictureOf.DONE, at=at)
    _tell_reporters(need, _("你拍的“%(title)s”解决了：%(words)s。谢谢你。"), said, at)
    return need


@transaction.atomic
def join_spotted(*, by: Standing, need: Need, into: Need, at: datetime) -> Need:
    """Two reports are one thing: the later goes into the earlier. Raises NotAllowed, SpottedNotAlike, NeedMoved."""
    _require_handles(by, need, at)
    _require_handles(by, into, at)
    # Both rows, in one order: two who join them crosswise do not lose both.
    rows = Need.objects.select_for_update().filter(pk__in=(need.pk, into.pk)).order_by("pk")
    locked = {each.pk: each for each in rows}
    if into.pk not in {each.pk for each in may_be_one_with(locked[need.pk])}:
        raise SpottedNotAlike
    # In the words of merging any two needs, so that parting them again works the same.
    move_need(
        by=by, need=need, before=(NeedState.QUEUED,), after=NeedState.MERGED, verb="merge_needs", at=at,
        words=f"并入 {into.number}", merged_into=into,
    )  # fmt: skip
    if need.requester_id != into.requester_id:
        _tell(need, _("你拍的“%(title)s”别人也拍到了，两条并成了一条，处理好了告诉你。"), "", at)
    note_step(by=by, need=into, before=into.state, verb="merge_needs", at=at, words=f"{need.number} 并了进来")
    return need


def _require_handles(by: Standing, need: Need, at: datetime) -> None:
    require_may_handle_spotted(by, need, keeps_grid=keeps_grid_of(by, need, day_of(at)))


def _said(words: str) -> str:
    said = " ".join(words.split())[:LONGEST_WORDS]
    if len(said) < 2 or tells_a_number(said):
        raise SpottedWordsMissing
    return said


def _tell_reporters(need: Need, form: str, words: str, at: datetime) -> None:
    """Also whoever's report was put together with this one: it is theirs just as much. One message for each."""
    told: set[UUID | None] = set()
    for each in all_reports_of(need):
        if each.requester_id not in told:
            _tell(each, form, words, at)
            told.add(each.requester_id)


def _tell(report: Need, form: str, words: str, at: datetime) -> None:
    account = report.requester
    if account is not None and account.is_active:
        text = form % {"title": report.title, "words": words.rstrip("。")}
        write_notice(account=account, text=text, at=at, notice=Notice(about=report.steps.latest("at", "id")))
