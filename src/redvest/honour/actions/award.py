"""Programmes of awards, their editions and categories are laid out. The steps of an edition: ``award_step.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.one_line import one_line
from redvest.honour.award_errors import (
    AwardReasonMissing,
    CategoryExists,
    EditionExists,
    EditionFaulty,
    EditionMoved,
    EditionUnknown,
    ProgrammeExists,
    ProgrammeUnknown,
)
from redvest.honour.choices import EditionState, ProgrammeKind
from redvest.honour.models import AwardCategory, AwardEdition, AwardProgramme
from redvest.honour.policy import require_may_run
from redvest.honour.queries.award import category_of, editions_in_charge
from redvest.honour.rules.award_edition import (
    LONGEST_NAME,
    MOST_CATEGORIES,
    CategoryForm,
    EditionForm,
    category_faults,
    edition_faults,
)
from redvest.registry.models import Region
from redvest.registry.policy import Standing

SHORTEST, LONGEST = 2, 200
LONGEST_PROGRAMME_WORDS = 500


def said_why(*, text: str, longest: int = LONGEST) -> str:
    """A reason in words, as part of a sentence: without the stop at its end. Raises AwardReasonMissing."""
    said = one_line(text).rstrip("。 ")
    if not SHORTEST <= len(said) <= longest:
        raise AwardReasonMissing
    return said


@transaction.atomic
def create_programme(
    *, by: Standing, name: str, kind: ProgrammeKind, words: str = "", at: datetime
) -> AwardProgramme:
    """An award that comes round again. Its name is the city's: the centre lays it out.

    Raises NotAllowed, EditionFaulty, ProgrammeExists.
    """
    require_may_run(by, f"{by.city}/")
    named, said = one_line(name), words.replace("\x00", "").strip()
    if not SHORTEST <= len(named) <= LONGEST_NAME:
        raise EditionFaulty(errors=[{"field": "name", "sentence": "请写 2 个字以上，60 个字以内。"}])
    if len(said) > LONGEST_PROGRAMME_WORDS:
        raise EditionFaulty(errors=[{"field": "words", "sentence": "最长 500 个字，请写短一点。"}])
    with refused_by(one_programme_per_name=ProgrammeExists):
        programme = AwardProgramme.objects.create(
            city=by.city, name=named, kind=kind, words=said, created_at=at, created_by_id=by.account_id
        )
    write_line(by=by.actor, at=at, city=by.city, verb="create_programme", target=programme, kind=kind.value)
    return programme


@transaction.atomic
def create_edition(
    *,
    by: Standing,
    programme: AwardProgramme,
    region: Region,
    form: EditionForm,
    categories: Sequence[CategoryForm],
    at: datetime,
) -> AwardEdition:
    """One year of an award with its categories, in preparation: nobody outside sees it yet.

    Raises NotAllowed, ProgrammeUnknown, EditionFaulty, EditionExists.
    """
    require_may_run(by, region.path)
    if programme.city != by.city:
        raise ProgrammeUnknown
    _sound(form, at)
    with refused_by(one_edition_a_year=EditionExists):
        edition = AwardEdition.objects.create(
            city=by.city, region_path=region.path, programme=programme, created_by_id=by.account_id, created_at=at,
            **_columns(form),
        )  # fmt: skip
    for order, each in enumerate(categories, 1):
        _insert_category(edition, each, order)
    write_line(by=by.actor, at=at, city=by.city, verb="create_edition", target=edition, year=edition.year)
    return edition


def _sound(form: EditionForm, at: datetime) -> None:
    faults = edition_faults(form, day_of(at))
    if faults:
        raise EditionFaulty(errors=faults)


def _columns(form: EditionForm) -> dict[str, object]:
    return {
        name: value.replace("\x00", "").strip() if isinstance(value, str) else value
        for name, value in asdict(form).items()
    }


@transaction.atomic
def copy_edition(*, by: Standing, key: UUID, form: EditionForm, at: datetime) -> AwardEdition:
    """Another year of the same award with the same categories, places, rubrics and conditions.

    Raises EditionUnknown, and what ``create_edition`` does.
    """
    old = editions_in_charge(by).filter(pk=key).first()
    if old is None:
        raise EditionUnknown
    require_may_run(by, old.region_path)
    _sound(form, at)
    with refused_by(one_edition_a_year=EditionExists):
        edition = AwardEdition.objects.create(
            city=old.city, region_path=old.region_path, programme=old.programme, created_by_id=by.account_id,
            created_at=at, **_columns(form),
        )  # fmt: skip
    AwardCategory.objects.bulk_create(
        AwardCategory(
            edition=edition, subject=each.subject, name=each.name, places=each.places, rubric=each.rubric,
            eligibility=each.eligibility, order=each.order,
        )
        for each in AwardCategory.objects.filter(edition=old)
    )  # fmt: skip
    write_line(
        by=by.actor,
        at=at,
        city=by.city,
        verb="copy_edition",
        target=edition,
        of=str(old.pk),
        year=edition.year,
    )
    return edition


def hold_edition(*, by: Standing, key: UUID, states: Sequence[EditionState]) -> AwardEdition:
    """One that somebody runs, locked. Raises EditionUnknown, and EditionMoved in any other state than these.

    Without ``KEY``: rows that refer to it are written beside, only its own changes wait.
    """
    rows = editions_in_charge(by).select_for_update(of=("self",), no_key=True)
    edition = rows.filter(pk=key).first()
    if edition is None:
        raise EditionUnknown
    require_may_run(by, edition.region_path)
    if edition.state not in states:
        raise EditionMoved
    return edition


@transaction.atomic
def change_edition(*, by: Standing, key: UUID, form: EditionForm, at: datetime) -> AwardEdition:
    """While it is prepared. Raises EditionUnknown, EditionMoved, EditionFaulty, EditionExists."""
    edition = hold_edition(by=by, key=key, states=[EditionState.DRAFT])
    _sound(form, at)
    for name, value in _columns(form).items():
        setattr(edition, name, value)
    with refused_by(one_edition_a_year=EditionExists):
        edition.save()
    write_line(by=by.actor, at=at, city=edition.city, verb="change_edition", target=edition)
    return edition


@transaction.atomic
def add_category(*, by: Standing, key: UUID, form: CategoryForm, at: datetime) -> AwardCategory:
    """While the edition is prepared. Raises EditionUnknown, EditionMoved, EditionFaulty, CategoryExists."""
    edition = hold_edition(by=by, key=key, states=[EditionState.DRAFT])
    count = AwardCategory.objects.filter(edition=edition).count()
    if count >= MOST_CATEGORIES:
        raise EditionFaulty(errors=[{"field": "name", "sentence": "一届最多 30 个奖项。"}])
    category = _insert_category(edition, form, count + 1)
    write_line(by=by.actor, at=at, city=edition.city, verb="add_category", target=category)
    return category


def _insert_category(edition: AwardEdition, form: CategoryForm, order: int) -> AwardCategory:
    with refused_by(one_category_per_name=CategoryExists):
        return AwardCategory.objects.create(edition=edition, order=order, **_category_columns(form))


def _category_columns(form: CategoryForm) -> dict[str, object]:
    """Raises EditionFaulty."""
    faults = category_faults(form)
    if faults:
        raise EditionFaulty(errors=faults)
    return {
        "subject": form.subject,
        "name": one_line(form.name),
        "places": form.places,
        "rubric": [dict(each) for each in form.rubric],
        "eligibility": form.conditions.kept(),
    }


@transaction.atomic
def change_category(
    *, by: Standing, key: UUID, category: UUID, form: CategoryForm, at: datetime
) -> AwardCategory:
    """Raises EditionUnknown, EditionMoved, CategoryUnknown, EditionFaulty, CategoryExists."""
    edition = hold_edition(by=by, key=key, states=[EditionState.DRAFT])
    found = category_of(edition, category)
    for name, value in _category_columns(form).items():
        setattr(found, name, value)
    with refused_by(one_category_per_name=CategoryExists):
        found.save()
    write_line(by=by.actor, at=at, city=edition.city, verb="change_category", target=found)
    return found


@transaction.atomic
def remove_category(*, by: Standing, key: UUID, category: UUID, at: datetime) -> None:
    """While the edition is prepared: nobody was nominated yet. Raises EditionUnknown, EditionMoved, CategoryUnknown."""
    edition = hold_edition(by=by, key=key, states=[EditionState.DRAFT])
    found = category_of(edition, category)
    write_line(by=by.actor, at=at, city=edition.city, verb="remove_category", target=found, name=found.name)
    found.delete()
