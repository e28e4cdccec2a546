"""Sign-ups, offers of freed places, stand-ins and swaps: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignUpState(TextChoices):
    APPLIED = "applied", _("等答复")  # the post chooses its people: the organisers answer by a deadline
    CONFIRMED = "confirmed", _("已报上")
    WAITING = "waiting", _("候补中")
    OFFERED = "offered", _("轮到你了")  # a freed place is kept for this person until the offer ends
    CANCELLED = "cancelled", _("已取消")
    REFUSED = "refused", _("没有录用")
    LAPSED = "lapsed", _("已失效")  # an offer let pass, a reconfirmation not given, a list that ended
    SERVED = "served", _("已参加")
    ABSENT = "absent", _("未到")


LIVE_SIGNUPS = (SignUpState.APPLIED, SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.OFFERED)
TAKING = (
    SignUpState.CONFIRMED,
    SignUpState.OFFERED,
)  # who counts in ``Post.taken`` before the activity closes
HOLDING = (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT)  # who holds, or held, a place
PLANS = (*LIVE_SIGNUPS, SignUpState.SERVED)  # what fills somebody's day


class OfferState(TextChoices):
    """What became of a freed place that was held out to somebody in the waiting list."""

    OPEN = "open", _("等答复")
    TAKEN = "taken", _("接受了")
    DECLINED = "declined", _("不来了")
    EXPIRED = "expired", _("过了时间")
    WITHDRAWN = "withdrawn", _("收回了")  # the post lost the place, or the activity is off
    SKIPPED = "skipped", _("跳过了")  # never made: the reason says why


class CancelKind(TextChoices):
    """How a sign-up was taken back, as the attendance outlook reads it."""

    EARLY = "early", _("及时取消")
    LATE = "late", _("临近取消")
    EXCUSED = "excused", _("临近取消，有正当理由")
    HANDED = "handed", _("找人顶替了")  # the place went on to a stand-in, or was swapped
    HOUSE = "house", _("不是本人取消")


class HandOverKind(TextChoices):
    """How a place goes from one person to another."""

    STAND_IN = "stand-in", _("请人顶替")
    SWAP = "swap", _("互换")


class HandOverState(TextChoices):
    OPEN = "open", _("等对方答应")
    DONE = "done", _("换好了")
    DECLINED = "declined", _("对方没答应")
    WITHDRAWN = "withdrawn", _("撤回了")
    EXPIRED = "expired", _("过了时间")


class ConsentHow(TextChoices):
    """How somebody said yes to a sign-up that another made for them."""

    PRESENT = "present", _("本人当面答应")
    PHONE = "phone", _("电话里答应")
    PAPER = "paper", _("签了字的纸")
