"""Credentials and their status list."""

import django.db.models.deletion
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("service", "0008_paper")]

    operations = [
        migrations.CreateModel(
            name="CredentialKey",
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
                ("thumbprint", models.CharField(max_length=43, verbose_name="指纹")),
                ("public", models.BinaryField(max_length=32, verbose_name="公钥")),
                ("private_sealed", models.BinaryField(verbose_name="私钥（加密）")),
                ("created_at", models.DateTimeField(verbose_name="启用时间")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("distrusted_at", models.DateTimeField(null=True, verbose_name="作废时间")),
            ],
            options={
                "verbose_name": "数字凭证密钥",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("city",),
                        name="one_current_credential_key",
                    ),
                    models.UniqueConstraint(
                        fields=("city", "thumbprint"), name="one_credential_key_per_thumbprint"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("distrusted_at__isnull", True), ("retired_at__isnull", False), _connector="OR"
                        ),
                        name="distrusted_key_is_retired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="编号")),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("order", models.PositiveIntegerField(verbose_name="次序")),
                ("created_at", models.DateTimeField(verbose_name="启用时间")),
            ],
            options={
                "verbose_name": "状态列表",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "order"), name="one_status_list_per_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusEntry",
            fields=[
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="status_entry",
                        serialize=False,
                        to="service.certificate",
                        verbose_name="证明",
                    ),
                ),
                ("index", models.PositiveIntegerField(verbose_name="位序号")),
                (
                    "status_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="service.statuslist",
                        verbose_name="状态列表",
                    ),
                ),
            ],
            options={
                "verbose_name": "状态位",
                "constraints": [
                    models.UniqueConstraint(fields=("status_list", "index"), name="one_certificate_per_bit"),
                    models.CheckConstraint(
                        condition=models.Q(("index__lt", 131072)), name="bit_within_its_list"
                    ),
                ],
            },
        ),
    ]
