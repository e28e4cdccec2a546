"""A pupil's school: the class, the credits of a term, whether the school may have them; and the same for a child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.for_whom import person_for
from redvest.registry.actions.school_pupil import answer_class, join_class, leave_class
from redvest.registry.actions.school_sharing import share_credits
from redvest.registry.models import ClassPupil, Volunteer
from redvest.registry.queries.guardian import needs_guardian
from redvest.registry.queries.school import asked_into, class_now, school_as_recipient, sharing_consent
from redvest.registry.rules.school import grade_words
from redvest.service.queries.school_credit import credit_terms, credits_of, term_named, terms_of_class
from redvest.service.rules.school_credit import credit_words

MOST_ASKED = 20


@never_cache
@require_safe
@members
def school(request: HouseRequest) -> HttpResponse:
    """``?who=``: of a child that I answer for; ``?term=``: an earlier term."""
    who, at = request.GET.get("who", ""), clock.now()
    person = person_for(request, who)[0]
    pupil = class_now(person.pk)
    context = {
        "tab": "me",
        "who": who,
        "person": person,
        "pupil": pupil,
        "asked": list(asked_into(person.pk)[:MOST_ASKED]),
        "may_answer": bool(who) or not needs_guardian(person, at),
        **(_credits(request, person, pupil) if pupil else {}),
    }
    return render(request, "site/school.html", context)


def _credits(request: HouseRequest, person: Volunteer, pupil: ClassPupil) -> dict[str, Any]:
    found, on = pupil.school_class, clock.day_of(clock.now())
    term = term_named(found.region_path, on, request.GET.get("term", ""))
    terms = credit_terms(found.region_path, term)
    credit = credits_of([person.pk], term, terms)[person.pk]
    return {
        "found": found,
        "grade": grade_words(found.grade),
        "term": term,
        "choices": terms_of_class(found, on),
        "terms": terms,
        "credit": credit,
        "service": credit_words(credit.service),
        "practice": credit_words(credit.practice),
        "shared": sharing_consent(person.pk, found.body, on),
        "recipient": school_as_recipient(found.body),
    }


def _back(who: str) -> HttpResponseRedirect:
    return redirect(reverse("site:school") + (f"?who={who}" if who else ""))


@never_cache
@require_POST
@members
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Into the class, or not."""
    who, yes = request.POST.get("who", ""), pressed(request, "yes", "no")
    person_for(request, who)
    with refusal_told(request):
        answer_class(by=request.standing, pupil_id=key, yes=yes, at=clock.now())
        messages.success(request, _("加入班级了。") if yes else _("没有加入，这个班不会再请了。"))
    return _back(who)


@never_cache
@require_POST
@members
def join(request: HouseRequest) -> HttpResponse:
    """By the class's code."""
    who = request.POST.get("who", "")
    person = person_for(request, who)[0]
    with refusal_told(request):
        join_class(
            by=request.standing, volunteer=person, code=request.POST.get("code", "")[:40], at=clock.now()
        )
        messages.success(request, _("加入班级了。"))
    return _back(who)


@never_cache
@require_POST
@members
def sharing(request: HouseRequest) -> HttpResponse:
    """Whether the school may have the credits."""
    who, yes = request.POST.get("who", ""), pressed(request, "yes", "no")
    person = person_for(request, who)[0]
    with refusal_told(request):
        share_credits(by=request.standing, volunteer=person, yes=yes, at=clock.now())
        messages.success(request, _("同意了，学校可以导出学分。") if yes else _("不再提供了。"))
    return _back(who)


@never_cache
@require_POST
@members
def leave(request: HouseRequest) -> HttpResponse:
    """Out of the class, without a reason."""
    who = request.POST.get("who", "")
    person = person_for(request, who)[0]
    with refusal_told(request):
        leave_class(by=request.standing, volunteer=person, at=clock.now())
        messages.success(request, _("退出班级了，学校不再看到学分。"))
    return _back(who)
