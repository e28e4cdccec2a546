"""Classes at the desk: a teacher's own, a school's, a new one, and one with its pupils' credits of a term.

An officer of a place reads how many classes and pupils its schools have, and nobody's name.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.school import FIELDS, ClassFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.uploads import Upload, UploadGone, find
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged, sliced
from redvest.registry.actions.school import open_class
from redvest.registry.choices import ClassState, PupilState
from redvest.registry.models import SchoolClass
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.school import (
    class_in_charge,
    classes_of,
    counts_of_schools,
    pupils_of,
    schools_of,
    teachers_at,
    teachers_of,
    with_counts,
)
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.school import LAST_GRADE, grade_words
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.queries.school_credit import (
    CreditRow,
    credit_rows,
    term_named,
    term_pupils,
    terms_of_class,
)
from redvest.service.rules.school_credit import credit_words

PAGE = 60
MOST_ASKED = 200


@never_cache
@require_safe
@staff
def classes(request: HouseRequest) -> HttpResponse:
    """``list=closed``: those that have graduated. Officers alone: their schools as figures."""
    by = request.standing
    schools = list(schools_of(by)[:2])
    if not schools:
        return _counted(request)
    closed = request.GET.get("list", "") == "closed"
    rows = classes_of(by).filter(state=ClassState.CLOSED if closed else ClassState.ACTIVE)
    found, pager = paged(request, with_counts(rows), keys=("grade", "name", "id"))
    context = {
        "rows": [{"found": each, "grade": grade_words(each.grade)} for each in found],
        "pager": pager,
        "closed": closed,
        "several": len(schools) > 1 or bool(by.headed()),
        "counts": bool(by.regions()),
    }
    return show(request, "desk/classes.html", context, on="classes")


def _counted(request: HouseRequest) -> HttpResponse:
    if not request.standing.regions():
        raise NotAllowed
    found, pager = paged(request, counts_of_schools(request.standing), keys=("name", "id"))
    return show(request, "desk/class_counts.html", {"rows": found, "pager": pager}, on="classes")


@never_cache
@require_safe
@staff
def counts(request: HouseRequest) -> HttpResponse:
    """How many classes and pupils the schools of a place have."""
    return _counted(request)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_class(request: HouseRequest) -> HttpResponse:
    """A class of a school where somebody is head or teacher."""
    by, at = request.standing, clock.now()
    schools = list(schools_of(by))
    if not schools:
        raise NotAllowed
    form = ClassFields(request.POST or None, schools=schools, today=clock.day_of(at))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        body = next(each for each in schools if str(each.pk) == typed["body"])
        try:
            made = open_class(
                by=by,
                body=body,
                name=typed["name"],
                grade=typed["grade"],
                entry_year=typed["entry_year"],
                at=at,
            )
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            return redirect("desk:class", key=made.pk)
    failed = form.is_bound and form.errors
    return show(request, "desk/class_form.html", {"form": form}, on="classes", status=422 if failed else 200)


@never_cache
@require_safe
@staff
def school_class(request: HouseRequest, key: UUID) -> HttpResponse:
    """One class: its pupils with the credits of a term (``term=``), who has not answered, its code and teachers."""
    return class_page(request, class_in_charge(request.standing, key))


def class_page(
    request: HouseRequest,
    found: SchoolClass,
    *,
    faults: list[dict[str, object]] | None = None,
    typed: str = "",
) -> HttpResponse:
    """``faults`` and ``typed``: a list of pupils that came back with the lines to change."""
    by, on = request.standing, clock.day_of(clock.now())
    term = term_named(found.region_path, on, request.GET.get("term", ""))
    pupils = term_pupils(found, term, on)
    rows = credit_rows(found, pupils, term, on)
    shown, pager = sliced(request, rows, size=PAGE)
    open_now = found.state == ClassState.ACTIVE
    context = {
        "found": found,
        "grade": grade_words(found.grade),
        "active": open_now,
        "term": term,
        "terms": terms_of_class(found, on),
        "rows": [_row(each) for each in shown],
        "pager": pager,
        "agreed": sum(each.credit is not None for each in rows),
        "lacking": sum(each.credit is None for each in rows),
        "asked": [
            {"pupil": each, "name": mask_name(each.volunteer.name), "number": grouped(each.volunteer.number)}
            for each in pupils_of(found)
            .filter(state=PupilState.ASKED)
            .order_by("-asked_at", "-id")[:MOST_ASKED]
        ],
        "faults": faults or [],
        "typed": typed,
        "sheet": _sheet(request, found),
        **_people(by, found, on, open_now),
    }
    return show(request, "desk/class.html", context, on="classes", status=422 if faults else 200)


def _sheet(request: HouseRequest, found: SchoolClass) -> Upload | None:
    """A sheet of this class that came back with rows to change, as ``sheet=`` names it."""
    named = key_typed(request.GET.get("sheet", ""))
    if named is None:
        return None
    try:
        kept = find(require_member(request.standing), named)
    except UploadGone:
        return None
    return kept if kept.facts.get("school_class") == str(found.pk) else None


def _people(by: Standing, found: SchoolClass, on: date, open_now: bool) -> dict[str, Any]:
    teachers = list(teachers_of(found))
    there = {each.account_id for each in teachers}
    heads = found.body_id in by.headed()
    return {
        "teachers": [
            {"row": each, "may_end": heads or each.account_id == by.account_id} for each in teachers
        ],
        "others": [each for each in teachers_at(found.body_id, on) if each.pk not in there]
        if open_now
        else [],
        "next_grade": grade_words(found.grade + 1) if found.grade < LAST_GRADE else "",
    }


def _row(each: CreditRow) -> dict[str, Any]:
    person, credit = each.pupil.volunteer, each.credit
    return {
        "pupil": each.pupil,
        "name": person.name,
        "number": grouped(person.number),
        "here": each.pupil.state == PupilState.IN_CLASS,
        "credit": credit,
        "service": credit_words(credit.service) if credit else "",
        "practice": credit_words(credit.practice) if credit else "",
    }
