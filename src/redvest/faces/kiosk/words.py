"""Every word that the screen's scripts may have to say; ``{…}`` is filled in on the spot."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """The words by name, in the language of the page."""
    return {
        "back": _("退格"),
        "clear": _("清空"),
        "kept_in": _("记下了：{time} 签到"),
        "kept_out": _("记下了：{time} 签退"),
        "kept_help": _("记下了。站里的工作人员会来找你，留了手机的会打给你"),
        "later": _("现在没有网，有网以后会自动传上去，不会丢"),
        "done_in": _("签到好了。走的时候再来刷一次签退"),
        "done_out": _("签退好了，辛苦了"),
        "done_help": _("已经告诉站里了。没留手机的，请在这里等一下"),
        "waits": _("签退记下了，签到还没有传到，到了会自动对上"),
        "just": _("刚刚记过了，不用再来一次"),
        "not_a_code": _("这不是志愿者卡，也不是 12 位编号。请再试一次"),
        "unlisted": _("没有记上：这里没有你报名的活动，或者编号不对。下面选一个，接着办"),
        "not_kept": _("这台机器存不下记录，请找站里的工作人员"),
        "refused": _("没有记上：{why}"),
        "online": _("有网"),
        "offline": _("没有网，照常能签到、能求助"),
        "waiting": _("还有 {n} 条在等着上传"),
        "nothing": _("都传上去了"),
        "left": _("{n} 秒没有人碰，就自动结束"),
        "no_phone": _("手机号是 11 位数字，请再看看。不想留就清空"),
        "no_voice": _("这台机器没有语音，请站里的工作人员念给你听"),
        "no_print": _("打不开证明，请再试一次"),
    }
