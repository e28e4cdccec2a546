"""What is not recorded in time: activities in somebody's charge that are over, by body, the longest waiting first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.words import day_words
from redvest.registry.models import Body
from redvest.service import policy
from redvest.service.actions.reminder import remind_leader
from redvest.service.queries.activity import in_my_charge
from redvest.service.queries.recording import perhaps_overdue, recordings, reminded_today, unrecorded


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def overdue(request: HouseRequest) -> HttpResponse:
    """``late=1``: only what is past its deadline; ``body=…``: one body's."""
    by, at = request.standing, clock.now()
    if request.method == "POST":
        return _remind(request, at)
    today = clock.day_of(at)
    late = request.GET.get("late") == "1"
    body = _body(request)
    rows = unrecorded(in_my_charge(by), at)
    if body is not None:
        rows = rows.filter(body=body)
    if late:
        rows = perhaps_overdue(rows, today)
    found, pager = paged(request, rows, keys=("ends_at", "id"))
    lines = [each for each in recordings(found) if not late or each.due.missed(today)]
    told = reminded_today([each.activity.pk for each in lines], today)
    context = {
        "rows": [
            {
                "activity": each.activity,
                "missing": each.missing,
                "due": day_words(each.due.on, today),
                "exact": each.due.exact,
                "late": each.due.missed(today),
                "told": each.activity.pk in told,
                "leads": policy.may_lead(by, each.activity),
            }
            for each in lines
        ],
        "pager": pager,
        "late": late,
        "body": body,
    }
    return show(request, "desk/overdue.html", context | {"record_tab": "overdue"}, on="overdue")


def _remind(request: HouseRequest, at: datetime) -> HttpResponse:
    """One text to the leader of one activity, once a day."""
    key = _uuid(request.POST.get("activity", ""))
    found = unrecorded(in_my_charge(request.standing), at).filter(pk=key).first()
    if found is None:
        messages.error(request, _("这场活动已经记录完了，或者不在你负责的范围里。"))
    else:
        with refusal_told(request):
            remind_leader(by=request.standing, activity=found, at=at)
            messages.success(request, _("提醒发给领队%(name)s了。") % {"name": found.leader_name})
    return redirect(request.get_full_path())


def _body(request: HouseRequest) -> Body | None:
    text = asked_text(request, "body", 40)
    if not text:
        return None
    return body_within(request.standing, _uuid(text))


def _uuid(text: str) -> UUID:
    """A key that names nothing where the text is none: the list is then refused as any unknown body is."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
