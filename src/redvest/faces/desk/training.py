"""An organisation's courses, and recording who took them: many at once, all or nobody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.parts import AttendanceFields, CourseFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import bodies_within, body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.registry.policy import Standing, require_leads
from redvest.registry.queries.body import members_of
from redvest.registry.rules.named_list import read_list
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.training import end_course, open_course, record_training, void_training
from redvest.service.models import TrainingCourse, TrainingRecord
from redvest.service.queries.training import courses_of, records_of_course
from redvest.service.training_errors import BadTrainingList, CourseNotFound

TICKABLE = 100  # members shown to be ticked; longer lists are pasted


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def training(request: HouseRequest, key: UUID) -> HttpResponse:
    """The courses of one organisation; its leaders open new ones."""
    by = request.standing
    body = body_within(by, key)
    if request.method == "POST":
        require_leads(by, body.pk)
    form = CourseFields(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_course(by=by, body=body, form=form.to_form(), at=clock.now())
        except DomainError as fault:
            blame(form, fault, {"course-exists": "name"})
        else:
            messages.success(request, _("课程建好了。上完课，在这里记谁参加了。"))
            return redirect("desk:course", key=opened.pk)
    context = {"body": body, "courses": courses_of(body), "form": form, "leads": by.leads(body.pk)}
    return show(request, "desk/training.html", context, on="bodies", status=422 if form.errors else 200)


def _within(by: Standing, key: UUID) -> TrainingCourse:
    rows = TrainingCourse.objects.filter(body__in=bodies_within(by)).select_related("body")
    found = rows.filter(pk=key).first()
    if found is None:
        raise CourseNotFound
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def course(request: HouseRequest, key: UUID) -> HttpResponse:
    """One course: who took it; a list of people is recorded in one go, and comes back whole if a line is wrong."""
    by, at = request.standing, clock.now()
    found = _within(by, key)
    form = AttendanceFields(request.POST if request.method == "POST" else None)
    ticked = request.POST.getlist("members")[:TICKABLE]
    faults: list[dict[str, object]] = []
    if request.method == "POST":
        require_leads(by, found.body_id)
        if form.is_valid():
            people = read_list(form.cleaned_data["people"] + "\n" + "\n".join(ticked))
            try:
                done = record_training(by=by, course=found, people=people, on=form.cleaned_data["on"], at=at)
            except BadTrainingList as fault:
                faults = fault.details["lines"]
            else:
                said = _("记好了 %(new)d 人。") % {"new": done.new}
                if done.known:
                    said += _("另有 %(n)d 人这天已经记过。") % {"n": done.known}
                messages.success(request, said)
                return redirect("desk:course", key=key)
    rows, pager = paged(request, records_of_course(found), keys=("-on", "-id"))
    leads = by.leads(found.body_id)
    context = {
        "course": found,
        "form": form,
        "faults": faults,
        "ticked": bool(ticked),
        "leads": leads,
        "members": [
            {"number": each.volunteer.number, "name": each.volunteer.name, "said": grouped(each.volunteer.number),
             "on": each.volunteer.number in ticked}
            for each in (members_of(found.body)[:TICKABLE] if leads else ())
        ],
        "rows": [{"record": row, "number": grouped(row.volunteer.number)} for row in rows],
        "pager": pager,
    }  # fmt: skip
    return show(
        request, "desk/course.html", context, on="bodies", status=422 if faults or form.errors else 200
    )


@require_POST
@staff
def end(request: HouseRequest, key: UUID) -> HttpResponse:
    """Hold the course no more."""
    end_course(by=request.standing, course=_within(request.standing, key), at=clock.now())
    messages.success(request, _("这门课不再举办了，记过的培训照样有效。"))
    return redirect("desk:course", key=key)


@require_POST
@staff
def void(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take one mistaken record back."""
    rows = TrainingRecord.objects.filter(course__body__in=bodies_within(request.standing))
    record = rows.select_related("course__body").filter(pk=key).first()
    if record is None:
        raise NotFound(_("没有找到这条培训记录。"))
    try:
        void_training(
            by=request.standing, record=record, reason=request.POST.get("reason", ""), at=clock.now()
        )
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("这条记录作废了，原因留着。"))
    return redirect("desk:course", key=record.course_id)
