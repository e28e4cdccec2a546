"""What the desk's selects offer: projects, kinds of service, places, leaders."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q

from redvest.faces.desk.scope import leaders_of
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing
from redvest.registry.queries.domain import domains
from redvest.registry.queries.role import live_grants
from redvest.service.choices import ProjectState
from redvest.service.models import Activity, Project

MOST_PROJECTS = 200
Options = list[tuple[str, object]]


def project_options(body: Body, activity: Activity | None = None) -> Options:
    """The body's projects that are not closed, the newest first; an activity's own project is always among them."""
    open_ones = Project.objects.filter(body=body).exclude(state=ProjectState.CLOSED).order_by("-created_at")
    options: Options = [(str(key), name) for key, name in open_ones.values_list("id", "name")[:MOST_PROJECTS]]
    if activity is not None and str(activity.project_id) not in {key for key, _ in options}:
        options.insert(0, (str(activity.project_id), activity.project.name))
    return options


def domain_options() -> Options:
    return list(domains(settings.REDVEST_CITY).values_list("key", "name"))


def region_options(path: str, *, whole: str = "", chosen: str = "") -> Options:
    """A place and what lies below it, indented by depth; the one that is chosen now is always among them.

    Under a whole city communities would be too many: only those below ``whole`` are offered there.
    """
    rows = Region.objects.filter(path__startswith=path).order_by("path")
    if path.count("/") == 1:
        near = Q(path__startswith=whole) if whole else Q(pk__in=[])
        rows = rows.filter(near | ~Q(level=RegionLevel.COMMUNITY))
    options: Options = []
    for region in rows:
        depth = region.path.count("/") - path.count("/")
        options.append((region.code, "\u3000" * depth + region.name))
    if chosen and chosen not in {code for code, _ in options}:
        options += list(Region.objects.filter(code=chosen).values_list("code", "name"))
    return options


def leader_options(by: Standing, body: Body, on: date, activity: Activity | None = None) -> Options:
    """Everybody with a role in the body; whoever fills in the form comes first where they are one of them."""
    people = {str(account.pk): account.name for account in leaders_of(body, live_grants(on))}
    if by.account_id is not None:
        people = {str(by.account_id): by.name} | people
    if activity is not None:
        people.setdefault(str(activity.leader_id), activity.leader_name)
    return list(people.items())
