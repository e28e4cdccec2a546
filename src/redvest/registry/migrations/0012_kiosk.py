"""The screens at stations, and what was answered to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_grid")]

    operations = [
        migrations.CreateModel(
            name="KioskDevice",
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
                ("code_hash", models.BinaryField(max_length=32, verbose_name="配对码摘要")),
                ("code_expires_at", models.DateTimeField(verbose_name="配对码失效时间")),
                ("token_hash", models.BinaryField(max_length=32, null=True, verbose_name="令牌摘要")),
                ("paired_at", models.DateTimeField(null=True, verbose_name="配对时间")),
                ("last_seen_at", models.DateTimeField(null=True, verbose_name="最近联网")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="配对人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kiosks",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "自助机",
                "indexes": [models.Index(fields=["station", "-paired_at"], name="kiosks_of_station")],
                "constraints": [
                    models.UniqueConstraint(fields=("token_hash",), name="one_kiosk_per_token"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paired_at__isnull", True), ("token_hash__isnull", True)),
                            models.Q(("paired_at__isnull", False), ("token_hash__isnull", False)),
                            _connector="OR",
                        ),
                        name="kiosk_paired_with_token",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KioskReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=64, verbose_name="随机数")),
                ("kind", models.CharField(max_length=8, verbose_name="种类")),
                ("at", models.DateTimeField(verbose_name="发生时间")),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                ("outcome", models.CharField(max_length=40, verbose_name="结果")),
                ("tail", models.CharField(blank=True, max_length=4, verbose_name="编号尾号")),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="registry.kioskdevice",
                        verbose_name="自助机",
                    ),
                ),
            ],
            options={
                "verbose_name": "自助机回执",
                "indexes": [models.Index(fields=["device", "-received_at"], name="kiosk_receipts_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("device", "nonce"), name="one_kiosk_receipt_per_nonce")
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpCall",
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
                ("nonce", models.CharField(max_length=64, verbose_name="随机数")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unwell", "身体不舒服"),
                            ("home", "家里有事要帮忙"),
                            ("way", "找人、问路、办事"),
                            ("company", "想有人陪陪"),
                            ("other", "别的事"),
                        ],
                        max_length=10,
                        verbose_name="要帮什么",
                    ),
                ),
                ("phone_sealed", models.BinaryField(null=True, verbose_name="手机号密文")),
                ("phone_tail", models.CharField(blank=True, max_length=4, verbose_name="手机尾号")),
                ("at", models.DateTimeField(verbose_name="发生时间")),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                ("done_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("done_note", models.CharField(blank=True, max_length=120, verbose_name="怎么处理的")),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="help_calls",
                        to="registry.kioskdevice",
                        verbose_name="自助机",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="help_calls",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "求助",
                "indexes": [models.Index(fields=["station", "-received_at"], name="help_calls_of_station")],
                "constraints": [
                    models.UniqueConstraint(fields=("device", "nonce"), name="one_help_call_per_nonce"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="help_call_done_by_somebody",
                    ),
                ],
            },
        ),
    ]
