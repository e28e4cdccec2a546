"""Where people's data went, and who looked at minors' records: for the officers of the place."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.registry.queries.sharing import looks_within, sharing_within
from redvest.registry.rules.names import mask_name


@never_cache
@require_safe
@staff
def sharing(request: HouseRequest) -> HttpResponse:
    """The sharing log, the newest first; or, by the second tab, looks at minors."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    context: dict[str, Any] = {"minors": asked_text(request, "of") == "minors"}
    if context["minors"]:
        found, context["pager"] = paged(request, looks_within(by), keys=("-at", "-id"))
        context["looks"] = [{"look": look, "name": mask_name(look.volunteer.name)} for look in found]
    else:
        context["rows"], context["pager"] = paged(request, sharing_within(by), keys=("-at", "-id"))
    return show(request, "desk/sharing.html", context, on="people")
