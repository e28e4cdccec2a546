"""Who is paired with whom ("1151" and others), from a yes of both sides to an end with its reason (domain 7)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from redvest.care.choices import HELPERS, PairingEnd, PairingKind, PairingState, SilenceStage
from redvest.care.models.household import Household
from redvest.care.rules.pairing import FIVE
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Region, Volunteer


def _days(since: str, until: str) -> Func:
    """The day of the end is no day of it any more: somebody else may begin on it."""
    return Func(F(since), F(until), Value("[)"), function="daterange", output_field=DateRangeField())


class PartyMember(models.Model):
    """A party member in their branch, which is an organisation; counted once they agreed that it is kept.

    ``region`` is the community to which they reported (双报到): its coverage counts them.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    branch = models.ForeignKey(Body, models.PROTECT, related_name="party_members", verbose_name="党支部")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="party_memberships", verbose_name="党员"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="party_members", verbose_name="报到社区")
    region_path = models.CharField("区域路径", max_length=60)
    joined_on = models.DateField("从哪天起")
    agreed_at = models.DateTimeField("本人同意时间", null=True)
    left_on = models.DateField("到哪天为止", null=True)
    left_words = models.CharField("离开原因", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "支部党员"
        constraints = [
            ExclusionConstraint(
                name="one_branch_at_a_time",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (_days("joined_on", "left_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="member_leaves_after_joining",
            ),
            # A question that was not answered with yes is no part of anybody's past. Migration 0007 holds as well that
            # no pairing names a member who has not agreed.
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(agreed_at__isnull=False), name="only_who_agreed_leaves"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "region_path"], name="party_members_of_place"),
            models.Index(fields=["branch", "id"], name="party_members_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} @ {self.branch_id}"


_IS_OR_WAS = Q(state__in=[PairingState.LIVE, PairingState.ENDED])
_ASKED = Q(state=PairingState.ASKED)
_OPEN = Q(state__in=[PairingState.ASKED, PairingState.LIVE])


def _once(name: str, *columns: str, condition: Q) -> ExclusionConstraint:
    """Of pairings with the same values here, one at a time, today and ever."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            (_days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
        ],
        condition=_IS_OR_WAS & condition,
    )


def _sides(kinds: Q, **there: bool) -> Q:
    return kinds & Q(**{f"{side}__isnull": not has for side, has in there.items()})


class Pairing(models.Model):
    """Which of the sides there are follows from the kind. It begins when both have said yes; nobody is assigned.

    ``body`` arranges it, and records the hours of its visits: the branch, an organisation, or the twinned unit itself.
    ``slot`` is the place of a volunteer among the five of a member, so that no race makes them six.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    kind = models.CharField("种类", max_length=12, choices=PairingKind)
    state = models.CharField("状态", max_length=10, choices=PairingState, default=PairingState.ASKED)
    region = models.ForeignKey(Region, models.PROTECT, related_name="pairings", verbose_name="社区")
    region_path = models.CharField("区域路径", max_length=60)
    body = models.ForeignKey(Body, models.PROTECT, related_name="pairings", verbose_name="记录单位")
    member = models.ForeignKey(
        PartyMember, models.PROTECT, null=True, related_name="pairings", verbose_name="党员"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="pairings", verbose_name="志愿者"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="pairings", verbose_name="家庭"
    )
    slot = models.PositiveSmallIntegerField("五人中第几个", null=True)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    words = models.CharField("附言", max_length=200, blank=True)  # names nobody
    helper_yes_at = models.DateTimeField("出力的一方答应时间", null=True)
    other_yes_at = models.DateTimeField("另一方答应时间", null=True)
    starts_on = models.DateField("哪天开始", null=True)
    ends_on = models.DateField("哪天起不再是", null=True)
    end_why = models.CharField("为什么结束", max_length=12, choices=PairingEnd, blank=True)
    end_words = models.CharField("结束说明", max_length=100, blank=True)
    taken_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="handed_to", verbose_name="从谁手里接的"
    )
    note_sealed = models.BinaryField("交接说明（加密）", default=b"")
    visited_at = models.DateTimeField("上次走访", null=True)

    class Meta:
        verbose_name = "结对"
        constraints = [
            models.CheckConstraint(
                condition=_sides(Q(kind=PairingKind.HOUSEHOLD), member=True, volunteer=False, household=True)
                | _sides(Q(kind=PairingKind.LED), member=True, volunteer=True, household=False)
                | _sides(Q(kind__in=HELPERS), member=False, volunteer=True, household=True)
                | _sides(Q(kind=PairingKind.TWINNED), member=False, volunteer=False, household=False),
                name="pairing_has_its_sides",
            ),
            models.CheckConstraint(
                condition=Q(kind=PairingKind.LED, slot__isnull=False, slot__range=(1, FIVE))
                | ~Q(kind=PairingKind.LED) & Q(slot__isnull=True),
                name="one_of_five_has_a_slot",
            ),
            models.CheckConstraint(
                condition=~_IS_OR_WAS & Q(starts_on__isnull=True)
                | _IS_OR_WAS
                & Q(starts_on__isnull=False, helper_yes_at__isnull=False, other_yes_at__isnull=False),
                name="pairing_begins_with_both_yes",
            ),
            models.CheckConstraint(
                condition=Q(state=PairingState.ENDED, ends_on__isnull=False, ends_on__gte=F("starts_on"))
                & ~Q(end_why="")
                | ~Q(state=PairingState.ENDED) & Q(ends_on__isnull=True, end_why=""),
                name="pairing_ends_with_a_reason",
            ),
            _once("one_helper_per_household", "household", "kind", condition=Q(household__isnull=False)),
            _once("one_household_per_member", "member", condition=Q(kind=PairingKind.HOUSEHOLD)),
            _once("one_leader_per_volunteer", "volunteer", condition=Q(kind=PairingKind.LED)),
            _once("five_volunteers_per_member", "member", "slot", condition=Q(kind=PairingKind.LED)),
            _once("unit_twinned_once", "body", "region", condition=Q(kind=PairingKind.TWINNED)),
            models.UniqueConstraint(
                fields=["household", "kind"], condition=_ASKED, name="household_offered_once"
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=_ASKED & Q(kind=PairingKind.HOUSEHOLD),
                name="member_asked_for_one_household",
            ),
            models.UniqueConstraint(
                fields=["member", "slot"], condition=_OPEN & Q(kind=PairingKind.LED), name="slot_given_once"
            ),
            models.UniqueConstraint(
                fields=["member", "volunteer"],
                condition=_OPEN & Q(kind=PairingKind.LED),
                name="volunteer_asked_once_by_member",
            ),
            models.UniqueConstraint(
                fields=["body", "region"],
                condition=_ASKED & Q(kind=PairingKind.TWINNED),
                name="twinning_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "region_path", "kind", "state"], name="pairings_of_place"),
            models.Index(fields=["member", "state"], name="pairings_of_member"),
            models.Index(fields=["volunteer", "state"], name="pairings_of_volunteer"),
            models.Index(fields=["body", "kind", "state"], name="pairings_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def helper(self) -> Volunteer | None:
        """Who goes: the member, or the volunteer of a pairing without one; nobody in particular of a unit."""
        return self.member.volunteer if self.member else self.volunteer


class SilenceReminder(models.Model):
    """A receipt: who heard that a pairing had been silent ``since`` then. A visit begins the count anew."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="reminders", verbose_name="结对")
    since = models.DateField("从哪天起没有走访")
    stage = models.CharField("告诉了谁", max_length=8, choices=SilenceStage)
    sent_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "结对提醒"
        constraints = [
            models.UniqueConstraint(fields=["pairing", "since", "stage"], name="silence_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.stage}"
