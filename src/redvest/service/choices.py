"""State names of the service context with their Chinese words. Stored as the short English value."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectState(TextChoices):
    PLANNED = "planned", _("待启动")
    RUNNING = "running", _("运行中")
    CLOSED = "closed", _("已结项")


class ActivityState(TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    PUBLISHED = "published", _("已发布")
    REFUSED = "refused", _("退回修改")
    CANCELLED = "cancelled", _("已取消")
    CLOSED = "closed", _("已结束")


class EditScope(TextChoices):
    """Which occurrences of a series a change or a cancelling is about."""

    ONE = "one", _("只这一场")
    FOLLOWING = "following", _("这一场和以后的")
    ALL = "all", _("还没开始的全部")


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


class OpeningMode(TextChoices):
    """How the places of a hot post are given out."""

    FIRST_COME = "first-come", _("先到先得")
    LOTTERY = "lottery", _("抽签")
    STAGED = "staged", _("分批开放")


class StageGroup(TextChoices):
    """To whom a stage of an opening is open; what the stage's ``value`` means stands beside each."""

    MEMBERS = "members", _("本组织成员")
    RESIDENTS = "region", _("一个区域的居民")  # the region's code
    NEW = "new", _("新志愿者")  # registered at most so many days before the stage opens
    SERVED = "served", _("服务过的志愿者")  # at least so many hours on the ledger
    ALL = "all", _("所有人")


class ProofKind(TextChoices):
    LEADER_SCAN = "leader-scan", _("领队扫了你的码")
    CARD_SCAN = "card-scan", _("领队扫了你的志愿者卡")
    VENUE_CODE = "venue-code", _("你扫了现场的码")
    HOUR_CODE = "hour-code", _("你用了现场发的时长码")
    STATION_SCAN = "station-scan", _("你在服务站的自助机上刷了卡")
    HOME_CODE = "home-code", _("求助人告诉你的服务码")
    HOME_YES = "home-yes", _("求助人确认服务已完成")
    LOCATION = "location", _("扫码时你在现场附近")
    PING = "ping", _("服务中途你说过还在")
    LEADER_TICK = "leader-tick", _("领队在名单上勾选")
    SELF_CLAIM = "self-claim", _("自己填报")
    IMPORTED = "imported", _("从旧系统导入")


class Direction(TextChoices):
    IN = "in", _("签到")
    OUT = "out", _("签退")


class Fence(TextChoices):
    """Where a phone was, seen from the venue. Only this is kept, never the place itself."""

    UNKNOWN = "", _("没有位置")
    INSIDE = "inside", _("在现场附近")
    OUTSIDE = "outside", _("离现场太远")
    UNCLEAR = "unclear", _("位置不准，没有用")


class Grade(TextChoices):
    """How well an hour is proven (design 4.5)."""

    A = "A", _("双重到场证明")
    B = "B", _("一项到场证明")
    C = "C", _("双人确认")
    D = "D", _("未核验")


class EntryKind(TextChoices):
    RECORD = "record", _("记录")
    CORRECTION = "correction", _("更正")
    VOID = "void", _("作废")
    ERASURE = (
        "erasure",
        _("注销"),
    )  # the person asked to be forgotten; no hours, a mark in the log that says so


class EntryMark(TextChoices):
    """How an entry came when it did not come the ordinary way; shown wherever the entry shows."""

    BACKFILL = "backfill", _("补录")
    TRANSFER = "transfer", _("外系统转入")
    NEED = "need", _("需求服务")  # at somebody's home: no activity stands behind it


class SheetState(TextChoices):
    """Where a volunteer's hours of one activity stand on the way into the ledger."""

    PROPOSED = "proposed", _("等领队确认")
    AWAITING = "awaiting", _("等你确认和第二人复核")
    RECORDED = "recorded", _("已入账")
    REFUSED = "refused", _("未予记录")
    STATEMENT = "statement", _("等你声明不是履职")


