"""Templates and copies: kept by an organisation, begun from on another day, retired."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.service.actions.activity import create_activity
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.template import begin_from, copy_activity, retire_template, save_template
from redvest.service.activity_errors import BadActivity
from redvest.service.models import Activity, ActivityTemplate, PostCourse
from redvest.service.queries import template as queries
from redvest.service.queries.template import template_within, templates_of
from redvest.service.template_errors import (
    BadTemplateName,
    TemplateNameTaken,
    TemplateNotFound,
    TooManyTemplates,
)
from tests.factories.parts import make_course
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
)
from tests.factories.service import HOUR, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db
BEGINS = NOW + 48 * HOUR
WEEK = timedelta(weeks=1)


@pytest.fixture
def drafted() -> tuple[object, Activity]:
    make_region_tree()
    project = make_project()
    leader = make_leader(project.body)
    course = make_course(body=project.body)
    posts = [
        PostForm("引导员", 3, shift="早班", starts_at=BEGINS, ends_at=BEGINS + HOUR, skills=("first-aid",)),
        PostForm("陪同员", 5, min_age=16, courses=(course.pk,), needs_review=True, answer_hours=24),
    ]
    form = form_for(project, kind="health", audience_places=60, agreement=True, danger_note="在室内")
    return leader, create_activity(by=leader, form=form, posts=posts, at=NOW)


def facts(activity: Activity) -> list[object]:
    names = (
        "title",
        "content",
        "place_name",
        "lon",
        "lat",
        "risks",
        "kind",
        "audience_places",
        "danger_note",
        "domain_id",
    )
    posts = [
        (p.title, p.places, p.shift, p.min_age, p.skills, p.needs_review, p.answer_hours)
        for p in activity.posts.all()
    ]
    return [getattr(activity, name) for name in names] + posts


def test_a_copy_is_the_same_on_another_day(drafted):
    leader, first = drafted
    made = copy_activity(by=leader, activity=first, on=TODAY + timedelta(days=9), at=NOW)

    assert facts(made) == facts(first)
    assert (made.state, made.starts_at, made.ends_at) == (
        "draft",
        first.starts_at + WEEK,
        first.ends_at + WEEK,
    )
    assert made.posts.get(shift="早班").starts_at == BEGINS + WEEK
    assert PostCourse.objects.filter(post__activity=made).count() == 1
    assert made.contact_name == first.contact_name
    assert not hasattr(made, "statement")  # whether it is service is affirmed anew


def test_a_template_keeps_no_day_and_no_person(drafted):
    leader, first = drafted
    kept = save_template(by=leader, activity=first, name=" 每月 义诊 ", at=NOW)
    assert (kept.name, kept.body_id) == ("每月 义诊", first.body_id)
    assert first.contact_phone not in str(kept.content)
    assert list(templates_of(first.body)) == [kept]

    made = begin_from(
        by=leader, content=kept.content, project_id=first.project_id, contact=("王姐", "0790-1"), on=date(2026, 4, 1),
        at=NOW,
    )  # fmt: skip
    assert facts(made) == facts(first)
    assert made.contact_name == "王姐"


def test_a_name_is_there_once_until_its_template_is_retired(drafted):
    leader, first = drafted
    kept = save_template(by=leader, activity=first, name="义诊", at=NOW)
    with pytest.raises(TemplateNameTaken):
        save_template(by=leader, activity=first, name="义诊", at=NOW)
    retire_template(by=leader, template=kept, at=NOW)
    with pytest.raises(TemplateNotFound):
        retire_template(by=leader, template=kept, at=NOW)
    save_template(by=leader, activity=first, name="义诊", at=NOW)
    assert ActivityTemplate.objects.count() == 2
    assert template_within(leader, kept.pk) is None


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_template_has_a_name(drafted, name):
    leader, first = drafted
    with pytest.raises(BadTemplateName):
        save_template(by=leader, activity=first, name=name, at=NOW)
    assert not ActivityTemplate.objects.exists()


def test_an_organisation_keeps_only_so_many(drafted, monkeypatch):
    leader, first = drafted
    monkeypatch.setattr("redvest.service.actions.template.MOST", 1)
    save_template(by=leader, activity=first, name="一", at=NOW)
    with pytest.raises(TooManyTemplates):
        save_template(by=leader, activity=first, name="二", at=NOW)
    assert queries.MOST == 50


def test_strangers_neither_keep_nor_see_nor_retire_nor_copy(drafted):
    leader, first = drafted
    kept = save_template(by=leader, activity=first, name="义诊", at=NOW)
    for by in (make_member(), make_leader(make_body())):
        assert template_within(by, kept.pk) is None
        with pytest.raises(NotAllowed):
            save_template(by=by, activity=first, name="偷来的", at=NOW)
        with pytest.raises(NotAllowed):
            retire_template(by=by, template=kept, at=NOW)
        with pytest.raises(NotAllowed):
            copy_activity(by=by, activity=first, on=TODAY + WEEK, at=NOW)
    assert template_within(make_officer(), kept.pk) == kept
    assert ActivityTemplate.objects.count() == 1


def test_no_copy_lies_in_the_past(drafted):
    leader, first = drafted
    with pytest.raises(BadActivity):
        copy_activity(by=leader, activity=first, on=TODAY - WEEK, at=NOW)
