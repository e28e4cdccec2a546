"""What a volunteer says about themselves; no more than four service domains a person (domain 1.2)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers

_AT_MOST_FOUR = """
CREATE FUNCTION registry_at_most_four_domains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM registry_volunteer_domains kept
    WHERE kept.volunteer_id IN (SELECT volunteer_id FROM fresh)
    GROUP BY kept.volunteer_id HAVING count(*) > 4
  ) THEN
    RAISE EXCEPTION 'more than four service domains'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'at_most_four_domains';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER at_most_four_domains AFTER INSERT ON registry_volunteer_domains
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_at_most_four_domains();
"""
_ANY_NUMBER = """
DROP TRIGGER at_most_four_domains ON registry_volunteer_domains;
DROP FUNCTION registry_at_most_four_domains();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_people"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("registration", "登记个人信息"),
                    ("minor-data", "监护人同意处理未成年人信息"),
                    ("guardian", "监护人同意参加志愿服务"),
                    ("publish-name", "公开姓名"),
                    ("location", "使用位置"),
                    ("affiliation", "登记政治面貌"),
                ],
                max_length=16,
                verbose_name="用途",
            ),
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "volunteer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
                ("slots", models.IntegerField(default=0, verbose_name="可服务时间")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="语言",
                    ),
                ),
                ("affiliation", models.CharField(blank=True, max_length=2, verbose_name="政治面貌")),
                (
                    "project_invites",
                    models.CharField(
                        choices=[
                            ("ask", "先问我，我同意了才算"),
                            ("accept", "愿意收到，报不报名我自己定"),
                            ("refuse", "不接受项目邀请"),
                        ],
                        default="ask",
                        max_length=8,
                        verbose_name="项目邀请",
                    ),
                ),
                (
                    "team_invites",
                    models.CharField(
                        choices=[
                            ("accept", "队伍邀请我，默认同意加入"),
                            ("refuse", "不接受队伍邀请，想加入我自己申请"),
                        ],
                        default="refuse",
                        max_length=8,
                        verbose_name="队伍邀请",
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
            ],
            options={
                "verbose_name": "个人情况",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slots__gte", 0), ("slots__lte", 16777215)),
                        name="slots_are_24_bits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
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
                ("kind", models.CharField(max_length=16, verbose_name="种类")),
                ("number_sealed", models.BinaryField(null=True, verbose_name="证书编号（加密）")),
                ("number_tail", models.CharField(blank=True, max_length=4, verbose_name="编号尾号")),
                ("issued_by", models.CharField(max_length=80, verbose_name="发证单位")),
                ("issued_on", models.DateField(verbose_name="发证日期")),
                ("expires_on", models.DateField(null=True, verbose_name="有效期到")),
                ("proof_key", models.CharField(max_length=120, verbose_name="证明文件")),
                ("proof_type", models.CharField(max_length=20, verbose_name="文件类型")),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "等核实"), ("verified", "已核实"), ("refused", "没通过")],
                        default="submitted",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核实时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="提醒时间")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="qualifications",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "资格证明",
                "indexes": [
                    models.Index(fields=["volunteer", "kind"], name="registry_qu_volunte_8b6494_idx"),
                    models.Index(
                        condition=models.Q(("state", "submitted")),
                        fields=["city", "submitted_at"],
                        name="qualification_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True),
                            ("expires_on__gt", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="qualification_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.RunSQL(_AT_MOST_FOUR, _ANY_NUMBER),
    ]
