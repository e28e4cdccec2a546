"""Projects: what organisations undertake, of which activities are the occasions."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.core.search import query_terms
from redvest.faces.openapi.answers import BRIEFLY, answer
from redvest.faces.openapi.calls.finding import domain_key, region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Named, Words
from redvest.faces.openapi.shapes.project import ProjectForm, ProjectQuery, Projects, ProjectShape
from redvest.registry.models import Body
from redvest.service.actions.project import ProjectForm as DomainForm
from redvest.service.actions.project import create_project as create
from redvest.service.models import Project

calls = Calls("项目")


@calls.get("/projects", public, "项目列表", Projects)
def list_projects(request: Asking, asked: Query[ProjectQuery]) -> HttpResponse:
    """The city's projects, the newest first."""
    rows = Project.objects.filter(city=request.standing.city).select_related("body", "domain", "region")
    if asked.body:
        rows = rows.filter(body_id=asked.body)
    if terms := query_terms(asked.q):
        rows = rows.filter(search__contains=terms)
    page = page_of(rows, keys=("-id",), after=asked.after, size=asked.limit)
    return answer(Projects(items=[_shape(each) for each in page.items], next=page.next), cache=BRIEFLY)


@calls.get("/projects/{uuid:project_id}", public, "一个项目", ProjectShape)
def get_project(request: Asking, project_id: UUID) -> HttpResponse:
    """One project."""
    return answer(_shape(_find(project_id, request.standing.city)), cache=BRIEFLY)


@calls.post("/projects", staff, "立项", ProjectShape, 404, 409, status=201)
@once
def create_project(request: Asking, form: ProjectForm) -> HttpResponse:
    """A leader of the body opens a project."""
    city = request.standing.city
    body = Body.objects.filter(pk=form.body, city=city).first()
    if body is None:
        raise NotFound
    wanted = DomainForm(
        domain_key=domain_key(form.domain, city),
        region_code=region_of(form.region, city).code,
        **form.model_dump(exclude={"body", "domain", "region"}),
    )
    made = create(by=request.standing, body=body, form=wanted, at=clock.now())
    return answer(_shape(_find(made.pk, city)), status=201)


def _find(project_id: UUID, city: str) -> Project:
    rows = Project.objects.select_related("body", "domain", "region").filter(pk=project_id, city=city)
    project = rows.first()
    if project is None:
        raise NotFound
    return project


def _shape(project: Project) -> ProjectShape:
    return ProjectShape(
        id=project.pk,
        code=project.code,
        name=project.name,
        state=project.state,
        domain=Words(key=project.domain_id, name=project.domain.name),
        region=Words(key=project.region_id, name=project.region.name),
        body=Named(id=str(project.body_id), name=project.body.name),
        summary=project.summary,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
    )
