"""What a station holds, its work log, and its level out of the row: assessments say it, from evidence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0009_bodies"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationFacility",
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
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("count", models.PositiveSmallIntegerField(default=1, verbose_name="数量")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(null=True, verbose_name="结束日期")),
            ],
            options={
                "verbose_name": "站点设施",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="facility_is_there"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="station_facility_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationMember",
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
                ("starts_on", models.DateField(verbose_name="加入日期")),
                ("ends_on", models.DateField(null=True, verbose_name="离开日期")),
            ],
            options={
                "verbose_name": "站点队员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="station_member_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StationNeed",
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
                ("words", models.CharField(max_length=200, verbose_name="需求")),
                ("asked_on", models.DateField(verbose_name="提出日期")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="办理结果")),
                ("answered_on", models.DateField(null=True, verbose_name="办理日期")),
            ],
            options={
                "verbose_name": "站点需求",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answered_on__gte", models.F("asked_on")),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_need_is_answered_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StationService",
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
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(null=True, verbose_name="结束日期")),
            ],
            options={
                "verbose_name": "站点服务项目",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="station_service_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StationSession",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "为群众服务"),
                            ("training", "招募培训"),
                            ("meeting", "队伍例会"),
                        ],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("helpers", models.PositiveSmallIntegerField(verbose_name="到场志愿者人数")),
                ("visitors", models.PositiveIntegerField(verbose_name="服务人次")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "站点服务场次",
            },
        ),
        migrations.RemoveIndex(
            model_name="station",
            name="registry_st_city_b515ab_idx",
        ),
        migrations.RemoveField(
            model_name="station",
            name="level",
        ),
        migrations.AddIndex(
            model_name="station",
            index=models.Index(fields=["city", "name"], name="station_list"),
        ),
        migrations.AddField(
            model_name="stationfacility",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="facilities",
                to="registry.station",
                verbose_name="服务站",
            ),
        ),
        migrations.AddField(
            model_name="stationmember",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="registry.station",
                verbose_name="服务站",
            ),
        ),
        migrations.AddField(
            model_name="stationmember",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stations",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddField(
            model_name="stationneed",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="记录人",
            ),
        ),
        migrations.AddField(
            model_name="stationneed",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="needs",
                to="registry.station",
                verbose_name="服务站",
            ),
        ),
        migrations.AddField(
            model_name="stationservice",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="services",
                to="registry.station",
                verbose_name="服务站",
            ),
        ),
        migrations.AddField(
            model_name="stationsession",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="记录人",
            ),
        ),
        migrations.AddField(
            model_name="stationsession",
            name="service",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="registry.stationservice",
                verbose_name="服务项目",
            ),
        ),
        migrations.AddField(
            model_name="stationsession",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to="registry.station",
                verbose_name="服务站",
            ),
        ),
        migrations.AddConstraint(
            model_name="stationfacility",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("station", "name"),
                name="one_line_per_facility",
            ),
        ),
        migrations.AddConstraint(
            model_name="stationmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("station", "volunteer"),
                name="once_in_a_station_team",
            ),
        ),
        migrations.AddIndex(
            model_name="stationneed",
            index=models.Index(fields=["station", "-asked_on"], name="needs_of_station"),
        ),
        migrations.AddConstraint(
            model_name="stationservice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("station", "name"),
                name="one_station_service_per_name",
            ),
        ),
        migrations.AddIndex(
            model_name="stationsession",
            index=models.Index(fields=["station", "-held_on"], name="sessions_of_station"),
        ),
        migrations.AddConstraint(
            model_name="stationsession",
            constraint=models.UniqueConstraint(
                fields=("station", "service", "held_on", "kind"),
                name="one_session_a_day_of_a_service",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="stationsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "service"), _negated=True), ("service__isnull", False), _connector="OR"
                ),
                name="a_service_session_names_its_service",
            ),
        ),
        migrations.CreateModel(
            name="StationLoan",
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
                ("thing", models.CharField(max_length=30, verbose_name="设施")),
                ("borrower", models.CharField(max_length=20, verbose_name="借用人")),
                ("phone_sealed", models.BinaryField(verbose_name="手机号码（加密）")),
                ("phone_tail", models.CharField(max_length=4, verbose_name="手机尾号")),
                ("lent_on", models.DateField(verbose_name="借出日期")),
                ("due_on", models.DateField(verbose_name="应还日期")),
                ("returned_on", models.DateField(null=True, verbose_name="归还日期")),
                (
                    "lent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经手人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="loans",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点借用",
                "indexes": [
                    models.Index(
                        condition=models.Q(("returned_on__isnull", True)),
                        fields=["station", "due_on"],
                        name="loans_out",
                    ),
                    models.Index(fields=["city", "returned_on"], name="loans_to_forget"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("lent_on"))),
                        name="loan_is_due_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_on__isnull", True),
                            ("returned_on__gte", models.F("lent_on")),
                            _connector="OR",
                        ),
                        name="loan_returned_after_it_began",
                    ),
                ],
            },
        ),
    ]
