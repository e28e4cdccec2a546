"""Editions of awards at the desk: the list, a new one from a template, its days, its categories, another year of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.edition import (
    FIELDS,
    CategoryFields,
    EditionFields,
    NewEditionFields,
    category_initial,
    edition_initial,
)
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.award_words import edition_state
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told, told_moved
from redvest.honour.actions.award import (
    add_category,
    change_category,
    change_edition,
    copy_edition,
    create_edition,
    create_programme,
    remove_category,
)
from redvest.honour.choices import EditionState
from redvest.honour.models import AwardEdition, AwardProgramme
from redvest.honour.queries.award import (
    category_of,
    edition_in_charge,
    editions_in_charge,
    programmes_of,
    with_waiting,
)
from redvest.honour.rules.award_template import TEMPLATES, AwardTemplate, template_of
from redvest.registry.models import Region
from redvest.registry.policy import Standing

LISTS = {
    "running": tuple(state for state in EditionState if state not in (EditionState.ARCHIVED, EditionState.CALLED_OFF)),
    "over": (EditionState.ARCHIVED, EditionState.CALLED_OFF),
}  # fmt: skip


@never_cache
@require_safe
@staff
def editions(request: HouseRequest) -> HttpResponse:
    """``list=``: what runs, or what is over; the latest first. Who leads an organisation alone nominates."""
    by = request.standing
    if not by.regions():
        if by.bodies():
            return redirect("desk:award-nominate")
        raise NotAllowed
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else "running"
    rows = with_waiting(editions_in_charge(by).filter(state__in=LISTS[chosen]))
    found, pager = paged(request, rows, keys=("-year", "-nominate_from", "-id"))
    context = {
        "rows": [{"edition": each, "state": edition_state(each)} for each in found],
        "pager": pager,
        "chosen": chosen,
        "lists": [("running", _("进行中")), ("over", _("已结束"))],
        "templates": TEMPLATES,
        "leads": bool(by.bodies()),
    }
    return show(request, "desk/editions.html", context, on="editions")


def _regions(by: Standing) -> list[tuple[str, str]]:
    """The places for which somebody may give an award: those governed, down to districts."""
    rows = Region.objects.filter(path__in=by.regions(), city=by.city).order_by("path")
    return [(each.code, each.name) for each in rows]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_edition(request: HouseRequest) -> HttpResponse:
    """``template=`` brings the categories; the programme is one that there is, or begins here."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    template = template_of(request.GET.get("template", "")) or TEMPLATES[0]
    programmes = [(str(each.pk), each.name) for each in programmes_of(by.city)]
    there = next((key for key, name in programmes if name == template.name), "")
    form = NewEditionFields(
        request.POST or None, programmes=programmes, regions=_regions(by), names=by.governs(f"{by.city}/"),
        initial={"year": clock.day_of(clock.now()).year, "vote_percent": 0, "programme": there,
                 "name": "" if there else template.name, "words": template.words},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _made(by, template, form)
        if made is not None:
            messages.success(request, _("建好了，看一看奖项和条件，再开始推荐。"))
            return redirect("desk:edition", key=made.pk)
    context = {"form": form, "template": template, "templates": TEMPLATES}
    return show(request, "desk/edition_new.html", context, on="editions", status=422 if form.errors else 200)


def _made(by: Standing, template: AwardTemplate, form: NewEditionFields) -> AwardEdition | None:
    """The programme and its edition together, or neither."""
    typed, at = form.cleaned_data, clock.now()
    region = Region.objects.get(code=typed["region"])
    try:
        with transaction.atomic():
            programme = _programme(by, template, typed)
            return create_edition(
                by=by, programme=programme, region=region, form=form.typed(), categories=template.categories, at=at
            )  # fmt: skip
    except DomainError as fault:
        if fault.code == NotAllowed.code:
            raise
        blame(form, fault, FIELDS)
        return None


def _programme(by: Standing, template: AwardTemplate, typed: dict[str, Any]) -> AwardProgramme:
    key = key_typed(typed["programme"])
    found = programmes_of(by.city).filter(pk=key).first() if key else None
    if found is not None:
        return found
    return create_programme(
        by=by, name=typed["name"], kind=template.kind, words=template.words, at=clock.now()
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def edition_form(request: HouseRequest, key: UUID) -> HttpResponse:
    """The words and days of one that is prepared."""
    edition = edition_in_charge(request.standing, key)
    form = EditionFields(request.POST or None, initial=edition_initial(edition))
    if request.method == "POST" and form.is_valid():
        try:
            change_edition(by=request.standing, key=key, form=form.typed(), at=clock.now())
        except DomainError as fault:
            if not told_moved(request, fault, FIELDS):
                blame(form, fault, FIELDS)
        else:
            messages.success(request, _("改好了。"))
        if not form.errors:
            return redirect("desk:edition", key=key)
    return _form_page(request, form, edition, _("修改日期和说明"), _("保存"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def edition_copy(request: HouseRequest, key: UUID) -> HttpResponse:
    """Another year with the same categories; the days are typed anew."""
    edition = edition_in_charge(request.standing, key)
    initial = {
        "title": edition.title.replace(str(edition.year), str(edition.year + 1)), "year": edition.year + 1,
        "granted_by": edition.granted_by, "vote_percent": edition.vote_percent, "words": edition.words,
    }  # fmt: skip
    form = EditionFields(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_edition(by=request.standing, key=key, form=form.typed(), at=clock.now())
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("照着上一届建好了，奖项和条件都一样，可以再改。"))
            return redirect("desk:edition", key=made.pk)
    return _form_page(request, form, edition, _("再办一届"), _("建下一届"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def category_form(request: HouseRequest, key: UUID, category: UUID | None = None) -> HttpResponse:
    """A new category of one that is prepared, or a change of one."""
    edition = edition_in_charge(request.standing, key)
    found = category_of(edition, category) if category else None
    form = CategoryFields(request.POST or None, initial=category_initial(found) if found else {"places": 10})
    if request.method == "POST" and form.is_valid():
        by, at = request.standing, clock.now()
        try:
            if found is None:
                add_category(by=by, key=key, form=form.typed(), at=at)
            else:
                change_category(by=by, key=key, category=found.pk, form=form.typed(), at=at)
        except DomainError as fault:
            if not told_moved(request, fault, FIELDS):
                blame(form, fault, FIELDS)
        else:
            messages.success(request, _("奖项存好了。"))
        if not form.errors:
            return redirect("desk:edition", key=key)
    return _form_page(request, form, edition, found.name if found else _("加一个奖项"), _("存下来"))


def _form_page(
    request: HouseRequest, form: forms.Form, edition: AwardEdition, title: str, button: str
) -> HttpResponse:
    context = {"form": form, "edition": edition, "heading": title, "button": button}
    return show(request, "desk/edition_form.html", context, on="editions", status=422 if form.errors else 200)


@never_cache
@require_POST
@staff
def category_remove(request: HouseRequest, key: UUID, category: UUID) -> HttpResponse:
    edition_in_charge(request.standing, key)
    with refusal_told(request):
        remove_category(by=request.standing, key=key, category=category, at=clock.now())
        messages.success(request, _("去掉了。"))
    return redirect("desk:edition", key=key)
