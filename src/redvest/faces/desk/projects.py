"""A new project of a body, with more than its name; straight on to its first activity."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.options import domain_options, region_options
from redvest.faces.desk.forms.project import ProjectFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service import policy
from redvest.service.actions.project import create_project


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_project(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form; once saved, the form of an activity of that project."""
    by = request.standing
    body = body_within(by, key)
    policy.require_may_publish_for(by, body)
    choices = {"domains": domain_options(), "regions": region_options(body.region_path)}
    form = ProjectFields(request.POST or None, initial={"region": body.region_id}, **choices)
    if request.method == "POST" and form.is_valid():
        try:
            project = create_project(by=by, body=body, form=form.to_form(), at=clock.now())
        except DomainError as fault:
            blame(form, fault, {})
        else:
            messages.success(request, _("项目“%(name)s”建好了，接着发布它的活动。") % {"name": project.name})
            return redirect(f"{reverse('desk:activity-new')}?body={body.pk}&project={project.pk}")
    context = {"form": form, "body": body}
    return show(request, "desk/project.html", context, on="activities", status=422 if form.errors else 200)
