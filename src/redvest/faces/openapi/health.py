"""What machines that watch the house ask: is the process alive, can it serve, and a few counts.

The counts come from the database, which all processes share; nothing is added up in one process's memory.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.faces.shared.entry import public

PLAIN = "text/plain; charset=utf-8"
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

# Answered from indexes or from the planner's statistics, so that asking every few seconds costs nothing.
_COUNTS = """
SELECT
  (SELECT count(*) FROM service_signup WHERE state = 'waiting'),
  (SELECT count(*) FROM service_activity WHERE city = %(city)s AND state = 'published'),
  (SELECT count(*) FROM service_activity WHERE city = %(city)s AND state = 'submitted'),
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
  (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'service_signup'::regclass),
  pg_database_size(current_database())
"""
_GAUGES = (
    ("redvest_signups_waiting", "Sign-ups in waiting lists."),
    ("redvest_activities_published", "Published activities of this city."),
    ("redvest_activities_to_review", "Activities that wait for review."),
    ("redvest_database_connections", "Connections to the database."),
    ("redvest_signups_estimate", "Sign-ups ever made, as the planner estimates."),
    ("redvest_database_bytes", "Size of the database."),
)


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks no database, so that a slow one does not have processes killed."""
    return HttpResponse("ok\n", content_type=PLAIN)


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, so requests can be served."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges in Prometheus's text format; ``redvest_up`` is 0 while the database cannot be asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS, {"city": settings.REDVEST_CITY})
            values = cursor.fetchone()
    except DatabaseError:
        return HttpResponse(
            _exposed([("redvest_up", "Whether the database answers.", 0)]), content_type=EXPOSITION
        )
    gauges = [(name, about, int(value)) for (name, about), value in zip(_GAUGES, values, strict=True)]
    return HttpResponse(
        _exposed([("redvest_up", "Whether the database answers.", 1), *gauges]), content_type=EXPOSITION
    )


def _exposed(gauges: list[tuple[str, str, int]]) -> str:
    return "".join(
        f"# HELP {name} {about}\n# TYPE {name} gauge\n{name} {value}\n" for name, about, value in gauges
    )