class CertificateState(TextChoices):
    VALID = "valid", _("有效")
    REVOKED = "revoked", _("已撤销")


class ObjectionState(TextChoices):
    """What became of an objection against a certificate under publicity."""

    OPEN = "open", _("待处理")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")
    CLOSED = "closed", _("已结束")  # what was doubted is gone: taken back, called off, judged anew


class LogFault(TextChoices):
    """What a verification of the transparency log can find."""

    CHANGED = "changed", _("内容被改过")
    SALT_GONE = "salt-gone", _("盐值不见了，日志里没有这个人的注销记录")
    ERASED_CHANGED = "erased-changed", _("注销以后，这个人的记录被改过")
    MISSING_ENTRY = "missing-entry", _("记录不见了，叶还在")
    MISSING_LEAF = "missing-leaf", _("叶不见了")
    UNSEALED = "unsealed", _("记录没有入日志，也没有在等")
    PENDING_GONE = "pending-gone", _("等着入日志的记录不见了")
    TILE = "tile", _("瓦片被改过")
    HEAD = "head", _("和签发过的日志头对不上")
    KEY = "key", _("日志头的签名对不上")
    REMOVED_TAIL = "removed-tail", _("末尾被删掉了")


class NotService(TextChoices):
    """Why something is not volunteer service and is not recorded (order 67 art. 19)."""

    DUTY = "duty", _("属于本职工作")
    PAID = "paid", _("领了报酬")
    NOT_PUBLIC = "not-public", _("不是公益服务")
    ABSENT = "absent", _("本人没有到场")
    OTHER = "other", _("其他原因")


class RequestState(TextChoices):
    """A request that one decides: back-fill, transfer-in, a report of an error."""

    OPEN = "open", _("等待处理")
    ACCEPTED = "accepted", _("已通过")
    REFUSED = "refused", _("未通过")


class ReportKind(TextChoices):
    WRONG = "wrong", _("记录有错")
    MISSING = "missing", _("应有而没有")


class ReminderStage(TextChoices):
    """When somebody is reminded of hours that are not recorded."""

    SOON = "soon", _("快到期")
    LAST_DAY = "last-day", _("最后一天")
    OVERDUE = "overdue", _("已逾期")


class ReportDecision(TextChoices):
    """What becomes of a report of an error."""

    CORRECT = "correct", _("更正")
    VOID = "void", _("作废")
    RECORD = "record", _("补记")
    REFUSE = "refuse", _("维持原样")


class AwardGiver(TextChoices):
    """Whose award it is, which decides how it comes on record (order 67 art. 9)."""

    OWN_BODY = "own-body", _("本组织")
    GOVERNMENT = "government", _("政府部门")
    OTHER = "other", _("其他单位")


class AwardState(TextChoices):
    APPLIED = "applied", _("等核实")
    RECORDED = "recorded", _("已记录")
    REFUSED = "refused", _("未通过核实")
    VOIDED = "voided", _("已作废")


class IntegrityRule(TextChoices):
    """What the radar looks for; ``rules/integrity`` says when."""

    OVERLAP = "overlap", _("同时在两处")
    TRAVEL = "travel", _("赶路快得不可能")
    BULK = "bulk", _("后台集中录入")
    BATCH = "batch", _("同一分钟成批签到或入账")
    ROUND = "round", _("整点时长过多")
    DEVICE = "device", _("一台设备多人签到")
    ABSENCE = "absence", _("有时长没到场")
    FICTION = "fiction", _("有时长没人报名")
    CONFIRMER = "confirmer", _("一个人说了算")
    MEETING = "meeting", _("会议学习记成服务")
    CAPS = "caps", _("超过上限")
    LATE = "late", _("拖了很久才补录")
    LONGER = "longer", _("时长比实际长")
    NEWCOMER = "newcomer", _("新账号时长猛增")


