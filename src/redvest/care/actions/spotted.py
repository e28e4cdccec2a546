"""Spotted problems (随手拍): reported by anybody, told to the grid's keeper, passed on, solved, put together."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import h3
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from redvest.care.actions.need_picture import keep_pictures
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.actions.spotted_picture import clean_pictures
from redvest.care.choices import NeedChannel, NeedKind, NeedState, PictureOf, SpottedKind
from redvest.care.models import Need
from redvest.care.policy import require_may_handle_spotted
from redvest.care.queries.spoken import terms_of
from redvest.care.queries.spotted import CELL, grids_near, keeps_grid_of, may_be_one_with, what_was_seen
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.care.rules.need_private import Private, as_text
from redvest.care.rules.spotted import (
    SpottedForm,
    domain_names,
    faults,
    grid_of_point,
    tells_a_number,
    title_of,
)
from redvest.care.spotted_errors import BadSpotted, SpottedNotAlike, SpottedWordsMissing
from redvest.core import throttle
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.message import Notice, tell_person, write_notice
from redvest.registry.choices import MessageKind, RegionLevel
from redvest.registry.models import Region, ServiceDomain
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.domain import domains
from redvest.registry.queries.grid import keepings_on
from redvest.registry.queries.setting import rules

HOUR = timedelta(hours=1)
AGAIN = timedelta(minutes=10)
OF_AN_ADDRESS, OF_AN_ACCOUNT = 20, 20  # reports an hour: a school class behind one address is not refused
LONGEST_WORDS = 200
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report; ``alike`` are open ones that may be the same thing."""

    need: Need
    alike: tuple[Need, ...] = ()


@transaction.atomic
def report_spotted(
    *, by: Standing, form: SpottedForm, pictures: Sequence[bytes] = (), address: str = "", at: datetime
) -> Reported:
    """Anybody reports a problem, also without an account; it goes to the grid that it lies in, and its keeper is told.

    ``address`` is where a guest's request comes from. Raises TooManyTries, BadSpotted (with the fields at fault).
    """
    who = f"spot:{by.account_id}" if by.signed_in else f"spot-ip:{address}"
    throttle.hit(who, limit=OF_AN_ACCOUNT if by.signed_in else OF_AN_ADDRESS, window=HOUR, at=at)
    found = faults(form, pictures)
    region, grid_id = (None, None) if found else _place(by.city, form)
    if region is None and not found:
        found = [("community", _("没认出是哪个社区，请选一个社区。"))]
    if found or region is None:
        raise BadSpotted(errors=[{"field": field, "sentence": said} for field, said in found])
    kept = clean_pictures(pictures=pictures)
    draft, private = _need(by, form, region, grid_id, at)
    if (known := _sent_before(draft, private, at)) is not None:
        return Reported(known, tuple(may_be_one_with(known)))
    need = _written(draft)
    note_step(by=by, need=need, before="", verb="report_spotted", at=at)
    keep_pictures(by=by, need=need, pictures=kept, of=PictureOf.ASKED, at=at)
    _tell_keeper(need, at)
    return Reported(need, tuple(may_be_one_with(need)))


def _place(city: str, form: SpottedForm) -> tuple[Region | None, UUID | None]:
    """The community and the grid. Who chose a community meant it: a point elsewhere finds no grid there."""
    chosen = Region.objects.filter(pk=form.community, city=city, level=RegionLevel.COMMUNITY).first()
    if form.lon is None or form.lat is None:
        return chosen, None
    shapes = grids_near(city, form.lon, form.lat)
    if chosen is not None:
        shapes = [each for each in shapes if each.region_path == chosen.path]
    grid = grid_of_point(form.lon, form.lat, shapes)
    if grid is None or chosen is not None:
        return chosen, grid.key if grid else None
    return Region.objects.filter(path=grid.region_path).first(), grid.key


def _sent_before(draft: Need, private: Private, at: datetime) -> Need | None:
    """Pressed twice it is one report: whoever sends the same again waits here for the first."""
    who = f"{draft.requester_id} {draft.region_id} {draft.title}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 23))", [who])
    rows = Need.objects.filter(
        city=draft.city, kind=NeedKind.SPOTTED, title=draft.title, region=draft.region, requester=draft.requester_id,
        created_at__gt=at - AGAIN, created_at__lte=at,
    )  # fmt: skip
    return next((each for each in rows.order_by("created_at", "pk") if what_was_seen(each) == private), None)


