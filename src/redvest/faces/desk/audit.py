"""The audit trail for who has to read it: searched by person, verb, thing and day. Nothing here can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.core.trail import trail_of
from redvest.faces.desk.audit_words import kind_words, verb_words, verbs_like
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.registry.models import Account
from redvest.registry.policy import require_may_read_trail
from redvest.registry.queries.account import account_by_phone
from redvest.registry.queries.named import names_of
from redvest.registry.rules import phone as phone_rules

NOBODY = UUID(int=0)


@never_cache
@require_safe
@staff
def trail(request: HouseRequest) -> HttpResponse:
    """For the auditor and the centre. ``who`` is a phone or an account's id."""
    by = request.standing
    require_may_read_trail(by)
    asked = {name: asked_text(request, name, 80) for name in ("who", "verb", "target", "from", "to")}
    first, last = _day(asked["from"]), _day(asked["to"])
    rows = trail_of(
        by.city,
        actor=_actor(by.city, asked["who"]) if asked["who"] else None,
        verbs=verbs_like(asked["verb"]) if asked["verb"] else (),
        target=asked["target"],
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
    )
    found, pager = paged(request, rows, keys=("-at", "-id"))
    names, things = _names(found), names_of(found)
    lines = [
        {
            "line": line,
            "who": names.get(line.actor_id, ""),
            "did": verb_words(line.verb),
            "kind": kind_words(line.target_kind),
            "thing": things.get((line.target_kind, line.target_id), ""),
        }
        for line in found
    ]
    fault = _("开始日期不能晚于结束日期。") if first and last and first > last else ""
    context = {"lines": lines, "pager": pager, "asked": asked, "fault": fault}
    return show(request, "desk/audit.html", context, on="audit", status=422 if fault else 200)


def _names(found: Sequence[AuditLine]) -> dict[UUID | None, str]:
    ids = {line.actor_id for line in found if line.actor_id}
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name"))


def _actor(city: str, who: str) -> UUID:
    """Whom a phone or an id means; an id that nobody has where it means nobody, so that nothing is found."""
    try:
        return UUID(who)
    except ValueError:
        pass
    try:
        account = account_by_phone(city, phone_rules.check(who))
    except DomainError:
        return NOBODY
    return account.pk if account else NOBODY


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1949 < found.year < 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)
