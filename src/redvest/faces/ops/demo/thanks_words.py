"""What the demo city's shelf, perks and call for slogans say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.honour.choices import ContestKind, PartnerKind
from redvest.honour.rules.contest import ContestForm

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gift:
    title: str
    words: str
    price: int
    stock: int | None = None
    per_person: int | None = None
    service: bool = False


@dataclass(frozen=True)
class StarPerk:
    partner: str
    kind: str
    place: str
    hours: str
    title: str
    what: str
    words: str
    least_star: int
    uses: int | None


GIFTS = (
    Gift("毛巾一条", "纯棉毛巾，到站里领。", 10, stock=80, per_person=4),
    Gift("保温杯一个", "印着红马甲，冬天值班用得上。", 45, stock=20, per_person=1),
    Gift("理发一次", "每周三上午，站里的师傅给剪。", 15, per_person=12),
    Gift("家电清洗一次", "油烟机或者空调，志愿队上门清洗。", 50, stock=30, per_person=1, service=True),
)
PERKS = (
    StarPerk(
        "仙女湖景区", PartnerKind.SCENIC, "景区东门游客中心", "每天 8:00–17:30", "景区门票", "门票 8 折",
        "买票的时候给窗口看礼遇码，限本人。", 1, 4,
    ),
    StarPerk(
        "市人民医院体检中心", PartnerKind.HOSPITAL, "门诊楼四楼", "周一到周五 7:30–11:30", "健康体检", "基础体检一次",
        "先打电话约时间，到了给前台看礼遇码。", 3, 1,
    ),
    StarPerk(
        "公交集团服务点", PartnerKind.TRANSPORT, "汽车站一楼 3 号窗口", "每天 8:00–18:00", "市内公交", "免费乘车一个月",
        "带上自己的公交卡，到窗口开通。", 2, 2,
    ),
)  # fmt: skip
SLOGANS = (
    "穿上红马甲，就是一家人", "你来我来，城市更暖", "举手之劳，温暖一座城", "今天我帮你，明天你帮他",
    "一小时不长，暖一个人够了", "红马甲走到哪，笑脸就到哪", "做一点好事，不必等明天", "邻里多一句问候，楼道少一份冷清",
)  # fmt: skip
RIGHTS = "作品是本人原创。入选的口号用在公益宣传里，不署名也可以；不给稿费，也不另作他用。"


def called_for(place: str, kind: ContestKind, at: datetime) -> ContestForm:
    """The call: open for a week already and for two more."""
    return ContestForm(
        kind=kind, title=f"{place}志愿服务口号征集",
        words="给咱们城市的志愿服务想一句话，好记、好念、说得出口。一人最多三条，二十个字以内。",
        enter_from=at - 5 * DAY, enter_until=at + 14 * DAY, judge_until=at + 28 * DAY, rights=RIGHTS,
        least_letters=4, most_letters=20, most_per_person=3,
    )  # fmt: skip
