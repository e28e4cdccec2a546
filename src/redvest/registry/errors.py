"""Expected failures of the registry. The docstring of each is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooManyTries


class NoVolunteerRecord(NotAllowed):
    """请先登记成为志愿者，再来做这一步。"""

    code = "no-volunteer-record"


class WrongCode(Invalid):
    """验证码不对，请看看短信里的六位数字。"""

    code = "wrong-code"


class CodeExpired(Invalid):
    """这个验证码已经失效了，请重新获取一个。"""

    code = "code-expired"


class CodeTriedTooOften(TooManyTries):
    """这个验证码输错太多次，已经作废，请重新获取一个。"""

    code = "code-tried-too-often"


class CodesSentTooOften(TooManyTries):
    """验证码发得太频繁了，请稍等一会儿再获取。"""

    code = "codes-sent-too-often"


class PhoneTaken(Conflict):
    """这个手机号已经有账号了，请直接登录；忘了密码可以用验证码重设。"""

    code = "phone-taken"


class SignInFailed(DomainError):
    """手机号或密码不对。也可以改用验证码登录。"""

    code = "sign-in-failed"
    status = 401


class AccountMissing(NotFound):
    """这个手机号还没有账号，请先注册。"""

    code = "account-missing"


class WeakPassword(Invalid):
    """这个密码太容易被猜到，请换一个 8 位以上、不全是数字的密码。"""

    code = "weak-password"


class NameMissing(Invalid):
    """请填写姓名，写证件上的名字。"""

    code = "name-missing"


class NameOdd(Invalid):
    """姓名里有不该有的字符。请按证件上的名字写，只用文字、空格和间隔号。"""

    code = "name-odd"


class NameTooLong(Invalid):
    """姓名太长了，最多 60 个字。"""

    code = "name-too-long"


class AlreadyRegistered(Conflict):
    """这个证件号码已经登记过志愿者了。如果那就是你，请用当时的手机号登录；号码换了，到登录页点“手机丢了”，或者带上身份证到就近的志愿服务站办。"""

    code = "already-registered"


class AccountHasRecord(Conflict):
    """这个账号已经登记过志愿者了，一个人只有一份记录。"""

    code = "account-has-record"


class RegionUnknown(Invalid):
    """请选择居住的区县、街道或社区。"""

    code = "region-unknown"


class DomainsWrong(Invalid):
    """请选 1 到 4 个服务类别。"""

    code = "domains-wrong"


class BirthDateMissing(Invalid):
    """这种证件上没有出生日期，请自己填写。"""

    code = "birth-date-missing"


class BirthDateWrong(Invalid):
    """出生日期和证件号码里的不一样，请核对。"""

    code = "birth-date-wrong"


class SexMissing(Invalid):
    """请选择性别。"""

    code = "sex-missing"


class SexWrong(Invalid):
    """性别和证件号码里的不一样，请核对。"""

    code = "sex-wrong"


class IdTypeUnknown(Invalid):
    """请选择证件类型。"""

    code = "id-type-unknown"


class SkillsTooLong(Invalid):
    """专业技能写得太长了，最多 200 个字。"""

    code = "skills-too-long"


class TooYoung(Invalid):
    """年龄还没到，暂时不能登记。"""

    code = "too-young"


class ConsentMissing(Invalid):
    """登记要先同意我们保存和使用这些信息，请看过说明后勾选同意。"""

    code = "consent-missing"


class GuardianMissing(Invalid):
    """未成年人登记要有监护人同意，请填写监护人的姓名、关系和手机号。"""

    code = "guardian-missing"


class GuardianPhoneOwn(Invalid):
    """监护人的手机号要是监护人自己的，不能和账号的一样。"""

    code = "guardian-phone-own"


class MinorDataConsentMissing(Invalid):
    """这个年龄的个人信息要由监护人另外同意才能登记，请监护人勾选同意。"""

    code = "minor-data-consent-missing"


class RealNameRefused(Invalid):
    """姓名和证件号码对不上，请对照证件再核对一遍。"""

    code = "real-name-refused"


class RealNameMissing(Conflict):
    """这份记录还没有证件信息，请先补上证件号码。"""

    code = "real-name-missing"


class ConsentNotGiven(Conflict):
    """这一项现在没有同意记录，不需要撤回。"""

    code = "consent-not-given"


class GuardianCodeNeeded(Invalid):
    """这一项要监护人本人同意，请让监护人收一个验证码。"""

    code = "guardian-code-needed"


class ReasonMissing(Invalid):
    """查看完整信息要写明理由，至少四个字，会留在记录里。"""

    code = "reason-missing"


class FieldUnknown(Invalid):
    """只能查看证件号码、手机号或监护人手机号。"""

    code = "field-unknown"


class BodyIncomplete(Invalid):
    """组织信息还缺几项，请补全。"""

    code = "body-incomplete"


class BodyKindUnknown(Invalid):
    """请选择组织类型和队伍类别。"""

    code = "body-kind-unknown"


class ContactPhoneWrong(Invalid):
    """公开联系电话要是手机号或带区号的座机，例如 0790-6440000。"""

    code = "contact-phone-wrong"


class FoundedOnWrong(Invalid):
    """成立日期还没到，请核对。"""

    code = "founded-on-wrong"


class BodyTaken(Conflict):
    """这个名称或统一社会信用代码在本地已经登记过了，请先查一查是不是同一个组织。"""

    code = "body-taken"


class BodyAlreadyDecided(Conflict):
    """这份申请已经有人处理过了，请刷新看看结果。"""

    code = "body-already-decided"


class BodyNotActive(Conflict):
    """这个组织现在不在正常状态，不能做这一步。"""

    code = "body-not-active"


class NoteMissing(Invalid):
    """请写明原因，让对方知道下一步怎么办。"""

    code = "note-missing"


class ParentWrong(Invalid):
    """上级组织要是同一城市里正常状态的组织。"""

    code = "parent-wrong"


class SuccessorWrong(Invalid):
    """承接组织要是同一城市里另一个正常状态的组织。"""

    code = "successor-wrong"


class GrantWrong(Invalid):
    """这个角色和所选的地方不相配：中心和区域管理员选区域，负责人和领队选组织。"""

    code = "grant-wrong"


class GrantDatesWrong(Invalid):
    """结束日期不能早于开始日期，请改一改。"""

    code = "grant-dates-wrong"


class GrantRevoked(Conflict):
    """这个授权已经收回了。"""

    code = "grant-revoked"


class LastCentre(Conflict):
    """这是市中心最后一个授权，收回后就没有人能管理了，请先授予另一个人。"""

    code = "last-centre"


class RuleUnknown(NotFound):
    """没有这条规则，请核对名称。"""

    code = "rule-unknown"


class RuleValueWrong(Invalid):
    """这个值不适合这条规则，请核对后再填。"""

    code = "rule-value-wrong"


class RuleAlreadySet(Conflict):
    """这个地方、这一天已经设过这条规则。旧的不改，请换一个生效日期。"""

    code = "rule-already-set"


class RuleInThePast(Invalid):
    """规则只能从今天或以后开始生效，过去的记录不会改写。"""

    code = "rule-in-the-past"


class CityUnknown(Invalid):
    """没有这座城市的区划数据，目前只有新余（360500）和焦作（410800）。"""

    code = "city-unknown"


class VolunteerNotActive(Conflict):
    """志愿者登记现在不在正常状态，不能做这一步。"""

    code = "volunteer-not-active"


class AlreadyMember(Conflict):
    """已经是这个组织的成员了。"""

    code = "already-member"


class NotMember(Conflict):
    """现在不是这个组织的成员。"""

    code = "not-member"


class MinorReasonNeeded(NotAllowed):
    """这是未成年人的信息。请先写明为什么要看，再打开。"""

    code = "minor-reason-needed"


class RecipientWrong(Invalid):
    """请写清楚给谁、做什么用，到期日从今天起最多三年。"""

    code = "recipient-wrong"
