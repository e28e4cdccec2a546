"""The transparency log, and what marks an entry that did not come the ordinary way."""

import django.db.models.deletion
from django.db import migrations, models

import redvest.core.identifiers
from redvest.core.db.guards import append_only

_PENDING = """
CREATE FUNCTION service_entry_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO service_logpending (entry_id, city) SELECT id, city FROM entries;
    RETURN NULL;
END $$;
CREATE TRIGGER service_hoursentry_pending AFTER INSERT ON service_hoursentry
    REFERENCING NEW TABLE AS entries FOR EACH STATEMENT EXECUTE FUNCTION service_entry_pending();
INSERT INTO service_logpending (entry_id, city) SELECT id, city FROM service_hoursentry;
"""
_NO_PENDING = """
DROP TRIGGER service_hoursentry_pending ON service_hoursentry;
DROP FUNCTION service_entry_pending();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("service", "0003_request_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogPending",
            fields=[
                ("entry_id", models.UUIDField(primary_key=True, serialize=False, verbose_name="时长记录")),
                ("city", models.CharField(db_index=True, max_length=6, verbose_name="城市")),
            ],
            options={
                "verbose_name": "待入日志",
            },
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="mark",
            field=models.CharField(
                blank=True,
                choices=[("backfill", "补录"), ("transfer", "外系统转入")],
                default="",
                max_length=10,
                verbose_name="标记",
            ),
        ),
        migrations.AddField(
            model_name="hoursentry",
            name="source",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="来源"),
        ),
        migrations.CreateModel(
            name="LogCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("size", models.BigIntegerField(verbose_name="叶数")),
                ("held", models.BooleanField(verbose_name="一致")),
                ("faults", models.JSONField(default=list, verbose_name="不符之处")),
            ],
            options={
                "verbose_name": "日志核对",
                "indexes": [models.Index(fields=["city", "-at"], name="latest_log_check")],
            },
        ),
        migrations.CreateModel(
            name="LogKey",
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
                ("public", models.BinaryField(max_length=32, verbose_name="公钥")),
                ("private_sealed", models.BinaryField(verbose_name="私钥（加密）")),
                ("created_at", models.DateTimeField(verbose_name="启用时间")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "日志密钥",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("city",),
                        name="one_current_log_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="编号")),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("size", models.BigIntegerField(verbose_name="叶数")),
                ("root", models.BinaryField(max_length=32, verbose_name="根")),
                ("signed_at", models.DateTimeField(verbose_name="签发时间")),
                ("checkpoint", models.TextField(verbose_name="检查点")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heads",
                        to="service.logkey",
                        verbose_name="密钥",
                    ),
                ),
            ],
            options={
                "verbose_name": "日志头",
                "indexes": [
                    models.Index(fields=["city", "-id"], name="latest_head"),
                    models.Index(fields=["city", "size"], name="head_by_size"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogLeaf",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="leaf",
                        serialize=False,
                        to="service.hoursentry",
                        verbose_name="时长记录",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("index", models.BigIntegerField(verbose_name="叶序号")),
            ],
            options={
                "verbose_name": "日志叶",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "index"), name="one_leaf_per_index"),
                    models.CheckConstraint(
                        condition=models.Q(("index__gte", 0)), name="leaf_index_from_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LogTile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("level", models.PositiveSmallIntegerField(verbose_name="层")),
                ("index", models.BigIntegerField(verbose_name="瓦片序号")),
                ("hashes", models.BinaryField(verbose_name="散列")),
            ],
            options={
                "verbose_name": "日志瓦片",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "level", "index"), name="one_tile_per_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="LogCosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=120, verbose_name="见证方")),
                ("line", models.TextField(verbose_name="签名行")),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cosignatures",
                        to="service.loghead",
                        verbose_name="日志头",
                    ),
                ),
            ],
            options={
                "verbose_name": "见证签名",
                "constraints": [
                    models.UniqueConstraint(fields=("head", "witness"), name="one_cosignature_per_witness")
                ],
            },
        ),
        append_only("service_logleaf"),
        append_only("service_loghead"),
        migrations.RunSQL(_PENDING, _NO_PENDING),
    ]
