"""What people of the demo city ask for, in the words that people use. Everybody in here is made up."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.care.choices import CareGroup, SpottedKind

ELDER, DISABLED, CHILD = CareGroup.ELDER_ALONE, CareGroup.DISABLED, CareGroup.LEFT_BEHIND
POOR, MOTHER, ORPHAN = CareGroup.DIFFICULTY, CareGroup.SINGLE_MOTHER, CareGroup.ORPHAN


@dataclass(frozen=True, slots=True)
class Asking:
    """``kind`` is the name of a service in either city's list: the first that the city has counts."""

    title: str
    words: str
    kinds: tuple[str, ...]
    minutes: int = 60
    hands: int = 1
    groups: tuple[CareGroup, ...] = ()
    risks: str = ""


_NEIGHBOUR, _OLD = ("邻里守望", "社区服务"), ("老年介护", "扶老救孤")
_POOR, _LAW, _HEART = ("扶贫帮困", "扶贫济困"), ("法律服务", "法律援助"), ("心理援助", "心理咨询")
_GREEN, _AID, _RIGHTS = ("环境保护",), ("应急救护", "应急救援"), ("维护权益", "恤病助残")
_TECH, _STUDY = ("科技致富", "科普宣传"), ("邻里守望", "助医助学")

ASKINGS: tuple[Asking, ...] = (
    Asking("陪老人去医院拿药", "我腿脚不好，每个月要去人民医院拿降压药，想有个人陪一下。", _OLD, 150, 1, (ELDER,), "走路要人扶"),
    Asking("帮独居老人换灯泡", "客厅灯坏了三天了，够不着，儿子在广东过年才回。", _NEIGHBOUR, 30, 1, (ELDER,), "要爬梯子"),
    Asking("上门给老人理发", "我爸卧床快一年了，头发长了，理发店来不了家里。", _OLD, 40, 1, (ELDER,)),
    Asking("教老人用手机挂号", "医院现在都要手机挂号，我弄不来，哪个有空教教我。", _TECH, 60, 1, (ELDER,)),
    Asking("修厨房漏水的水龙头", "水龙头滴水滴了一个礼拜，接了好几盆，物业说不归他们管。", _NEIGHBOUR, 60),
    Asking("送老人去社区打疫苗", "坐轮椅，出门要有人推，社区医院就在菜市场那边。", _OLD, 90, 1, (ELDER, DISABLED), "坐轮椅"),
    Asking("陪孩子写作业", "我上夜班，孩子三年级，放学后到九点没人管，想有人陪着写写作业。", _STUDY, 120, 1, (MOTHER,)),
    Asking("给初二学生补数学", "爸妈都在外面打工，跟奶奶住，数学跟不上了。", _STUDY, 90, 1, (CHILD,)),
    Asking("帮忙把旧衣柜抬下楼", "五楼没有电梯，旧衣柜要丢，我一个人弄不动。", _NEIGHBOUR, 60, 3, (), "五楼，没有电梯"),
    Asking("陪老人说说话", "老伴走了以后，我妈一天到晚不出门，想有人隔几天来坐坐。", _HEART, 60, 1, (ELDER,)),
    Asking("帮忙写一份工资欠条的材料", "在工地做了四个月，老板打了欠条不给钱，不晓得怎么写材料。", _LAW, 60, 1, (POOR,)),
    Asking("问问低保要怎么办", "孩子他爸残疾，听说可以办低保，表不会填。", _RIGHTS, 40, 1, (POOR, DISABLED)),
    Asking("给瘫痪的老伴翻身擦洗", "我自己也七十多了，抱不动，护工又请不起。", _OLD, 60, 2, (ELDER,), "有褥疮"),
    Asking("代买菜和米", "脚崴了下不了楼，冰箱空了，麻烦带十斤米和一点青菜。", _NEIGHBOUR, 40, 1),
    Asking("清一下楼道里的杂物", "三单元楼道堆满了纸壳，都是一个老人捡的，怕起火，也劝不动她。", _GREEN, 120, 4),
    Asking("学一学心肺复苏", "小区里老人多，上个月有人倒在门口没人会救，想请人来教教。", _AID, 120, 2),
    Asking("帮忙收晚稻", "家里就我一个劳力，这几天要下雨，想请几个人帮半天。", _POOR, 240, 5, (POOR,), "田里有蚂蟥，要穿雨靴"),
    Asking("陪残疾人去残联换证", "我听不见，换证要跟窗口说话，想有个会手语的陪我去。", _RIGHTS, 120, 1, (DISABLED,)),
    Asking("把家里的老照片存进手机", "老照片都发黄了，想存到手机里给孙子看，不会弄。", _TECH, 60, 1, (ELDER,)),
    Asking("给新搬来的孩子找几本课外书", "刚从村里转学来，家里没什么书，旧的也行。", _STUDY, 30, 1, (POOR,)),
    Asking("孩子最近不肯说话", "爸妈离婚以后，孩子在学校不跟人说话，想找懂的人聊聊。", _HEART, 60, 1, (MOTHER,)),
    Asking("通一下堵了的下水道", "厨房水漫出来了，找人通一次要一百五，老人家舍不得。", _NEIGHBOUR, 60, 1, (ELDER,)),
    Asking("陪高龄老人晒被子", "九十二岁了，被子抱不动，天好想晒一晒。", _OLD, 40, 1, (ELDER,)),
    Asking("代写一封家信", "给在部队的孙子写封信，我眼睛花了写不了。", _NEIGHBOUR, 40, 1, (ELDER,)),
)  # fmt: skip

