"""The services on the menus of the demo city, as community stations and teams write them."""

from __future__ import annotations

from dataclasses import dataclass

WORKDAYS, WEEKEND, SATURDAY = "workdays", "weekend", "saturday"


@dataclass(frozen=True, slots=True)
class Dish:
    """``when``: which days, and ``parts`` of them."""

    name: str
    words: str
    kinds: tuple[str, ...]
    for_whom: str = ""
    at_home: bool = True
    minutes: int = 60
    a_week: int = 5
    when: str = WORKDAYS
    parts: tuple[str, ...] = ("morning", "afternoon")


_NEIGHBOUR, _OLD, _GREEN = ("邻里守望", "社区服务"), ("老年介护", "扶老救孤"), ("环境保护",)
_LAW, _HEART, _AID = ("法律服务", "法律援助"), ("心理援助", "心理咨询"), ("应急救护", "应急救援")
_TECH, _STUDY, _RIGHTS = ("科技致富", "科普宣传"), ("邻里守望", "助医助学"), ("维护权益", "恤病助残")
_CULTURE, _START, _POOR = ("生态文明", "文化体育"), ("创业辅导", "扶贫济困"), ("扶贫帮困", "扶贫济困")

DISHES: tuple[Dish, ...] = (
    Dish(
        "上门理发",
        "带好推子和围布，给下不了楼的人剪头发、刮胡子。",
        _OLD,
        "卧床和行动不便的老人",
        minutes=40,
        a_week=8,
    ),
    Dish(
        "陪老人看病",
        "接到家门口，陪挂号、排队、拿药，送回来。不代签字，不垫钱。",
        _OLD,
        "独居老人",
        minutes=180,
        a_week=6,
    ),
    Dish(
        "代买菜代买药",
        "记好要买什么，当天送到门口，照小票结账。",
        _NEIGHBOUR,
        "出不了门的人",
        minutes=40,
        a_week=15,
    ),
    Dish(
        "换灯泡换水龙头",
        "换灯泡、水龙头、门锁芯，东西自己备好，带电的大修不做。",
        _NEIGHBOUR,
        minutes=40,
        a_week=6,
        when=SATURDAY,
    ),
    Dish(
        "通下水道",
        "厨房卫生间堵了来通一通，不收钱，弄脏的地方一起收拾干净。",
        _NEIGHBOUR,
        minutes=60,
        a_week=4,
        when=SATURDAY,
    ),
    Dish(
        "免费量血压测血糖",
        "在站里量，记在小本子上，高了提醒去医院。",
        _AID,
        "六十岁以上的人",
        at_home=False,
        minutes=15,
        a_week=60,
        parts=("morning",),
    ),
    Dish(
        "打扫屋子",
        "扫地、擦窗、理一理厨房，高处的外窗不擦。",
        _OLD,
        "独居老人和残疾人",
        minutes=120,
        a_week=4,
    ),
    Dish(
        "四点半课堂",
        "放学后在站里写作业，有人看着，六点前接走。",
        _STUDY,
        "双职工家的小学生",
        at_home=False,
        minutes=120,
        a_week=40,
        parts=("afternoon",),
    ),
    Dish(
        "周末补功课",
        "语文数学英语，一对一讲讲不会的题。",
        _STUDY,
        "留守儿童",
        minutes=90,
        a_week=6,
        when=WEEKEND,
    ),
    Dish(
        "教老人用手机",
        "挂号、打车、视频、交话费，一样一样慢慢教。",
        _TECH,
        "老年人",
        at_home=False,
        minutes=60,
        a_week=12,
    ),
    Dish("陪聊天下象棋", "隔几天来坐坐，聊天、读报、下棋都行。", _HEART, "独居老人", minutes=60, a_week=10),
    Dish(
        "心理疏导",
        "有证的咨询师，说过的话不外传；着急的当天回电话。",
        _HEART,
        minutes=60,
        a_week=4,
        parts=("afternoon", "evening"),
    ),
    Dish(
        "法律咨询",
        "欠薪、离婚、赡养、房产，先帮你理清楚，再说怎么办。",
        _LAW,
        at_home=False,
        minutes=40,
        a_week=8,
        when=SATURDAY,
    ),
    Dish(
        "帮忙写材料填表",
        "低保、残疾证、医保报销，陪着填，不替你做主。",
        _RIGHTS,
        "不会写字的人",
        at_home=False,
        minutes=40,
        a_week=10,
    ),
    Dish("手语陪同", "去医院、银行、政务大厅，陪着翻译。", _RIGHTS, "听障人士", minutes=120, a_week=3),
    Dish(
        "推轮椅出门",
        "推着去公园、去打疫苗、去看孙子，两个人一起来。",
        _OLD,
        "坐轮椅的人",
        minutes=90,
        a_week=5,
        when=WEEKEND,
    ),
    Dish(
        "家电小修",
        "电风扇、电饭煲、收音机，修不好的说一声。",
        _NEIGHBOUR,
        at_home=False,
        minutes=40,
        a_week=10,
        when=SATURDAY,
    ),
    Dish(
        "磨刀磨剪子",
        "在站门口，拿来就磨，一人最多三把。",
        _NEIGHBOUR,
        at_home=False,
        minutes=15,
        a_week=30,
        when=SATURDAY,
        parts=("morning",),
    ),
    Dish(
        "清理楼道杂物",
        "和楼里的人说好了再来，大件请社区的车拉走。",
        _GREEN,
        at_home=False,
        minutes=120,
        a_week=2,
        when=WEEKEND,
    ),
    Dish(
        "教垃圾分类",
        "站在桶边教一个星期，一栋楼一栋楼来。",
        _GREEN,
        at_home=False,
        minutes=60,
        a_week=7,
        parts=("morning", "evening"),
    ),
    Dish(
        "急救知识进楼栋",
        "教心肺复苏和海姆立克，带假人来，十个人就开课。",
        _AID,
        at_home=False,
        minutes=90,
        a_week=2,
        when=WEEKEND,
    ),
    Dish(
        "给孩子读绘本",
        "三到六岁，在站里的书角，每次讲两本。",
        _STUDY,
        "小朋友",
        at_home=False,
        minutes=60,
        a_week=20,
        when=WEEKEND,
    ),
    Dish("上门收旧衣物", "洗干净的就行，分好了送给要的人。", _POOR, minutes=20, a_week=12, when=SATURDAY),
    Dish(
        "写春联",
        "腊月里在站里写，红纸我们备，一家一副。",
        _CULTURE,
        at_home=False,
        minutes=20,
        a_week=80,
        when=WEEKEND,
    ),
    Dish(
        "广场舞教练",
        "晚上八点前收，音量按规定。",
        _CULTURE,
        at_home=False,
        minutes=90,
        a_week=5,
        parts=("evening",),
    ),
    Dish(
        "开小店前来问问",
        "办照、交税、怎么记账，开过店的人跟你讲讲。",
        _START,
        "想自己干点事的人",
        at_home=False,
        minutes=60,
        a_week=4,
    ),
    Dish("果树剪枝指导", "蜜橘、葡萄，带上剪子到地里教。", _TECH, "种果树的农户", minutes=180, a_week=2),
    Dish(
        "陪残疾孩子做康复",
        "在家陪着做动作、玩游戏，家长能歇一歇。",
        _RIGHTS,
        "残疾儿童",
        minutes=90,
        a_week=3,
    ),
    Dish(
        "给老人拍照片",
        "在家里拍一张好看的，洗出来送上门。",
        _OLD,
        "七十岁以上老人",
        minutes=40,
        a_week=6,
        when=WEEKEND,
    ),
    Dish(
        "搬家搭把手",
        "搬几件大的，车自己叫，家电不拆。",
        _NEIGHBOUR,
        "一个人住的人",
        minutes=120,
        a_week=3,
        when=WEEKEND,
    ),
)
