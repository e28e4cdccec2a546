"""Nominating on the site, and my nominations: where I stand, my yes, taking back, the wall, my story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.care.queries.need_place import communities
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.award_words import nomination_state, nominee_name, told_state
from redvest.faces.shared.entry import HouseRequest, NeedsRealName, members
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told, told_moved
from redvest.faces.site.for_whom import standing_for
from redvest.faces.site.forms.need import grouped
from redvest.faces.site.forms.nomination import FIELDS, NominateFields, PlaceNomination, StandFields
from redvest.faces.site.forms.refusal import blame
from redvest.honour.actions.honour_wall import show_on_wall, write_story
from redvest.honour.actions.nomination import (
    OPEN_FOR_TAKING_BACK,
    agree_to_stand,
    nominate,
    stand,
    withdraw_nomination,
)
from redvest.honour.actions.nomination_check import CHECKABLE
from redvest.honour.choices import CONFERRED_EDITIONS, CategorySubject, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.queries.award import category_of, edition_open_for_nominations
from redvest.honour.queries.award_record import Nominee, facts_on
from redvest.honour.queries.nomination import STANDING_NOW, Named, my_nominations, nominee_is_mine
from redvest.honour.rules.award import Conditions, fact_sentence
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.sharing import is_minor
from redvest.service.models import Project

Things = dict[str, Nominee]


def _labels(subject: CategorySubject) -> tuple[Any, Any, Any]:
    """What the fields for somebody else are called."""
    if subject == CategorySubject.PERSON:
        return _("志愿者编号"), _("姓名"), _("编号在本人的志愿者卡片上，请向本人要。")
    if subject == CategorySubject.BODY:
        return _("组织代码"), _("组织名称"), _("代码在组织的公开页面上。")
    return _("项目编号"), _("项目名称"), _("编号在项目的公开页面上。")


@never_cache
@require_http_methods(["GET", "POST"])
@members
def nominate_page(request: HouseRequest, key: UUID, category: UUID) -> HttpResponse:
    """``way=self``: for oneself, a child (``who=``) or what one heads; otherwise somebody else."""
    at, by = clock.now(), request.standing
    edition = edition_open_for_nominations(by.city, key, clock.day_of(at))
    wanted = category_of(edition, category)
    if by.volunteer_id is None and not by.headed() and not request.GET.get("who"):
        raise NeedsRealName
    who = request.GET.get("who", "")
    own = request.GET.get("way") == "self"
    by = standing_for(by, who, at) if own else by
    things = _things(by, wanted) if own else {}
    form = _form(request, edition, wanted, own, things)
    if request.method == "POST" and form.is_valid():
        try:
            _put(by, wanted, own, things, form.cleaned_data)
        except DomainError as fault:
            if fault.status in (401, 403, 404) and fault.code not in FIELDS:
                raise
            if not told_moved(request, fault, FIELDS):
                blame(form, fault, FIELDS)
        else:
            messages.success(request, _("推荐上去了，审核的结果会发消息告诉你。"))
        if not form.errors:
            return redirect("site:nominations")
    context = {
        "tab": "find",
        "edition": edition,
        "category": wanted,
        "own": own,
        "who": who,
        "way_self": wanted.subject != CategorySubject.COMMUNITY,
        "nothing": own and not things,
        "facts": _facts(things, wanted, edition.year, at) if own else [],
        "form": form,
    }
    return render(request, "site/nominate.html", context, status=422 if form.errors else 200)


def _form(
    request: HouseRequest, edition: AwardEdition, wanted: AwardCategory, own: bool, things: Things
) -> forms.Form:
    if not own and wanted.subject == CategorySubject.COMMUNITY:
        return PlaceNomination(request.POST or None, places=grouped(_communities(edition)))
    if not own:
        return NominateFields(request.POST or None, labels=_labels(CategorySubject(wanted.subject)))
    named = None
    if wanted.subject != CategorySubject.PERSON:
        named = [(pk, each.name) for pk, each in things.items()]
    return StandFields(request.POST or None, things=named)


def _communities(edition: AwardEdition) -> QuerySet[Region]:
    rows = communities(edition.city).filter(path__startswith=edition.region_path)
    return rows.select_related("parent__parent")


def _things(by: Standing, wanted: AwardCategory) -> Things:
    """What somebody may nominate as their own in this category."""
    found: list[Nominee] = []
    if wanted.subject == CategorySubject.PERSON:
        found = list(Volunteer.objects.filter(pk=by.volunteer_id)) if by.volunteer_id else []
    elif wanted.subject == CategorySubject.BODY:
        found = list(Body.objects.filter(pk__in=by.headed(), state=BodyState.ACTIVE).order_by("name"))
    elif wanted.subject == CategorySubject.PROJECT:
        rows = Project.objects.filter(body_id__in=by.headed()).select_related("body")
        found = list(rows.order_by("name", "id"))
    return {str(each.pk): each for each in found}


def _facts(things: Things, wanted: AwardCategory, year: int, at: Any) -> list[tuple[str, bool]]:
    """One's own numbers against the conditions; of several organisations the first answer tells them after the choice."""
    if len(things) != 1:
        return []
    nominee = next(iter(things.values()))
    facts = facts_on(nominee, Conditions.of(wanted.eligibility), year, clock.day_of(at))
    return [(fact_sentence(each), each["ok"]) for each in facts]


