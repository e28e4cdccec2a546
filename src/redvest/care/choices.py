"""State names of needs and who meets them, with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NeedKind(TextChoices):
    HELP = "help", _("求助")
    WISH = "wish", _("微心愿")
    SPOTTED = "spotted", _("随手拍")  # 文明劝导 and "civilised little supervisor": a problem, nobody who asks


class NeedChannel(TextChoices):
    """How a need reached the desk (domain 7: 诏安, 璧山, 福鼎)."""

    WEB = "web", _("网上填写")
    PHONE = "phone", _("打电话来")
    KIOSK = "kiosk", _("站点自助机")
    VISIT = "visit", _("网格员走访")
    DOOR = "door", _("扫门牌上的码")
    RELATIVE = "relative", _("亲属代提")
    REFERRAL = "referral", _("别的单位转来")
    STATION = "station", _("到站点来说")


class NeedUrgency(TextChoices):
    ORDINARY = "ordinary", _("不急")
    SOON = "soon", _("这几天")
    URGENT = "urgent", _("今天就要")


class NeedState(TextChoices):
    """点单—审单—派单—接单—服务—评单 (domain 7). ``QUEUED`` is 待处理: what is sent back waits there again."""

    SUBMITTED = "submitted", _("等审核")
    REFUSED = "refused", _("已退回")
    QUEUED = "queued", _("等派单")
    OFFERED = "offered", _("等人接单")
    ACCEPTED = "accepted", _("有人接了")
    SERVING = "serving", _("服务中")
    SERVED = "served", _("等确认")
    CLOSED = "closed", _("已完成")
    CANCELLED = "cancelled", _("已撤回")
    MERGED = "merged", _("已并入另一条")
    PASSED_ON = "passed-on", _("已转办")  # a spotted problem that whoever looks after the place takes over


OPEN_NEEDS = (
    NeedState.SUBMITTED,
    NeedState.QUEUED,
    NeedState.OFFERED,
    NeedState.ACCEPTED,
    NeedState.SERVING,
    NeedState.SERVED,
)


TAKEN_NEEDS = (NeedState.ACCEPTED, NeedState.SERVING, NeedState.SERVED)


ENDED_NEEDS = tuple(state for state in NeedState if state not in OPEN_NEEDS)


class CareGroup(TextChoices):
    """Who is to be cared for first (Xinyu, domain 7). Sensitive: kept sealed, never shown in public."""

    DIFFICULTY = "difficulty", _("困难家庭")
    SINGLE_MOTHER = "single-mother", _("单亲母亲")
    LEFT_BEHIND = "left-behind", _("留守儿童")
    ORPHAN = "orphan", _("孤儿")
    DISABLED = "disabled", _("残疾人")
    ELDER_ALONE = "elder-alone", _("独居老人")


class VerifyWay(TextChoices):
    CALL = "call", _("打电话核实")
    VISIT = "visit", _("上门核实")


class VerifyResult(TextChoices):
    TRUE = "true", _("情况属实")
    CHANGED = "changed", _("情况有变，已改")
    FALSE = "false", _("情况不实")
    NO_ANSWER = "no-answer", _("没联系上")


class PictureOf(TextChoices):
    ASKED = "asked", _("提出时的照片")
    DONE = "done", _("完成后的照片")


class DispatchWay(TextChoices):
    BODY = "body", _("派给组织")
    WAVES = "waves", _("分批问志愿者")
    GRAB = "grab", _("公开抢单")


class DispatchState(TextChoices):
    OPEN = "open", _("等答复")
    ACCEPTED = "accepted", _("已接")
    DECLINED = "declined", _("谢绝")
    LAPSED = "lapsed", _("到期没答复")
    WITHDRAWN = "withdrawn", _("已收回")


class AskState(TextChoices):
    """What became of asking one volunteer."""

    ASKED = "asked", _("等答复")
    ACCEPTED = "accepted", _("接了")
    DECLINED = "declined", _("这次不行")
    LAPSED = "lapsed", _("没答复")
    TAKEN = "taken", _("已经有人接了")


class ServingState(TextChoices):
    """One volunteer's service of one need."""

    ACCEPTED = "accepted", _("已接单")
    SERVING = "serving", _("服务中")
    SERVED = "served", _("等确认")
    CONFIRMED = "confirmed", _("已确认")
    DISPUTED = "disputed", _("说没做到")
    CANCELLED = "cancelled", _("去不了")


LIVE_SERVINGS = (ServingState.ACCEPTED, ServingState.SERVING, ServingState.SERVED, ServingState.CONFIRMED)


class ConfirmWay(TextChoices):
    """How the requester said that it was done."""

    TAP = "tap", _("自己点的确认")
    SMS = "sms", _("回短信确认")
    CALL = "call", _("电话回访确认")


class ConfirmAnswer(TextChoices):
    DONE = "done", _("办好了")
    PARTLY = "partly", _("办了一部分")
    NOT_DONE = "not-done", _("没办")


