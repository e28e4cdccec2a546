"""State names of the honour context with the words that people read."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StarSpan(TextChoices):
    """Which hours count: all that somebody ever served, or those of one year (domain 4: most places, 启东)."""

    CUMULATIVE = "cumulative", _("累计")
    ANNUAL = "annual", _("当年")


class StarState(TextChoices):
    """依次申请—审核—公示—授予 (domain 4). ``ENDED`` is a granted star that did not outlast a review."""

    APPLIED = "applied", _("等审核")
    IN_PUBLICITY = "in-publicity", _("公示中")
    GRANTED = "granted", _("已授予")
    REFUSED = "refused", _("没有通过")
    WITHDRAWN = "withdrawn", _("已撤回")
    ENDED = "ended", _("已终止")


LIVE_STARS = (StarState.APPLIED, StarState.IN_PUBLICITY, StarState.GRANTED)


class StarApprover(TextChoices):
    """Who grants a star (福建 2013): one and two the county, three and four the city, five the province."""

    COUNTY = "county", _("区县")
    CITY = "city", _("市")
    PROVINCE = "province", _("省")


class LedgerName(TextChoices):
    """The two ledgers beside the hours: each has its own unit, and nothing moves from one to the other."""

    POINTS = "points", _("积分")
    TIMEBANK = "timebank", _("时间银行")  # in minutes


class AccountKind(TextChoices):
    """Whose account it is, or what for. Only ``issue`` runs below zero: it says how much there is in all."""

    VOLUNTEER = "volunteer", _("个人账户")
    GROUP = "group", _("集体账户")
    POOL = "pool", _("捐赠池")
    BUDGET = "budget", _("预算")
    ISSUE = "issue", _("发放")
    SPENT = "spent", _("已兑换")
    EXPIRED = "expired", _("已到期")


class TransferKind(TextChoices):
    """Why units moved."""

    EARN = "earn", _("服务所得")
    REVERSE = "reverse", _("时长作废收回")
    FUND = "fund", _("拨入预算")
    GRANT = "grant", _("奖励")
    DONATE = "donate", _("捐赠")
    CONTRIBUTE = "contribute", _("存入集体账户")
    GIVE = "give", _("转给家人")
    AID = "aid", _("从捐赠池发放")
    EXPIRE = "expire", _("到期")
    SPEND = "spend", _("兑换")
    RETURN = "return", _("退回兑换")


class FamilyRelation(TextChoices):
    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")


class CaseState(TextChoices):
    """What became of units that a voided hour had earned and that were no longer there."""

    OPEN = "open", _("待处理")
    SETTLED = "settled", _("已收回")
    WAIVED = "waived", _("不再收回")


class PartnerKind(TextChoices):
    """Who gives something for points, time or a star."""

    STATION = "station", _("服务站")
    SHOP = "shop", _("商家")
    SCENIC = "scenic", _("景区")
    HOSPITAL = "hospital", _("医院")
    TRANSPORT = "transport", _("交通出行")
    OTHER = "other", _("其他")


class Hardship(TextChoices):
    """Why somebody is helped out of what others donated."""

    ALONE = "alone", _("独居或空巢")
    DISABLED = "disabled", _("残疾")
    ILL = "ill", _("重病")
    POOR = "poor", _("家里困难")
    OTHER = "other", _("别的困难，写在下面")


class GiftKind(TextChoices):
    """What is redeemed: never money, and nothing with a sum of money on it."""

    SERVICE = "service", _("服务")
    GIFT = "gift", _("礼品")


class OfferState(TextChoices):
    """Whether something can be redeemed or used just now; what is ended stays ended."""

    OPEN = "open", _("上架中")
    PAUSED = "paused", _("暂停")
    ENDED = "ended", _("已下架")


class LimitSpan(TextChoices):
    """The time in which somebody may redeem a thing so many times."""

    EVER = "ever", _("总共")
    YEAR = "year", _("每年")
    MONTH = "month", _("每月")


class RedemptionState(TextChoices):
    """What became of something redeemed; it leaves ``HELD`` once."""

    HELD = "held", _("待领取")
    PICKED_UP = "picked-up", _("已领取")
    CANCELLED = "cancelled", _("已取消")
    LAPSED = "lapsed", _("过期没领")


KEPT_REDEMPTIONS = (RedemptionState.HELD, RedemptionState.PICKED_UP)


class ProgrammeKind(TextChoices):
    """What an award is, by the lists that cities keep (domain 4: 新余, 焦作, 四个100, 道德模范)."""

    YEARLY = "yearly", _("年度评选")
    MAYOR = "mayor", _("市长奖")
    FOUR_HUNDREDS = "four-hundreds", _("四个100")
    EXEMPLAR = "exemplar", _("道德模范、身边好人")
    OTHER = "other", _("其他表彰")


class EditionState(TextChoices):
    """The life of one year's award, in this order; ``CALLED_OFF`` ends it before anything was decided."""

    DRAFT = "draft", _("筹备")
    NOMINATING = "nominating", _("推荐中")
    CHECKING = "checking", _("资格审核")
    VOTING = "voting", _("投票中")
    JUDGING = "judging", _("评审中")
    PUBLICITY = "publicity", _("公示中")
    DECIDED = "decided", _("已决定")
    CONFERRED = "conferred", _("已表彰")
    ARCHIVED = "archived", _("已归档")
    CALLED_OFF = "called-off", _("已取消")


