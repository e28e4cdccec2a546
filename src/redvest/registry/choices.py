"""State names of the registry with their Chinese words. Stored as the short English value."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(TextChoices):
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    ZONE = "zone", _("功能区")  # a zone without a statutory code: 仙女湖区, 高新区, 示范区
    STREET = "street", _("街道乡镇")
    COMMUNITY = "community", _("社区村")


class IdType(TextChoices):
    RESIDENT_CARD = "resident-card", _("居民身份证")
    RESIDENCE_PERMIT = "residence-permit", _("港澳台居民居住证")
    PERMANENT_RESIDENCE = "permanent-residence", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    TRAVEL_PERMIT_HM = "travel-permit-hm", _("港澳居民来往内地通行证")
    TRAVEL_PERMIT_TW = "travel-permit-tw", _("台湾居民来往大陆通行证")


class Sex(TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class RealNameState(TextChoices):
    MISSING = "missing", _("未实名")
    CHECKED = "checked", _("已登记")  # number, checksum and birth date agree; no authority was asked
    VERIFIED = "verified", _("已核验")  # the identity authority confirmed name and number
    REFUSED = "refused", _("核验不符")


# Whoever gave a number that holds together: those who count as registered volunteers.
REAL_NAMES = (RealNameState.CHECKED.value, RealNameState.VERIFIED.value)


class VolunteerState(TextChoices):
    ACTIVE = "active", _("正常")
    PENDING_GUARDIAN = "pending-guardian", _("等监护人同意")
    SUSPENDED = "suspended", _("暂停")
    LEFT = "left", _("已退出")
    MERGED = "merged", _("已并入另一份记录")
    ERASED = "erased", _("已注销")


class VolunteerSource(TextChoices):
    SELF = "self", _("自己注册")
    BODY = "body", _("组织代为登记")
    IMPORT = "import", _("批量导入")


class BodyKind(TextChoices):
    REGISTERED = "registered", _("志愿服务组织")
    LEGAL_PERSON = "legal-person", _("其他开展志愿服务的法人组织")
    CONSENTED_TEAM = "consented-team", _("经社区或单位同意成立的志愿服务团体")


class TeamKind(TextChoices):
    """Xinyu's nine kinds, by which code names them; all kinds are data (``queries/team_kind.py``)."""

    PARTY = "party", _("党员")
    YOUTH = "youth", _("青年")
    ELDER = "elder", _("老年")
    WORKER = "worker", _("职工")
    RED_CROSS = "red-cross", _("红十字会")
    WOMEN = "women", _("巾帼")
    PSYCHOLOGY = "psychology", _("心理")
    LAW = "law", _("法律")
    CIVIC = "civic", _("民间")


class BodyState(TextChoices):
    APPLIED = "applied", _("待审核")
    ACTIVE = "active", _("正常")
    REFUSED = "refused", _("未通过")
    SUSPENDED = "suspended", _("暂停")
    EXITED = "exited", _("已退出")


class StationLevel(TextChoices):
    STANDARDISED = "standardised", _("规范化")
    BASIC = "basic", _("基础")
    NONE = "none", _("未达标")


class SessionKind(TextChoices):
    """What a line of a station's work log is about."""

    SERVICE = "service", _("为群众服务")
    TRAINING = "training", _("招募培训")
    MEETING = "meeting", _("队伍例会")
    VISIT = "visit", _("平常来站的人")


class Role(TextChoices):
    CENTRE = "centre", _("市志愿服务中心")
    REGION_OFFICER = "region-officer", _("区域管理员")
    BODY_ADMIN = "body-admin", _("组织负责人")
    ACTIVITY_LEADER = "activity-leader", _("活动领队")
    STATION_KEEPER = "station-keeper", _("站点管理员")
    EDITOR = "editor", _("编辑")
    JUROR = "juror", _("评委")
    INSPECTOR = "inspector", _("督导员")
    TEACHER = "teacher", _("老师")
    BRANCH_SECRETARY = "branch-secretary", _("党支部书记")
    SYSTEM_ADMIN = "system-admin", _("系统管理员")
    SECURITY_ADMIN = "security-admin", _("安全管理员")
    AUDITOR = "auditor", _("审计管理员")


class DepartmentDuty(TextChoices):
    LEAD = "lead", _("牵头")
    ADMINISTERS = "administers", _("主管")
    MEMBER = "member", _("成员")


class ConsentPurpose(TextChoices):
    REGISTRATION = "registration", _("登记个人信息")
    MINOR_DATA = "minor-data", _("监护人同意处理未成年人信息")
    GUARDIAN = "guardian", _("监护人同意参加志愿服务")
    PUBLISH_NAME = "publish-name", _("公开姓名")
    LOCATION = "location", _("使用位置")
    AFFILIATION = "affiliation", _("登记政治面貌")


