"""One more way of being seen: the card at a station's own screen."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0012_erasure")]

    operations = [
        migrations.AlterField(
            model_name="attendance",
            name="in_proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("station-scan", "你在服务站的自助机上刷了卡"),
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
        migrations.AlterField(
            model_name="attendance",
            name="out_proofs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("leader-scan", "领队扫了你的码"),
                        ("card-scan", "领队扫了你的志愿者卡"),
                        ("venue-code", "你扫了现场的码"),
                        ("hour-code", "你用了现场发的时长码"),
                        ("station-scan", "你在服务站的自助机上刷了卡"),
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
                        ("station-scan", "你在服务站的自助机上刷了卡"),
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
                        ("station-scan", "你在服务站的自助机上刷了卡"),
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
                        ("station-scan", "你在服务站的自助机上刷了卡"),
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
                    ("station-scan", "你在服务站的自助机上刷了卡"),
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
    ]
