"""One's own record in five parts."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.shapes.record import RecordShape
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.service.queries.record import record_in_five_parts

calls = Calls("档案")


@calls.get("/me/record", volunteers, "我的五部分档案", RecordShape)
def my_record(request: Asking) -> HttpResponse:
    """Basic facts, service, training, awards, evaluations (order 67 arts 4-10); numbers hidden."""
    volunteer = Volunteer.objects.select_related("region").get(pk=require_volunteer(request.standing))
    return answer(RecordShape.model_validate(asdict(record_in_five_parts(volunteer, clock.now()))))
