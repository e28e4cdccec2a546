"""Every word that the offline gate's scripts may have to say; ``{…}`` is filled in on the phone."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """The words by name, in the language of the page."""
    return {**_at_the_gate(), **_on_the_way_home()}


def _at_the_gate() -> dict[str, str]:
    return {
        "in": _("签到"),
        "out": _("签退"),
        "again": _("又来了"),
        "none": _("还没来"),
        "here": _("在场"),
        "gone": _("已签退"),
        "did_in": _("{name} 签到，记下了"),
        "did_out": _("{name} 签退，记下了"),
        "just": _("{name} 刚刚记过了，不用再扫"),
        "already_in": _("{name} 已经签到过了，这次的码也留着作证明"),
        "not_in_yet": _("{name} 还没有签到。如果是在另一台手机上签的，传上去会对上"),
        "stranger": _("名单上没有这个人。记下了，联网后核对，他要先报名"),
        "number": _("编号 {number} 记下了，联网后核对"),
        "not_a_code": _("这不是志愿者的码，请对方打开“我的码”"),
        "venue_code": _("这是现场码，要扫的是志愿者手机上的码"),
        "no_camera": _("打不开摄像头。可以在名单里找人，或者输入编号"),
        "not_kept": _("这部手机存不下记录，请先用纸质签到表"),
        "tail": _("尾号"),
        "nobody_found": _("名单里没有找到“{text}”"),
        "more": _("还有 {n} 人，请打几个字找人"),
        "list_empty": _("名单是空的。现场来的人先在自己手机上报名"),
        "no_roster": _("还没有名单。联网打开一次这一页，名单就带上了"),
    }


def _on_the_way_home() -> dict[str, str]:
    return {
        "online": _("有网，记一条传一条"),
        "offline": _("没有网，照常签到，记录都存在这部手机里"),
        "sending": _("正在上传……"),
        "waiting": _("还有 {n} 条没传上去"),
        "all_sent": _("都传上去了"),
        "nothing_yet": _("还没有记录"),
        "later": _("{n} 条签退在等另一台手机上的签到，到了会自动对上"),
        "sent_at": _("上次上传 {time}"),
        "ended": _("请重新登录，记录都在这部手机里"),
        "other": _("现在登录的是另一个账号。请 {leader} 登录后再传，不会算到别人名下"),
        "others": _("这部手机上还有 {leader} 记的 {n} 条没传上去，请本人登录后打开这一页"),
        "somebody": _("另一位负责人"),
        "failed": _("没传成，过一会儿自动再试，记录都在"),
        "refused": _("没收下"),
        "unnamed": _("名单外的人"),
        "taken": _("名单取于 {time}，{age}"),
        "age_now": _("刚刚"),
        "age_minutes": _("{n} 分钟前"),
        "age_hours": _("{n} 小时前"),
        "fast": _("这部手机的时间快了 {n} 分钟，请在系统设置里改成自动校准"),
        "slow": _("这部手机的时间慢了 {n} 分钟，请在系统设置里改成自动校准"),
        "over": _("活动结束一天多了，名单已经从这部手机上删掉"),
        "ready": _("已经装好，没网也能打开"),
        "not_ready": _("这个浏览器不能离线打开，请一直开着这一页，别关"),
    }
