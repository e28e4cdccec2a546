"""A training course, for whoever needs it to sign up: what it is, who holds it, whether one has it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redvest.core.errors import NotFound
from redvest.faces.shared.entry import HouseRequest, public
from redvest.service.models import TrainingCourse
from redvest.service.queries.training import trainings_of


@require_safe
@public
def course(request: HouseRequest, key: UUID) -> HttpResponse:
    """Open to everybody, since a notice that asks for it is."""
    me = request.standing
    found = TrainingCourse.objects.filter(pk=key, city=me.city).select_related("body").first()
    if found is None:
        raise NotFound(_("没有找到这门培训，地址可能抄错了一位。"))
    mine = trainings_of(me.volunteer_id).filter(course=found).first() if me.volunteer_id else None
    return render(request, "site/course.html", {"tab": "find", "course": found, "mine": mine})
