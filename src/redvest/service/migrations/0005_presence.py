"""Presence: both ends of a stay, one use of a code, whose phone, cards, hour codes, words from the middle."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers

# What was known until now is taken for both ends, except where somebody else closed the stay by hand.
_BOTH_ENDS = """
UPDATE service_attendance SET
    in_proofs = proofs,
    out_proofs = CASE WHEN out_at IS NULL THEN '{}'
                      WHEN closed_by_id IS NULL THEN proofs ELSE '{leader-tick}' END,
    proven_from = CASE WHEN proofs && '{leader-scan,venue-code}'::varchar[] THEN in_at END,
    proven_to = CASE WHEN NOT proofs && '{leader-scan,venue-code}'::varchar[] THEN NULL
                     WHEN out_at IS NULL OR closed_by_id IS NOT NULL THEN in_at ELSE out_at END;
UPDATE service_attendance SET strong_from = proven_from, strong_to = proven_to WHERE 'leader-scan' = ANY (proofs);
"""


class Migration(migrations.Migration):
    dependencies = [("service", "0004_log")]

    operations = [
        migrations.CreateModel(
            name="ActivityDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.CharField(max_length=12, verbose_name="设备标记")),
                ("first_at", models.DateTimeField(verbose_name="第一次使用")),
            ],
            options={
                "verbose_name": "签到设备",
            },
        ),
        migrations.CreateModel(
            name="HourCode",
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
                ("code_hash", models.BinaryField(max_length=32, unique=True, verbose_name="码的散列")),
                ("sealed", models.BinaryField(verbose_name="码（加密）")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="分钟")),
                ("made_at", models.DateTimeField(verbose_name="制发时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
            ],
            options={
                "verbose_name": "时长码",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1)), name="hour_code_has_minutes"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PresencePing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "fence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "没有位置"),
                            ("inside", "在现场附近"),
                            ("outside", "离现场太远"),
                            ("unclear", "位置不准，没有用"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="位置判断",
                    ),
                ),
                ("distance_m", models.PositiveIntegerField(null=True, verbose_name="离现场米数")),
            ],
            options={
                "verbose_name": "中途报到",
            },
        ),
        migrations.CreateModel(
            name="VolunteerCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.PositiveIntegerField(verbose_name="序号")),
                ("issued_at", models.DateTimeField(verbose_name="制发时间")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "志愿者卡",
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="from_scans",
            field=models.BooleanField(default=False, verbose_name="由扫码算出"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="in_proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("location", "扫码时你在现场附近"),
                        ("ping", "服务中途你说过还在"),
                        ("leader-tick", "领队在名单上勾选"),
                        ("self-claim", "自己填报"),
                        ("imported", "从旧系统导入"),
                    ],
                    max_length=12,
                ),
                default=list,
                size=None,
                verbose_name="签到凭证",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="out_proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("location", "扫码时你在现场附近"),
                        ("ping", "服务中途你说过还在"),
                        ("leader-tick", "领队在名单上勾选"),
                        ("self-claim", "自己填报"),
                        ("imported", "从旧系统导入"),
                    ],
                    max_length=12,
                ),
                default=list,
                size=None,
                verbose_name="签退凭证",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="proven_from",
            field=models.DateTimeField(null=True, verbose_name="有凭证的开始"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="proven_to",
            field=models.DateTimeField(null=True, verbose_name="有凭证的结束"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="strong_from",
            field=models.DateTimeField(null=True, verbose_name="有力凭证的开始"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="strong_to",
            field=models.DateTimeField(null=True, verbose_name="有力凭证的结束"),
        ),
        migrations.AddField(
            model_name="scan",
            name="code_key",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="一次性编号"),
        ),
        migrations.AddField(
            model_name="scan",
            name="distance_m",
            field=models.PositiveIntegerField(null=True, verbose_name="离现场米数"),
        ),
        migrations.AddField(
            model_name="scan",
            name="fence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "没有位置"),
                    ("inside", "在现场附近"),
                    ("outside", "离现场太远"),
                    ("unclear", "位置不准，没有用"),
                ],
                default="",
                max_length=8,
                verbose_name="位置判断",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="skew_seconds",
            field=models.IntegerField(null=True, verbose_name="设备钟差（秒）"),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("location", "扫码时你在现场附近"),
                        ("ping", "服务中途你说过还在"),
                        ("leader-tick", "领队在名单上勾选"),
                        ("self-claim", "自己填报"),
                        ("imported", "从旧系统导入"),
                    ],
                    max_length=12,
                ),
                default=list,
                size=None,
                verbose_name="到场证明",
            ),
        ),
        migrations.AlterField(
            model_name="hoursentry",
            name="proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("location", "扫码时你在现场附近"),
                        ("ping", "服务中途你说过还在"),
                        ("leader-tick", "领队在名单上勾选"),
                        ("self-claim", "自己填报"),
                        ("imported", "从旧系统导入"),
                    ],
                    max_length=12,
                ),
                default=list,
                size=None,
                verbose_name="到场证明",
            ),
        ),
        migrations.AlterField(
            model_name="hourssheet",
            name="proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("location", "扫码时你在现场附近"),
                        ("ping", "服务中途你说过还在"),
                        ("leader-tick", "领队在名单上勾选"),
                        ("self-claim", "自己填报"),
                        ("imported", "从旧系统导入"),
                    ],
                    max_length=12,
                ),
                default=list,
                size=None,
                verbose_name="到场证明",
            ),
        ),
        migrations.AlterField(
            model_name="scan",
            name="proof",
            field=models.CharField(
                choices=[
                    ("leader-scan", "领队扫了你的码"),
                    ("card-scan", "领队扫了你的志愿者卡"),
                    ("venue-code", "你扫了现场的码"),
                    ("hour-code", "你用了现场发的时长码"),
                    ("location", "扫码时你在现场附近"),
                    ("ping", "服务中途你说过还在"),
                    ("leader-tick", "领队在名单上勾选"),
                    ("self-claim", "自己填报"),
                    ("imported", "从旧系统导入"),
                ],
                max_length=12,
                verbose_name="方式",
            ),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["activity", "volunteer"], name="scans_of_person"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_key", ""), _negated=True),
                fields=("code_key",),
                name="one_scan_per_rotating_code",
            ),
        ),
        migrations.AddField(
            model_name="activitydevice",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="devices",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="activitydevice",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddField(
            model_name="hourcode",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hour_codes",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="hourcode",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="制发人",
            ),
        ),
        migrations.AddField(
            model_name="hourcode",
            name="volunteer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hour_codes",
                to="registry.volunteer",
                verbose_name="使用人",
            ),
        ),
        migrations.AddField(
            model_name="presenceping",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pings",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="presenceping",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pings",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddField(
            model_name="volunteercard",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="制发人",
            ),
        ),
        migrations.AddField(
            model_name="volunteercard",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cards",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitydevice",
            constraint=models.UniqueConstraint(
                fields=("activity", "tag"), name="one_person_per_device_and_activity"
            ),
        ),
        migrations.AddConstraint(
            model_name="hourcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("volunteer__isnull", False)),
                fields=("activity", "volunteer"),
                name="one_hour_code_per_person_and_activity",
            ),
        ),
        migrations.AddIndex(
            model_name="presenceping",
            index=models.Index(fields=["activity", "volunteer"], name="pings_of_person"),
        ),
        migrations.AddConstraint(
            model_name="volunteercard",
            constraint=models.UniqueConstraint(fields=("volunteer", "serial"), name="one_card_per_serial"),
        ),
        migrations.AddConstraint(
            model_name="volunteercard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)), fields=("volunteer",), name="one_live_card"
            ),
        ),
        migrations.RunSQL(_BOTH_ENDS, migrations.RunSQL.noop),
    ]
