"""My record in the five parts of order 67, to read, to print, and as a file to take along."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.record import record_words
from redvest.faces.site.me import own_record
from redvest.service.queries.award import awards_of
from redvest.service.queries.record import record_in_five_parts


@never_cache
@require_safe
@volunteers
def record(request: HouseRequest) -> HttpResponse:
    """The five parts on one page, numbers hidden."""
    volunteer, at = own_record(request), clock.now()
    context = {
        **record_words(record_in_five_parts(volunteer, at)),
        "tab": "me",
        "pending": [each for each in awards_of(volunteer.pk) if each.state in ("applied", "refused")],
    }
    return render(request, "site/record.html", context)


@never_cache
@require_safe
@volunteers
def record_file(request: HouseRequest) -> HttpResponse:
    """The same as JSON, named as in the API, to take to another system."""
    parts = record_in_five_parts(own_record(request), clock.now())
    text = json.dumps(asdict(parts), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    headers = {"Content-Disposition": f'attachment; filename="record-{parts.basic.number}.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