class MenuState(TextChoices):
    DRAFT = "draft", _("草稿")
    OFFERED = "offered", _("可以点")
    WITHDRAWN = "withdrawn", _("已下架")


class SpottedKind(TextChoices):
    """文明劝导 and 文明小监督员 reports."""

    LITTER = "litter", _("垃圾没人收")
    PARKING = "parking", _("车辆乱停")
    POSTERS = "posters", _("小广告")
    DAMAGE = "damage", _("设施坏了")
    BLOCKED = "blocked", _("占道、堵消防通道")
    MANNERS = "manners", _("不文明行为")
    OTHER = "other", _("别的问题")


class CrisisKind(TextChoices):
    """What has happened to a place."""

    FLOOD = "flood", _("洪涝")
    QUAKE = "quake", _("地震")
    FIRE = "fire", _("火灾")
    SNOW = "snow", _("雨雪冰冻")
    WIND = "wind", _("大风强对流")
    EPIDEMIC = "epidemic", _("疫情")
    OTHER = "other", _("其他突发事件")


class CrisisSkill(TextChoices):
    """What a volunteer who comes by themselves can do, as far as the staging area sorts by it."""

    MEDICAL = "medical", _("医护急救")
    DRIVER = "driver", _("开车")
    BOAT = "boat", _("驾船或救生")
    WORDS = "words", _("手语、方言或外语")
    HEAVY = "heavy", _("力气活")
    KITCHEN = "kitchen", _("做饭分餐")
    COMFORT = "comfort", _("心理安抚")


class CrisisVia(TextChoices):
    """How somebody or something came on record."""

    WEB = "web", _("网上")
    API = "api", _("接口")
    DESK = "desk", _("工作台")
    PAPER = "paper", _("纸表补录")


class CrisisNeedKind(TextChoices):
    """What is lacking."""

    RESCUE = "rescue", _("人被困")
    MEDICAL = "medical", _("伤病用药")
    FOOD = "food", _("吃的喝的")
    SHELTER = "shelter", _("住处衣被")
    TRANSPORT = "transport", _("转移接送")
    HANDS = "hands", _("要人手")
    OTHER = "other", _("其他")


class CrisisNeedState(TextChoices):
    """Where a reported need stands. Whether people are on their way is a number beside it, not a state."""

    NEW = "new", _("待核实")
    VERIFIED = "verified", _("已核实")
    EXPIRED = "expired", _("过期待再核实")
    MET = "met", _("已解决")
    CLOSED = "closed", _("不属实或不再需要")
    MERGED = "merged", _("并入另一条")
    HANDED_ON = "handed-on", _("转为日常需求")


class PairingKind(TextChoices):
    """What "1151" (Xinyu, domain 7) names, and the others. Its third link, a volunteer and a zone, is registry's GridKeeping."""

    HOUSEHOLD = "household", _("党员联系困难家庭")
    LED = "led", _("党员带志愿者")
    ELDER_CHILD = "elder-child", _("一老一小")
    LEFT_BEHIND = "left-behind", _("留守儿童")
    TWINNED = "twinned", _("单位结对社区")


WITH_HOUSEHOLD = (PairingKind.HOUSEHOLD, PairingKind.ELDER_CHILD, PairingKind.LEFT_BEHIND)


HELPERS = (
    PairingKind.ELDER_CHILD,
    PairingKind.LEFT_BEHIND,
)  # a volunteer, of no party branch, and a household


VISITED = (*WITH_HOUSEHOLD, PairingKind.TWINNED)  # where there is somebody to go and see


class PairingState(TextChoices):
    ASKED = "asked", _("等答应")
    LIVE = "live", _("结对中")
    DECLINED = "declined", _("没有答应")
    WITHDRAWN = "withdrawn", _("收回了")
    ENDED = "ended", _("已结束")


class PairingEnd(TextChoices):
    HANDED_OVER = "handed-over", _("交给了别人")
    LEFT = "left", _("不再参加志愿服务")
    BRANCH = "branch", _("离开了党支部")
    CLOSED = "closed", _("这家不再需要")
    AGREED = "agreed", _("说好结束")


class HouseholdConsent(TextChoices):
    """How a household said that somebody may come."""

    PRESENT = "present", _("当面同意")
    PHONE = "phone", _("电话里同意")
    PAPER = "paper", _("签了字的纸")


class VisitState(TextChoices):
    LOGGED = "logged", _("等核对")
    RECORDED = "recorded", _("记了时长")
    REFUSED = "refused", _("没有认")


class CallAnswer(TextChoices):
    """What a household said on the phone about a visit."""

    CAME = "came", _("来过")
    NOT_CAME = "not-came", _("没来过")
    NO_ANSWER = "no-answer", _("没打通")


class SilenceStage(TextChoices):
    """Who heard that a pairing has fallen silent."""

    HELPER = "helper", _("提醒了结对的人")
    BRANCH = "branch", _("告诉了党支部或组织")
    PLACE = "place", _("告诉了社区")