WISHES: tuple[Asking, ...] = (
    Asking("想要一套彩笔", "女儿喜欢画画，现在那盒只剩三支了。", _STUDY, 30, 1, (MOTHER,)),
    Asking("想要一个新书包", "书包带子断了两次，用绳子绑着背。", _STUDY, 30, 1, (CHILD,)),
    Asking("想拍一张全家福", "结婚四十年没照过一张全家福，孩子们国庆都回来。", _NEIGHBOUR, 90, 1, (ELDER,)),
    Asking("想去一次科技馆", "在课本上看过，没去过，想看看机器人。", _STUDY, 240, 1, (ORPHAN,)),
    Asking("想要一辆二手轮椅", "现在这辆刹车坏了，不敢下坡。", _RIGHTS, 60, 1, (DISABLED,)),
    Asking("想有人陪着过生日", "八十岁生日，儿女都在外地回不来。", _OLD, 120, 2, (ELDER,)),
    Asking("想要一双冬天的棉鞋", "脚上有冻疮，36 码就行。", _POOR, 30, 1, (POOR,)),
    Asking("想学骑自行车", "上初中要自己骑车去学校，没人教。", _STUDY, 90, 1, (CHILD,)),
    Asking("想听一回采茶戏", "年轻时唱过，现在走不动了，在家里听一段也好。", _OLD, 60, 3, (ELDER,)),
    Asking("想给家里换个亮一点的灯", "孩子写作业的灯太暗了。", _POOR, 40, 1, (POOR,)),
    Asking("想要一本新华字典", "爷爷说等赶集买，等了好久了。", _STUDY, 20, 1, (CHILD,)),
    Asking("想要一盏台灯", "晚上看书眼睛花，能调亮的就好。", _STUDY, 20, 1, (CHILD,)),
    Asking("想剪个头发过年", "过年了想清清爽爽的，走不到理发店。", _OLD, 40, 1, (ELDER,)),
    Asking("想要几盆好养的花", "阳台空着，种点花有个伴。", _OLD, 40, 1, (ELDER,)),
    Asking("想打一场篮球", "腿脚不方便，想有人推着我去球场投几个篮。", _RIGHTS, 120, 2, (DISABLED,)),
    Asking("想要一件雨衣", "骑电动车送孩子上学，下雨两个人都淋湿。", _POOR, 20, 1, (MOTHER,)),
    Asking("想修好爸爸留下的收音机", "不值钱，就是想再听听。", _NEIGHBOUR, 60, 1, (ORPHAN,)),
    Asking("想跟在外打工的妈妈视频", "家里没有智能手机，半年没见到妈妈了。", _TECH, 40, 1, (CHILD,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """``scene`` names the drawing of it, empty where nobody took a picture; ``solved`` is what was said at the end."""

    kind: SpottedKind
    place: str
    words: str
    solved: str
    scene: str = ""


SPOTS: tuple[Sight, ...] = (
    Sight(SpottedKind.LITTER, "菜市场东门边", "垃圾桶满出来了，堆在地上，有味道。", "清运走了，加了一个桶。", "bags"),
    Sight(SpottedKind.LITTER, "河边步道第二个亭子", "有人烧烤完没收，一地的签子和瓶子。", "志愿者一起捡干净了。", "bags"),
    Sight(SpottedKind.PARKING, "小学后门", "放学时车停满了人行道，孩子只能走马路。", "和车主说了，放学时有人值守。", "car"),
    Sight(SpottedKind.DAMAGE, "人行道拐角", "井盖缺了一块，晚上看不见。", "换了新井盖。", "hole"),
    Sight(SpottedKind.DAMAGE, "健身广场", "扭腰器的螺丝松了，踩上去会晃。", "螺丝拧紧了，踩着稳当了。"),
    Sight(SpottedKind.BLOCKED, "三单元楼下消防通道", "两辆车一直停在那里，消防车过不去。", "车挪走了，地上划了线。", "car"),
    Sight(SpottedKind.POSTERS, "公交站牌背面", "贴满了办证的小广告，撕了又贴。", "志愿者铲干净了。", "paper"),
    Sight(SpottedKind.MANNERS, "百货门口", "遛狗不牵绳，吓到小孩了。", "劝过了，门口立了提示牌。"),
    Sight(SpottedKind.DAMAGE, "老车站候车亭", "顶棚破了个大洞，下雨没地方躲。", "顶棚补好了。"),
    Sight(SpottedKind.LITTER, "工地围挡外面", "渣土撒了一路，一刮风全是灰。", "工地派人冲洗了。"),
    Sight(SpottedKind.PARKING, "社区卫生站门口", "救护车道停了小车，等了一刻钟。", "车主道歉挪走了。", "car"),
    Sight(SpottedKind.OTHER, "路口红绿灯", "绿灯只有十秒，老人走不到对面。", "绿灯加到了二十五秒。"),
)  # fmt: skip
AGAIN = Sight(SpottedKind.LITTER, "菜场东门垃圾桶", "两个桶都满了，边上还堆着袋子。", "", "bags")
PASSED_ON = (
    "转给城管中队，今天派人去看。",
    "转给环卫所了。",
    "转给物业，说好三天内修。",
    "报给交警，已经记下。",
)
REFUSED = (
    "这是物业合同里的事，已经请物业上门。",
    "要请有资质的电工，不能让志愿者做。",
    "联系不上，请再留个电话。",
)
CANCELLED = ("孩子回来了，不用了，谢谢。", "邻居已经帮忙弄好了。")
RATED = (
    (5, "小伙子很细心，还帮我倒了垃圾。"),
    (5, "说来就来，讲话也客气。"),
    (4, "来晚了一点，事情办得好。"),
    (5, "谢谢，心里暖。"),
    (3, "还可以。"),
)