class SubjectKind(TextChoices):
    """Whom or what a case is about."""

    PERSON = "person", _("志愿者")
    RECORDER = "recorder", _("记录人")
    ACTIVITY = "activity", _("活动")
    DEVICE = "device", _("设备")


class CaseSeverity(TextChoices):
    LOW = "low", _("看一看")
    MIDDLE = "middle", _("要核实")
    HIGH = "high", _("尽快核实")


class CaseState(TextChoices):
    OPEN = "open", _("待分派")
    ASSIGNED = "assigned", _("核实中")
    HEARD = "heard", _("已听取说明")
    DECIDED = "decided", _("已有结论")
    APPEALED = "appealed", _("复核中")
    FINAL = "final", _("已办结")


class CaseOutcome(TextChoices):
    CONFIRMED = "confirmed", _("情况属实")
    DISMISSED = "dismissed", _("没有问题")


UNDECIDED = (CaseState.OPEN, CaseState.ASSIGNED, CaseState.HEARD)


class CaseStep(TextChoices):
    """What happened in a case, in the order of its timeline."""

    OPENED = "opened", _("发现")
    EVIDENCE = "evidence", _("又有新情况")
    ASSIGNED = "assigned", _("交给专人核实")
    ESCALATED = "escalated", _("到期未办，转上级")
    ANSWERED = "answered", _("本人说明")
    DECIDED = "decided", _("作出结论")
    APPEALED = "appealed", _("本人申请复核")
    FINAL = "final", _("办结")
    VOIDED = "voided", _("作废时长")


class RosterState(TextChoices):
    DRAFT = "draft", _("拟定中")
    ASKING = "asking", _("征求中")  # people are asked; who drops out is replaced
    CLOSED = "closed", _("已结束")


class RosterReach(TextChoices):
    """Among whom a roster looks, besides those who came forward for its shifts by themselves."""

    MEMBERS = "members", _("本组织的成员")
    PLACE = "place", _("成员和当地愿意接受邀请的人")


class ProposalState(TextChoices):
    """Where somebody stands on a shift of a roster. Only their own yes makes a sign-up."""

    DRAFT = "draft", _("拟定")
    ASKED = "asked", _("等答复")
    YES = "yes", _("会来")
    NO = "no", _("来不了")
    EXPIRED = "expired", _("没有答复")
    LEFT = "left", _("答应后退出")
    WITHDRAWN = "withdrawn", _("不用来了")


STANDING_PROPOSALS = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.YES)


class PairKind(TextChoices):
    TOGETHER = "together", _("要排在一起")
    APART = "apart", _("不排在一起")


class WishKind(TextChoices):
    """What a volunteer says about a shift before anybody asks."""

    CAN = "can", _("这一班我可以")
    CANNOT = "cannot", _("这一班不行")


class LetterAudience(TextChoices):
    """Whom a leader's letter is for."""

    HOLDING = "holding", _("报上的人")
    WAITING = "waiting", _("候补和等答复的人")
    EVERYBODY = "everybody", _("名单上所有人")


class StatusSubject(TextChoices):
    """What the bits of a status list speak of; each kind has lists of its own."""

    CERTIFICATE = "certificate", _("服务证明")
    HONOUR = "honour", _("荣誉")


class ReflectionState(TextChoices):
    """What became of somebody's words on their service (心得). Approved words are not public before a yes to that."""

    WRITTEN = "written", _("等审核")
    TO_CHANGE = "to-change", _("请你改一改")
    APPROVED = "approved", _("审核通过，没有公开")
    PUBLISHED = "published", _("公开了")
    WITHDRAWN = "withdrawn", _("撤回了")
    REFUSED = "refused", _("没有通过")


LIVE_REFLECTIONS = (
    ReflectionState.WRITTEN, ReflectionState.TO_CHANGE, ReflectionState.APPROVED, ReflectionState.PUBLISHED,
)  # fmt: skip
