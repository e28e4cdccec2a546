"""Programmes, editions and categories are laid out by who governs the place; refusals change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.award import (
    add_category,
    change_category,
    change_edition,
    copy_edition,
    create_edition,
    create_programme,
    remove_category,
)
from redvest.honour.award_errors import (
    CategoryExists,
    CategoryUnknown,
    EditionExists,
    EditionFaulty,
    EditionMoved,
    EditionUnknown,
    ProgrammeExists,
    ProgrammeUnknown,
)
from redvest.honour.choices import CategorySubject, EditionState, ProgrammeKind
from redvest.honour.models import AwardCategory, AwardEdition, AwardProgramme
from redvest.honour.rules.award import Conditions
from redvest.honour.rules.award_edition import CategoryForm, EditionForm, rubric_of
from redvest.honour.rules.award_template import template_of
from redvest.registry.policy import GUEST_STANDING
from tests.factories.award import make_category, make_edition, make_programme
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_body,
    make_body_admin,
    make_centre,
    make_member,
    make_officer,
    make_region_tree,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORM = EditionForm(
    title="2026 年度新余市志愿服务评选",
    year=2026,
    granted_by="新余市文明办",
    nominate_from=TODAY,
    nominate_until=TODAY + 10 * DAY,
    judge_until=TODAY + 30 * DAY,
    words="评审打分定名单，\n公示以后由市里发文。",
)
CATEGORY = CategoryForm(CategorySubject.PERSON, "优秀志愿者", 10, rubric_of("服务时长 60\n服务成效 40"))


class TestProgrammes:
    def test_the_centre_lays_one_out(self) -> None:
        made = create_programme(
            by=make_centre(),
            name=" 新余市  志愿服务评选 ",
            kind=ProgrammeKind.YEARLY,
            words="每年一次",
            at=NOW,
        )
        assert (made.city, made.name, made.kind) == (CITY, "新余市 志愿服务评选", "yearly")
        assert AuditLine.objects.get().verb == "create_programme"

    def test_not_twice_under_one_name(self) -> None:
        make_programme(name="市长奖")
        with pytest.raises(ProgrammeExists):
            create_programme(by=make_centre(), name="市长奖", kind=ProgrammeKind.MAYOR, at=NOW)
        assert AwardProgramme.objects.count() == 1

    @pytest.mark.parametrize("more", [{"name": "奖"}, {"name": "长" * 61}, {"words": "长" * 501}])
    def test_with_a_name_and_words_that_fit(self, more: dict[str, Any]) -> None:
        with pytest.raises(EditionFaulty) as refused:
            create_programme(by=make_centre(), kind=ProgrammeKind.OTHER, at=NOW, **{"name": "市长奖", **more})
        assert refused.value.details["errors"][0]["field"] in more
        assert not AwardProgramme.objects.exists()

    def test_by_nobody_else(self) -> None:
        for by in (GUEST_STANDING(CITY), make_member(), make_officer(), make_body_admin(make_body())):
            with pytest.raises(NotAllowed):
                create_programme(by=by, name="市长奖", kind=ProgrammeKind.MAYOR, at=NOW)
        assert not AwardProgramme.objects.exists()


class TestEditions:
    def create(self, **more: Any) -> AwardEdition:
        usual: dict[str, Any] = {
            "by": make_centre(), "programme": make_programme(), "region": make_region_tree().city, "form": FORM,
            "categories": [CATEGORY], "at": NOW,
        }  # fmt: skip
        return create_edition(**{**usual, **more})

    def test_from_the_template_of_the_mayor(self) -> None:
        template = template_of("mayor")
        assert template is not None
        edition = self.create(categories=template.categories)
        assert (edition.state, edition.region_path, edition.words) == (
            EditionState.DRAFT,
            f"{CITY}/",
            "评审打分定名单，\n公示以后由市里发文。",
        )
        rows = list(edition.categories.values_list("subject", "places", "chosen"))
        assert rows == [("body", 10, 0), ("person", 10, 0)]
        asked = edition.categories.get(subject="person").eligibility
        assert asked == {"least_minutes": 1200, "least_age": 18, "spotless": True}
        assert AuditLine.objects.get().verb == "create_edition"

    def test_an_officer_in_their_own_place_alone(self) -> None:
        tree, officer = make_region_tree(), make_officer()
        edition = self.create(by=officer, region=tree.yushui)
        assert edition.region_path == tree.yushui.path
        for place in (tree.city, tree.fenyi):
            with pytest.raises(NotAllowed):
                self.create(by=officer, region=place)
        assert AwardEdition.objects.count() == 1

    def test_one_a_year(self) -> None:
        programme = make_programme()
        self.create(programme=programme)
        with pytest.raises(EditionExists):
            self.create(programme=programme)
        assert AwardEdition.objects.count() == 1 and AwardCategory.objects.count() == 1

    def test_faults_name_their_fields_and_leave_nothing(self) -> None:
        with pytest.raises(EditionFaulty) as refused:
            self.create(form=replace(FORM, title="", judge_until=TODAY))
        assert [each["field"] for each in refused.value.details["errors"]] == ["title", "judge_until"]
        with pytest.raises(EditionFaulty):
            self.create(categories=[CATEGORY, replace(CATEGORY, name="组织", places=0)])
        with pytest.raises(CategoryExists):
            self.create(categories=[CATEGORY, CATEGORY])
        assert not AwardEdition.objects.exists() and not AwardCategory.objects.exists()

    def test_not_of_another_citys_programme(self) -> None:
        with pytest.raises(ProgrammeUnknown):
            self.create(programme=make_programme(city="410800"))
        assert not AwardEdition.objects.exists()

    def test_changed_while_it_is_prepared(self) -> None:
        edition = self.create()
        change_edition(by=make_centre(), key=edition.pk, form=replace(FORM, title="改过的标题"), at=NOW)
        edition.refresh_from_db()
        assert edition.title == "改过的标题"
        AwardEdition.objects.update(state=EditionState.NOMINATING)
        with pytest.raises(EditionMoved):
            change_edition(by=make_centre(), key=edition.pk, form=FORM, at=NOW)
        with pytest.raises(EditionUnknown):
            change_edition(by=make_officer(), key=edition.pk, form=FORM, at=NOW)
        edition.refresh_from_db()
        assert edition.title == "改过的标题"

    def test_last_years_is_copied_with_its_categories(self) -> None:
        old = make_edition(state=EditionState.ARCHIVED, year=2025)
        make_category(
            edition=old, places=1, chosen=1, conditions=Conditions(least_minutes=600), name="优秀志愿者"
        )
        new = copy_edition(by=make_centre(), key=old.pk, form=FORM, at=NOW)
        copied = new.categories.get()
        assert (new.programme, new.state, new.region_path) == (
            old.programme,
            EditionState.DRAFT,
            old.region_path,
        )
        assert (copied.name, copied.places, copied.chosen) == ("优秀志愿者", 1, 0)
        assert copied.eligibility == {"least_minutes": 600}
        with pytest.raises(EditionExists):
            copy_edition(by=make_centre(), key=old.pk, form=FORM, at=NOW)
        with pytest.raises(EditionUnknown):
            copy_edition(by=make_officer(), key=old.pk, form=replace(FORM, year=2027), at=NOW)
        assert AwardEdition.objects.count() == 2


class TestCategories:
    def test_added_changed_and_removed(self) -> None:
        edition, by = make_edition(state=EditionState.DRAFT), make_centre()
        made = add_category(by=by, key=edition.pk, form=CATEGORY, at=NOW)
        changed = change_category(
            by=by,
            key=edition.pk,
            category=made.pk,
            form=replace(CATEGORY, name="最美志愿者", places=3),
            at=NOW,
        )
        assert (changed.pk, changed.name, changed.places) == (made.pk, "最美志愿者", 3)
        assert changed.rubric[0] == {"code": "c1", "name": "服务时长", "most": 60}
        remove_category(by=by, key=edition.pk, category=made.pk, at=NOW)
        assert not AwardCategory.objects.exists()
        verbs = list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["add_category", "change_category", "remove_category"]

    def test_a_name_only_once(self) -> None:
        edition, by = make_edition(state=EditionState.DRAFT), make_centre()
        add_category(by=by, key=edition.pk, form=CATEGORY, at=NOW)
        other = add_category(by=by, key=edition.pk, form=replace(CATEGORY, name="另一个"), at=NOW)
        with pytest.raises(CategoryExists):
            add_category(by=by, key=edition.pk, form=CATEGORY, at=NOW)
        with pytest.raises(CategoryExists):
            change_category(by=by, key=edition.pk, category=other.pk, form=CATEGORY, at=NOW)
        assert sorted(AwardCategory.objects.values_list("name", flat=True)) == ["优秀志愿者", "另一个"]

    def test_not_once_it_is_open_nor_by_others_nor_of_another_edition(self) -> None:
        edition, category = make_edition(), make_category(edition=make_edition(state=EditionState.DRAFT))
        by = make_centre()
        with pytest.raises(EditionMoved):
            add_category(by=by, key=edition.pk, form=CATEGORY, at=NOW)
        with pytest.raises(EditionUnknown):
            remove_category(by=make_officer(), key=category.edition_id, category=category.pk, at=NOW)
        draft = make_edition(state=EditionState.DRAFT)
        with pytest.raises(CategoryUnknown):
            remove_category(by=by, key=draft.pk, category=category.pk, at=NOW)
        assert AwardCategory.objects.get() == category
