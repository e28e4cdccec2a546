"""Where people's data went, and who looked at minors' records: for the officers of the place."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.desk.pages import paged
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.queries.sharing import looks_within, sharing_within
from redvest.registry.rules.names import mask_name

RECENT = 30


@never_cache
@require_safe
@staff
def sharing(request: HouseRequest) -> HttpResponse:
    """The sharing log, the newest first, and the latest looks at minors."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    rows, pager = paged(request, sharing_within(by), keys=("-at", "-id"))
    looks = [{"look": look, "name": mask_name(look.volunteer.name)} for look in looks_within(by)[:RECENT]]
    context = {"rows": rows, "pager": pager, "looks": looks}
    return show(request, "desk/sharing.html", context, on="people")
