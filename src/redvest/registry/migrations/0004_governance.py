"""Departments with dated roles, the integrity agreement, and three administrators apart."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.registry.models.department


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("key", models.CharField(max_length=24, verbose_name="键")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
            ],
            options={
                "verbose_name": "部门",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "key"), name="one_department_per_key"),
                    models.UniqueConstraint(fields=("city", "name"), name="one_department_per_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepartmentRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("lead", "牵头"), ("administers", "主管"), ("member", "成员")],
                        max_length=12,
                        verbose_name="职责",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(null=True, verbose_name="结束日期")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
            ],
            options={
                "verbose_name": "部门职责",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="department_role_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("text", models.TextField(verbose_name="内容")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("set_at", models.DateTimeField(verbose_name="发布时间")),
            ],
            options={
                "verbose_name": "廉洁诚信承诺书",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "version"), name="one_pledge_per_version"),
                    models.UniqueConstraint(fields=("city", "effective_on"), name="one_pledge_per_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PledgeSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
            ],
            options={
                "verbose_name": "承诺书签名",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="session_epoch",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="会话代次"),
        ),
        migrations.AddField(
            model_name="grant",
            name="revoked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="收回人",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("revoked_at__isnull", True), ("role__in", ["auditor", "security-admin", "system-admin"])
                ),
                expressions=[
                    (models.F("account"), "="),
                    (
                        redvest.registry.models.department.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="one_separated_role_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="departmentrole",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles",
                to="registry.department",
                verbose_name="部门",
            ),
        ),
        migrations.AddField(
            model_name="departmentrole",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="departments",
                to="registry.region",
                verbose_name="区域",
            ),
        ),
        migrations.AddField(
            model_name="departmentrole",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="设定人",
            ),
        ),
        migrations.AddField(
            model_name="pledge",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="发布人",
            ),
        ),
        migrations.AddField(
            model_name="pledgesignature",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pledges",
                to=settings.AUTH_USER_MODEL,
                verbose_name="账号",
            ),
        ),
        migrations.AddField(
            model_name="pledgesignature",
            name="pledge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="registry.pledge",
                verbose_name="承诺书",
            ),
        ),
        migrations.AddConstraint(
            model_name="departmentrole",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("duty", "lead")),
                expressions=[
                    (models.F("region"), "="),
                    (
                        redvest.registry.models.department.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="one_lead_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="departmentrole",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("department"), "="),
                    (models.F("region"), "="),
                    (
                        redvest.registry.models.department.DateRange(
                            "starts_on", "ends_on", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="one_duty_of_a_department_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledgesignature",
            constraint=models.UniqueConstraint(fields=("account", "pledge"), name="one_signature_per_pledge"),
        ),
    ]