class GuardianProof(TextChoices):
    """By what paper somebody shows that a child is theirs to answer for (民法典 arts 27, 29, 31)."""

    HOUSEHOLD = "household", _("户口簿")
    BIRTH = "birth", _("出生医学证明")
    APPOINTED = "appointed", _("法院、村居委会或民政部门的指定文件")
    WILL = "will", _("父母的遗嘱指定")


class SharingKind(TextChoices):
    EXPORT = "export", _("工作人员导出")
    THIRD_PARTY = "third-party", _("提供给其他单位")
    SELF = "self", _("本人取走副本")


class LookReason(TextChoices):
    """Why a member of staff opens a minor's record."""

    SERVICE = "service", _("安排活动")
    SAFETY = "safety", _("人身安全")
    RECORD = "record", _("核对记录")
    REQUEST = "request", _("监护人或本人要求")
    INQUIRY = "inquiry", _("投诉和核查")


class RightKind(TextChoices):
    """What a person may ask of whoever keeps their data (PIPL arts 44-48)."""

    ACCESS = "access", _("查阅")
    COPY = "copy", _("复制或转移")
    CORRECTION = "correction", _("更正或补充")
    DELETION = "deletion", _("删除")
    RESTRICTION = "restriction", _("限制或拒绝处理")
    EXPLANATION = "explanation", _("解释说明")


class RightState(TextChoices):
    OPEN = "open", _("等答复")
    GRANTED = "granted", _("办好了")
    REFUSED = "refused", _("没有同意")
    TAKEN_BACK = "taken-back", _("本人撤回")


class SeenDocument(TextChoices):
    """The original by which an officer corrects a name or a birth date."""

    ID_DOCUMENT = "id-document", _("身份证件")
    HOUSEHOLD = "household", _("户口簿")
    POLICE = "police", _("公安机关的证明")


class RefusalGround(TextChoices):
    """The law by which a request may be refused; words of one's own do not do (PIPL art. 50)."""

    KEPT_BY_LAW = "kept-by-law", _("法定保存期限没有届满（个人信息保护法第 47 条）")
    NOT_FEASIBLE = "not-feasible", _("技术上难以删除，已停止存储以外的处理（第 47 条）")
    ACCURATE = "accurate", _("核实后原来的内容准确（第 46 条）")
    OTHER_LAW = "other-law", _("法律、行政法规另有规定（第 44 条）")
    SECRECY = "secrecy", _("法律规定应当保密或者不需要告知（第 18 条、第 45 条）")
    STATE_DUTY = "state-duty", _("告知会妨碍国家机关履行法定职责（第 35 条、第 45 条）")


class CodePurpose(TextChoices):
    REGISTER = "register", _("注册")
    SIGN_IN = "sign-in", _("登录")
    RESET_PASSWORD = "reset-password", _("重设密码")
    GUARDIAN = "guardian", _("监护人同意")
    CLAIM = "claim", _("认领记录")
    NEW_PHONE = "new-phone", _("换手机号：新号码")
    OLD_PHONE = "old-phone", _("换手机号：旧号码")
    RECOVER = "recover", _("找回账号")


class PhoneProof(TextChoices):
    """By what somebody who changes their phone shows that the account is theirs."""

    OLD = "old", _("旧手机号还能收短信")
    FACTOR = "factor", _("用验证器或者备用码")
    ID = "id", _("填证件号码")


class RecoveryState(TextChoices):
    WAITING = "waiting", _("等待中")
    DONE = "done", _("已找回")
    OBJECTED = "objected", _("本人反对")
    ENDED = "ended", _("没有办成")


class DomainScheme(TextChoices):
    XINYU = "xinyu", _("新余十二类")
    NATIONAL = "national", _("全国二十二类")
    HENAN = "henan", _("河南十六类")


class FactorKind(TextChoices):
    """What stands beside the password of somebody with power over others' data."""

    APP = "app", _("验证器应用")
    PASSKEY = "passkey", _("通行密钥")


class ProjectInvites(TextChoices):
    """What an invitation to a project meets (domain 1.2). Agreeing never books a post (条例 art. 25)."""

    ASK = "ask", _("先问我，我同意了才算")
    ACCEPT = "accept", _("愿意收到，报不报名我自己定")
    REFUSE = "refuse", _("不接受项目邀请")