def _put(by: Standing, wanted: AwardCategory, own: bool, things: Things, typed: dict[str, Any]) -> None:
    at = clock.now()
    if own and not things:  # who heads something and has no record of their own
        raise NeedsRealName
    if own:
        nominee = things[typed["what"]] if "what" in typed else next(iter(things.values()))
        stand(
            by=by, edition=wanted.edition_id, category=wanted.pk, nominee=nominee, words=typed["words"], at=at
        )
        return
    name = typed["name"] if "name" in typed else Region.objects.get(code=typed["number"]).name
    named = Named(typed["number"], name)
    nominate(by=by, edition=wanted.edition_id, category=wanted.pk, named=named, words=typed["words"], at=at)


@never_cache
@require_safe
@members
def mine(request: HouseRequest) -> HttpResponse:
    """Where I, my children and what I head stand, and whom I nominated."""
    by, at = request.standing, clock.now()
    rows = my_nominations(by, at)
    found, pager = paged(request, rows, keys=("-nominated_at", "-id"), size=20)
    own = set(
        AwardNomination.objects.filter(
            nominee_is_mine(by, at), pk__in=[each.pk for each in found]
        ).values_list("pk", flat=True)
    )
    context = {
        "tab": "me",
        "rows": [_row(each, each.pk in own, at) for each in found],
        "pager": pager,
    }
    return render(request, "site/nominations.html", context)


def _row(each: AwardNomination, own: bool, at: Any) -> dict[str, Any]:
    """What is offered depends on where the edition stands; why somebody else was refused is theirs to know."""
    edition = each.edition
    won = each.state == NominationState.CHOSEN and edition.state in CONFERRED_EDITIONS
    grown = each.volunteer is None or not is_minor(each.volunteer, at)
    told = (NominationState.REFUSED, NominationState.STRUCK)
    return {
        "each": each,
        "own": own,
        "name": nominee_name(each, whole=own),
        "state": told_state(each, edition) if own else _seen_by_others(each),
        "asks": own
        and each.state == NominationState.NOMINATED
        and each.consented_at is None
        and edition.state in CHECKABLE,
        "withdraws": own and each.state in STANDING_NOW and edition.state in OPEN_FOR_TAKING_BACK,
        "wall": own and won and grown,
        "reason": each.reason if own and each.state in told else "",
        "story": getattr(each, "story", None) if own else None,
    }


def _seen_by_others(each: AwardNomination) -> tuple[str, str]:
    return (
        told_state(each, each.edition) if each.state != NominationState.WITHDRAWN else nomination_state(each)
    )


@never_cache
@require_POST
@members
def step(request: HouseRequest, key: UUID) -> HttpResponse:
    """The button that was pressed at one of mine."""
    by, at = request.standing, clock.now()
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "agree": (lambda: agree_to_stand(by=by, key=key, at=at), _("好，你同意参评了。")),
        "withdraw": (lambda: withdraw_nomination(by=by, key=key, at=at), _("撤回了，不参评。")),
        "show": (lambda: show_on_wall(by=by, key=key, shown=True, at=at), _("上荣誉墙了，随时可以撤下。")),
        "hide": (lambda: show_on_wall(by=by, key=key, shown=False, at=at), _("从荣誉墙撤下了。")),
        "story": (
            lambda: write_story(by=by, key=key, text=request.POST.get("text", ""), at=at),
            _("交上去了，审过以后大家就能看到。"),
        ),
    }
    act, told = steps[which(request, *steps)]
    with refusal_told(request):
        act()
        messages.success(request, told)
    return redirect("site:nominations")