SHOWN_EDITIONS = tuple(state for state in EditionState if state != EditionState.DRAFT)
DECIDED_EDITIONS = (EditionState.DECIDED, EditionState.CONFERRED, EditionState.ARCHIVED)
CONFERRED_EDITIONS = (EditionState.CONFERRED, EditionState.ARCHIVED)


class CategorySubject(TextChoices):
    """Whom a category honours: each nomination names exactly one of that kind."""

    PERSON = "person", _("个人")
    BODY = "body", _("组织")
    COMMUNITY = "community", _("社区")
    PROJECT = "project", _("项目")


class NominationWay(TextChoices):
    SELF = "self", _("自荐")
    BODY = "body", _("组织推荐")
    PUBLIC = "public", _("群众推荐")


class NominationState(TextChoices):
    """``STRUCK`` was chosen and lost it again, with a reason."""

    NOMINATED = "nominated", _("待审核")
    QUALIFIED = "qualified", _("入围")
    REFUSED = "refused", _("不符合条件")
    WITHDRAWN = "withdrawn", _("已撤回")
    CHOSEN = "chosen", _("当选")
    NOT_CHOSEN = "not-chosen", _("未当选")
    STRUCK = "struck", _("取消资格")


STANDING_NOMINATIONS = (NominationState.QUALIFIED, NominationState.CHOSEN, NominationState.NOT_CHOSEN)


class StoryState(TextChoices):
    """A winner's story is read by the desk before everybody reads it."""

    WAITING = "waiting", _("待审核")
    PUBLISHED = "published", _("已发布")
    RETURNED = "returned", _("退回修改")


class AsideReason(TextChoices):
    """Why a vote for an award is kept and not counted (``rules/award_vote.py``)."""

    TWICE = "twice", _("同一个人投了两次")
    DEVICE = "device", _("同一台设备投了太多票")
    NETWORK = "network", _("同一个网络短时间投了太多票")
    SPACING = "spacing", _("一票一票间隔几乎相等，像程序投的")
    FRESH = "fresh", _("投票开始后才注册、没有服务过的账号太多")
    TOGETHER = "together", _("同一时间成批注册、没有服务过的账号太多")
    BY_HAND = "by-hand", _("工作人员核实后不计")


class RecusalCause(TextChoices):
    """Why a juror does not judge an entry. All but the last are found by the house."""

    SELF = "self", _("评委本人")
    FAMILY = "family", _("评委的家人")
    BODY = "body", _("评委所在的组织")
    PLACE = "place", _("评委管理或者住在的社区")
    NOMINATED = "nominated", _("评委推荐的")
    DECLARED = "declared", _("评委自己提出")


class ContestKind(TextChoices):
    """What is called for (domain 4: 征文, 绘画, 口号征集 and their like)."""

    ESSAY = "essay", _("征文")
    PAINTING = "painting", _("绘画")
    SLOGAN = "slogan", _("口号")
    PHOTO = "photo", _("摄影")
    VIDEO = "video", _("视频")


# Kinds whose entry is its pictures; of an essay a photo of the sheet may come instead of typed words.
PICTURED = (ContestKind.PAINTING, ContestKind.PHOTO)
WRITTEN = (ContestKind.ESSAY, ContestKind.SLOGAN)


class ContestState(TextChoices):
    DRAFT = "draft", _("没有发布")
    OPEN = "open", _("已发布")
    JUDGING = "judging", _("评审中")
    PUBLISHED = "published", _("已公布")
    CALLED_OFF = "called-off", _("已取消")


class EntryState(TextChoices):
    ENTERED = "entered", _("已投稿")
    WITHDRAWN = "withdrawn", _("已撤回")
    SET_ASIDE = "set-aside", _("不参评")
    EXCELLENT = "excellent", _("入选")
    PUBLISHED = "published", _("已展示")


# Those that take up one of a person's places, and those that took part to the end.
LIVE_ENTRIES = (EntryState.ENTERED, EntryState.SET_ASIDE, EntryState.EXCELLENT, EntryState.PUBLISHED)
TOOK_PART = (EntryState.ENTERED, EntryState.EXCELLENT, EntryState.PUBLISHED)
CHOSEN = (EntryState.EXCELLENT, EntryState.PUBLISHED)


class Marking(TextChoices):
    """How a judge says what a work is worth."""

    SCORE = "score", _("打分（0 到 100）")
    PICK = "pick", _("选或不选")


class HintKind(TextChoices):
    """In what two entries are alike; a hint for people to look at, never a verdict."""

    PICTURE = "picture", _("图片很像")
    WORDS = "words", _("文字很像")
    LINK = "link", _("链接相同")
