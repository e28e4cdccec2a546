"""Grids (网格), sanitation zones (卫生片区) and their keepers."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_stations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grid",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=redvest.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("region_path", models.CharField(max_length=60, verbose_name="区域路径")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("outline", models.JSONField(null=True, verbose_name="范围")),
                ("lon", models.FloatField(null=True, verbose_name="经度")),
                ("lat", models.FloatField(null=True, verbose_name="纬度")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grids",
                        to="registry.region",
                        verbose_name="社区",
                    ),
                ),
            ],
            options={
                "verbose_name": "网格",
                "indexes": [models.Index(fields=["city", "region_path", "name", "id"], name="grid_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "name"), name="one_grid_per_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="SanitationZone",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=redvest.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("outline", models.JSONField(null=True, verbose_name="范围")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zones",
                        to="registry.grid",
                        verbose_name="网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "卫生片区",
                "constraints": [models.UniqueConstraint(fields=("grid", "name"), name="one_zone_per_name")],
            },
        ),
        migrations.CreateModel(
            name="GridKeeping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=redvest.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(null=True, verbose_name="结束日期")),
                (
                    "grid",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepings",
                        to="registry.grid",
                        verbose_name="网格",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_keepings",
                        to="registry.volunteer",
                        verbose_name="负责人",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keepings",
                        to="registry.sanitationzone",
                        verbose_name="卫生片区",
                    ),
                ),
            ],
            options={
                "verbose_name": "网格负责",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grid__isnull", False), ("zone__isnull", True)),
                            models.Q(("grid__isnull", True), ("zone__isnull", False)),
                            _connector="OR",
                        ),
                        name="keeping_of_grid_or_zone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="keeping_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("grid__isnull", False)),
                        expressions=[
                            ("grid", "="),
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="one_keeper_per_grid",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("zone__isnull", False)),
                        expressions=[
                            ("zone", "="),
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="one_keeper_per_zone",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("zone__isnull", False)),
                        expressions=[
                            ("volunteer", "="),
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="one_zone_per_keeper",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="volunteer",
            index=models.Index(fields=["city", "pinyin", "id"], name="volunteer_by_name"),
        ),
    ]
