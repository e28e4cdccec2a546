"""Contests (征集): the call, its entries with their pictures, and the papers of those who took part."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import LIVE_ENTRIES, ContestKind, ContestState, EntryState, Marking
from redvest.honour.rules.contest import FIRST_MOMENT, LAST_MOMENT, Group, groups_kept
from redvest.registry.models import Account, Body, Volunteer


class Contest(models.Model):
    """A call for works by the city (no ``body``) or by an organisation. ``rights`` says what may be done with a work; a
    change of it is another version, and an entry keeps the version that was agreed to."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="contests", verbose_name="主办的组织"
    )
    kind = models.CharField("征集什么", max_length=10, choices=ContestKind)
    title = models.CharField("标题", max_length=60)
    words = models.TextField("征集说明", max_length=3000)
    enter_from = models.DateTimeField("开始投稿")
    enter_until = models.DateTimeField("截稿")
    judge_until = models.DateTimeField("评审结束")
    state = models.CharField("状态", max_length=12, choices=ContestState, default=ContestState.DRAFT)
    pupils_only = models.BooleanField("只收中小学生的作品", default=False)
    least_letters = models.PositiveSmallIntegerField("最少字数", default=0)
    most_letters = models.PositiveSmallIntegerField("最多字数", default=5000)
    most_pictures = models.PositiveSmallIntegerField("一件作品最多几张图片", default=3)
    most_per_person = models.PositiveSmallIntegerField("每人最多几件", default=1)
    judges_each = models.PositiveSmallIntegerField("一件作品几位评委", default=3)
    marking = models.CharField("怎么评", max_length=6, choices=Marking, default=Marking.SCORE)
    groups = models.JSONField("分组", default=list)
    rights = models.TextField("作品怎么用", max_length=2000)
    rights_version = models.PositiveSmallIntegerField("作品怎么用的版本", default=1)
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="建立人"
    )
    created_at = models.DateTimeField("建立时间")
    judging_at = models.DateTimeField("开始评审的时间", null=True)
    compared_at = models.DateTimeField("上次比对雷同的时间", null=True)
    published_at = models.DateTimeField("公布时间", null=True)
    called_off_at = models.DateTimeField("取消时间", null=True)
    reason = models.CharField("为什么取消", max_length=200, blank=True)

    class Meta:
        verbose_name = "征集"
        constraints = [
            models.CheckConstraint(
                condition=Q(enter_until__gt=F("enter_from"), judge_until__gt=F("enter_until")),
                name="contest_stages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(enter_from__gte=FIRST_MOMENT, judge_until__lt=LAST_MOMENT),
                name="contest_in_our_century",
            ),
            models.CheckConstraint(
                condition=Q(least_letters__lte=F("most_letters"), most_letters__lte=5000),
                name="contest_letters_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    most_pictures__range=(1, 9), most_per_person__range=(1, 20), judges_each__range=(1, 9)
                ),
                name="contest_counts_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(state=ContestState.CALLED_OFF, called_off_at__isnull=False) & ~Q(reason="")
                | ~Q(state=ContestState.CALLED_OFF) & Q(called_off_at__isnull=True, reason=""),
                name="contest_called_off_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=ContestState.PUBLISHED, published_at__isnull=False)
                | ~Q(state=ContestState.PUBLISHED) & Q(published_at__isnull=True),
                name="contest_published_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "-enter_until"], name="contests_by_state"),
            models.Index(fields=["city", "region_path"], name="contests_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"

    @property
    def group_list(self) -> tuple[Group, ...]:
        return groups_kept(self.groups)


class ContestEntry(models.Model):
    """One work. It is by a person on the register, or by a pupil without a record, whose name is sealed.

    ``number`` is random within the contest: it tells judges neither when a work came nor with whom. ``slot`` is which of
    the person's places it takes; ``person_hash`` says whose, also of pupils without a record. ``minor``: a guardian has
    to agree. ``result_*``: what the marks said when the result was given out (``Ranked``), whatever goes afterwards.
    ``forgotten_at``: the pupil's name is gone; ``emptied_at``: text and pictures are gone, too.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries", verbose_name="征集")
    number = models.PositiveIntegerField("作品号")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="contest_entries", verbose_name="作者"
    )
    person_hash = models.BinaryField("作者摘要", max_length=32)
    slot = models.PositiveSmallIntegerField("第几件", default=1)
    private_sealed = models.BinaryField("学生姓名和家长电话（加密）", default=b"")
    guardian_phone_hash = models.BinaryField("家长电话摘要", max_length=32, null=True)
    link_hash = models.BinaryField("家长链接摘要", max_length=32, null=True, unique=True)
    school = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="学校")
    school_name = models.CharField("学校名称", max_length=60, blank=True)
    school_class = models.CharField("班级", max_length=40, blank=True)
    group = models.CharField("组别", max_length=20, blank=True)
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="投稿人"
    )
    entered_at = models.DateTimeField("投稿时间")
    key = models.UUIDField("这次提交的编号")
    title = models.CharField("题目", max_length=60, blank=True)
    words = models.TextField("正文", max_length=5000, blank=True)
    link = models.CharField("视频网址", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.ENTERED)
    reason = models.CharField("为什么不参评", max_length=200, blank=True)
    minor = models.BooleanField("未成年人的作品")
    guardian_agreed_at = models.DateTimeField("监护人同意的时间", null=True)
    guardian_account = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="同意的监护人"
    )
    publish_agreed_at = models.DateTimeField("同意展示的时间", null=True)
    rights_version = models.PositiveSmallIntegerField("同意的是哪一版", null=True)
    show_name = models.BooleanField("展示时写名字", default=False)
    result_points = models.BigIntegerField("公布时的换算分", null=True)
    result_mean = models.PositiveIntegerField("公布时的平均分", null=True)
    result_count = models.PositiveSmallIntegerField("公布时几位评了", null=True)
    decided_at = models.DateTimeField("入选或不参评的时间", null=True)
    published_at = models.DateTimeField("展示时间", null=True)
    forgotten_at = models.DateTimeField("姓名清除时间", null=True)
    emptied_at = models.DateTimeField("清空时间", null=True)

    class Meta:
        verbose_name = "参赛作品"
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="one_number_in_a_contest"),
            models.UniqueConstraint(
                fields=["contest", "person_hash", "slot"],
                condition=Q(state__in=LIVE_ENTRIES),
                name="one_entry_a_place",
            ),
            models.UniqueConstraint(fields=["entered_by", "key"], name="entry_sent_once"),
            models.CheckConstraint(condition=Q(slot__range=(1, 20)), name="entry_slot_in_bounds"),
            models.CheckConstraint(
                condition=~Q(state=EntryState.PUBLISHED)
                | Q(publish_agreed_at__isnull=False, rights_version__isnull=False, emptied_at__isnull=True),
                name="no_work_shown_without_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.PUBLISHED, minor=True) | Q(guardian_agreed_at__isnull=False),
                name="no_childs_work_shown_without_guardian",
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.PUBLISHED, published_at__isnull=False)
                | ~Q(state=EntryState.PUBLISHED) & Q(published_at__isnull=True),
                name="work_shown_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.SET_ASIDE) & ~Q(reason="")
                | ~Q(state=EntryState.SET_ASIDE) & Q(reason=""),
                name="entry_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(volunteer__isnull=False)
                | ~Q(private_sealed=b"")
                | Q(forgotten_at__isnull=False)
                | Q(emptied_at__isnull=False),
                name="entry_is_somebodys",
            ),
        ]
        indexes = [
            models.Index(fields=["contest", "state", "number"], name="entries_by_state"),
            models.Index(fields=["guardian_phone_hash"], name="entries_of_guardian"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.number} {self.state}"


class ContestPicture(models.Model):
    """A picture of a work, bare of place and device; ``preview_key`` is a small one for lists and judges.

    ``looks`` are the 64 bits of how it looks (``core/picture_reading.py``), none for what is too plain.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="pictures", verbose_name="作品")
    place = models.PositiveSmallIntegerField("第几张")
    key = models.CharField("存放处", max_length=120, unique=True)
    preview_key = models.CharField("小图存放处", max_length=120, unique=True)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    sha256 = models.BinaryField("摘要", max_length=32)
    looks = models.BigIntegerField("样子", null=True)

    class Meta:
        verbose_name = "作品图片"
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="one_picture_a_place"),
            models.UniqueConstraint(fields=["entry", "sha256"], name="a_picture_once_in_an_entry"),
        ]

    def __str__(self) -> str:
        return self.key


class ContestPaper(models.Model):
    """The paper of having taken part (参与证书): its number is on it, and everybody can check it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    entry = models.OneToOneField(ContestEntry, models.PROTECT, related_name="paper", verbose_name="作品")
    number = models.CharField("证书编号", max_length=30, unique=True)
    issued_at = models.DateTimeField("出具时间")

    class Meta:
        verbose_name = "参与证书"

    def __str__(self) -> str:
        return self.number