class TeamInvites(TextChoices):
    ACCEPT = "accept", _("队伍邀请我，默认同意加入")
    REFUSE = "refuse", _("不接受队伍邀请，想加入我自己申请")


class QualificationState(TextChoices):
    """Expiry is no state: it follows from the date (``rules/qualification.py``)."""

    SUBMITTED = "submitted", _("等核实")
    VERIFIED = "verified", _("已核实")
    REFUSED = "refused", _("没通过")


class HelpKind(TextChoices):
    """What somebody asks for at a station's screen; the words are those on its buttons."""

    UNWELL = "unwell", _("身体不舒服")
    HOME = "home", _("家里有事要帮忙")
    WAY = "way", _("找人、问路、办事")
    COMPANY = "company", _("想有人陪陪")
    CHECK_IN = "check-in", _("签到没有记上")
    OTHER = "other", _("别的事")


class DutyTurnState(TextChoices):
    """What a person said to a slot of duty."""

    ASKED = "asked", _("等本人答复")
    TAKEN = "taken", _("来值班")
    GIVEN_BACK = "given-back", _("退回了")
    DECLINED = "declined", _("没有答应")
    CALLED_OFF = "called-off", _("取消了")


class DutyOff(TextChoices):
    """Why a slot of duty was called off."""

    CLOSED = "closed", _("那时站里不开门")
    STOPPED = "stopped", _("每周值班停了")
    SINGLE = "single", _("站长取消了这一次")


class MembershipConsent(TextChoices):
    """By which yes of the person a membership stands (条例 art. 7, 25). ``EARLIER``: taken over without a record of it."""

    APPLIED = "applied", _("本人申请")
    INVITED = "invited", _("本人接受邀请")
    STANDING = "standing", _("本人事先同意受邀")
    PAPER = "paper", _("组织存有本人书面同意")
    EARLIER = "earlier", _("原有成员，没有同意记录")


class JoinKind(TextChoices):
    APPLICATION = "application", _("申请加入")
    INVITATION = "invitation", _("组织邀请")


class JoinState(TextChoices):
    OPEN = "open", _("等答复")
    ACCEPTED = "accepted", _("同意了")
    DECLINED = "declined", _("没有同意")
    WITHDRAWN = "withdrawn", _("撤回了")


class BrandKind(TextChoices):
    TEAM = "team", _("队伍品牌")
    PROJECT = "project", _("项目品牌")


class ReminderStage(TextChoices):
    """How far the silence about an annual report has gone, and who heard of it."""

    BEFORE = "before", _("快到期")
    OVERDUE = "overdue", _("过期")
    ESCALATED = "escalated", _("报到市里")


class BodyFact(TextChoices):
    """What of an organisation changes only with a document (the national form's 修改证明)."""

    NAME = "name", _("名称")
    CREDIT_CODE = "credit-code", _("统一社会信用代码")
    RESPONSIBLE = "responsible", _("负责人")


class ClassState(TextChoices):
    ACTIVE = "active", _("在读")
    CLOSED = "closed", _("已毕业")


class PupilState(TextChoices):
    """Where somebody stands with a class. Nobody is in one before a grown-up's yes: their own or a guardian's."""

    ASKED = "asked", _("等同意")
    IN_CLASS = "in-class", _("在班")
    DECLINED = "declined", _("没有同意")
    TAKEN_BACK = "taken-back", _("老师收回了")
    LEFT = "left", _("离开了")
    GRADUATED = "graduated", _("毕业了")


class MessageKind(TextChoices):
    """What a notice is about; people choose for each kind over which channels it reaches them."""

    SIGNUP = "signup", _("报名、候补和答复")
    ACTIVITY = "activity", _("活动有变动")
    LETTER = "letter", _("负责人来信")
    HOURS = "hours", _("时长和证明")
    GROUP = "group", _("组织、服务站和值班")
    RIGHTS = "rights", _("我的信息")
    ACCOUNT = "account", _("账号和安全")
    WORK = "work", _("工作上的提醒")
    OTHER = "other", _("其他通知")


class Channel(TextChoices):
    """How a notice leaves the house. The inbox is none of them: everything is in it."""

    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")
    EMAIL = "email", _("邮件")
    PUSH = "push", _("推送")


class DeliveryState(TextChoices):
    """How far a notice has come on one channel."""

    WAITING = "waiting", _("等着发")
    SENDING = "sending", _("正在发")
    SENT = "sent", _("发出了")
    DELIVERED = "delivered", _("送到了")
    FAILED = "failed", _("没有送到")
    UNKNOWN = "unknown", _("不知道送到没有")  # interrupted, and the channel cannot be asked
    DROPPED = "dropped", _("过时没发")
