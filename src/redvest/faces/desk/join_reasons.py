"""Why somebody cannot join: the leader of an activity asks about one person and one post."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.service import policy
from redvest.service.actions.explain_join import explain_join


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def join_reasons(request: HouseRequest, key: UUID) -> HttpResponse:
    """The question by POST, since it leaves a trace; the answer on the same page, kept nowhere."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    posts = list(found.posts.order_by("order", "id"))
    typed = " ".join(request.POST.get("who", "").replace("\x00", "").split())[:60]
    post = key_typed(request.POST.get("post", ""))
    context: dict[str, object] = {
        **activity_head(by, found, at, tab="roster"), "posts": posts, "typed": typed, "chosen": post,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            if not any(each.pk == post for each in posts) or post is None:
                raise DomainError(_("请选一个岗位。"))
            context["explained"] = explain_join(by=by, post_id=post, typed=typed, at=at)
        except NotAllowed:
            raise
        except DomainError as fault:
            context["fault"], status = fault.message, fault.status
    response = show(request, "desk/join_reasons.html", context, on="activities")
    response.status_code = status
    return response
