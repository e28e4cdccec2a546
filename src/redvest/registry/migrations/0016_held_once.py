"""A role is held once at a place on any day, and names of organisations that differ by spaces alone are one name."""

from __future__ import annotations

from datetime import date
from typing import Any

import django.contrib.postgres.constraints
from django.db import migrations, models
from django.utils import timezone

import redvest.registry.models.department


def keep_the_first(apps: Any, editor: Any) -> None:
    """Of roles given twice the first stays; of names that only spaces told apart the later ones carry their code."""
    kept: dict[tuple[Any, ...], list[tuple[date, date]]] = {}
    grants = apps.get_model("registry", "Grant").objects
    for row in grants.filter(revoked_at__isnull=True).order_by("id").iterator():
        place = (row.account_id, row.role, row.region_id, row.body_id, row.station_id)
        days = (row.starts_on, row.ends_on or date.max)
        if any(days[0] <= last and first <= days[1] for first, last in kept.get(place, ())):
            grants.filter(pk=row.pk).update(revoked_at=timezone.now())
        else:
            kept.setdefault(place, []).append(days)
    names: set[tuple[str, str]] = set()
    bodies = apps.get_model("registry", "Body").objects
    rows = bodies.exclude(state__in=["refused", "exited"]).order_by("applied_at", "id")
    for key, region, name, code in rows.values_list("pk", "region_id", "name", "code").iterator():
        bare = (region, name.translate({ord(each): None for each in " \u3000\u00a0"}))
        if bare in names:
            bodies.filter(pk=key).update(name=f"{name[:70]}（{code}）")
        names.add(bare)


def held_once(place: str) -> migrations.AddConstraint:
    days = redvest.registry.models.department.DateRange("starts_on", "ends_on", models.Value("[]"))
    return migrations.AddConstraint(
        model_name="grant",
        constraint=django.contrib.postgres.constraints.ExclusionConstraint(
            name=f"one_role_at_a_time_at_{place}",
            expressions=[
                (models.F("account"), "="),
                (models.F("role"), "="),
                (models.F(place), "="),
                (days, "&&"),
            ],
            condition=models.Q(revoked_at__isnull=True, **{f"{place}__isnull": False}),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_body_reminders")]

    operations = [
        migrations.RunPython(keep_the_first, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="body", name="one_body_per_name_and_place"),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(
                models.F("region"),
                models.Func(
                    models.F("name"), models.Value(" \u3000\xa0"), models.Value(""), function="translate"
                ),
                condition=models.Q(("state__in", ["refused", "exited"]), _negated=True),
                name="one_body_per_name_and_place",
            ),
        ),
        *map(held_once, ("region", "body", "station")),
    ]