def _need(
    by: Standing, form: SpottedForm, region: Region, grid_id: UUID | None, at: datetime
) -> tuple[Need, Private]:
    private = Private(
        address=" ".join(form.place.split()), words=form.words.strip(), lon=form.lon, lat=form.lat
    )
    title = title_of(form.kind, form.place)
    at_point = form.lon is not None and form.lat is not None
    need = Need(
        city=region.city, kind=NeedKind.SPOTTED, channel=NeedChannel.WEB, state=NeedState.QUEUED, region=region,
        region_path=region.path, grid_id=grid_id, cell=h3.latlng_to_cell(form.lat, form.lon, CELL) if at_point else "",
        domain=_domain(region.city, form.kind), spotted_kind=form.kind, title=title,
        private_sealed=secret.keyring().encrypt(as_text(private), context=secret.NEED_PRIVATE), age_floor=14,
        requester_id=by.account_id, desk_path=region.path, created_at=at, search=terms_of(title),
        due_at=due_at(NeedState.QUEUED, "ordinary", rules(KEYS, region.path, day_of(at)), at),
    )  # fmt: skip
    return need, private


def _domain(city: str, kind: SpottedKind) -> ServiceDomain:
    known = {each.name: each for each in domains(city)}
    wanted = (known[name] for name in domain_names(kind) if name in known)
    return next(wanted, None) or next(iter(known.values()))


def _written(need: Need) -> Need:
    """With a number that nobody has: random, so that it tells nobody how many there are."""
    for turn in range(_TRIES):
        need.number = f"{secrets.randbelow(90_000_000) + 10_000_000}"
        try:
            with transaction.atomic():
                need.save(force_insert=True)
        except IntegrityError as fault:
            if broken_constraint(fault) != "one_need_per_number" or turn == _TRIES - 1:
                raise
        else:
            break
    return need


def _tell_keeper(need: Need, at: datetime) -> None:
    if need.grid_id is None:
        return
    words = _("你的网格里有人随手拍了“%(title)s”，去看看吧。") % {"title": need.title}
    rows = keepings_on(day_of(at)).filter(grid=need.grid_id).select_related("volunteer__account", "grid")
    for keeping in rows:
        told = Notice(kind=MessageKind.GROUP, about=keeping.grid)  # leads to the keeper's own page
        tell_person(volunteer=keeping.volunteer, text=words, at=at, notice=told)


@transaction.atomic
def pass_on_spotted(*, by: Standing, need: Need, words: str, at: datetime) -> Need:
    """Whoever looks after such things takes it over; ``words`` say who. Raises NotAllowed, SpottedWordsMissing, NeedMoved."""
    _require_handles(by, need, at)
    said = _said(words)
    before = (NeedState.QUEUED,)
    move_need(
        by=by, need=need, before=before, after=NeedState.PASSED_ON, verb="pass_on_spotted", at=at, words=said
    )
    _tell_reporter(need, _("你拍的“%(title)s”已经转办：%(words)s"), said, at)
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
    _tell_reporter(need, _("你拍的“%(title)s”解决了：%(words)s。谢谢你。"), said, at)
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
    note_step(by=by, need=into, before=into.state, verb="merge_needs", at=at, words=f"{need.number} 并了进来")
    return need


def _require_handles(by: Standing, need: Need, at: datetime) -> None:
    require_may_handle_spotted(by, need, keeps_grid=keeps_grid_of(by, need, day_of(at)))


def _said(words: str) -> str:
    said = " ".join(words.split())[:LONGEST_WORDS]
    if len(said) < 2 or tells_a_number(said):
        raise SpottedWordsMissing
    return said


def _tell_reporter(need: Need, form: str, words: str, at: datetime) -> None:
    account = need.requester
    if account is not None and account.is_active:
        text = form % {"title": need.title, "words": words.rstrip("。")}
        write_notice(account=account, text=text, at=at, notice=Notice(about=need.steps.latest("at", "id")))
