"""Expected failures of finding somebody for a need, serving it and confirming it. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NeedTaken(Conflict):
    """已经有人接了这一单，谢谢你愿意帮忙。看看还有没有别的人需要你。"""

    code = "need-taken"


class NeedNotOffered(Conflict):
    """这条需求现在不在等人接，请刷新看看到了哪一步。"""

    code = "need-not-offered"


class NotAskedForNeed(NotAllowed):
    """这条需求正在一位一位地问，还没有问到你。等公开抢单时你就能接。"""

    code = "not-asked-for-need"


class NotFitForNeed(Invalid):
    """你现在还不能接这一单，原因写在下面。"""

    code = "not-fit-for-need"


class AskAnswered(Conflict):
    """这次询问已经结束了，不用再答复。"""

    code = "ask-answered"


class DispatchEnded(Conflict):
    """这一次派单已经结束了，请刷新看看现在到了哪一步。"""

    code = "dispatch-ended"


class BodyCannotServe(Invalid):
    """这个组织现在不能接单：它还没有通过审核，或者已经暂停。请换一个组织。"""

    code = "body-cannot-serve"


class DispatchReasonNeeded(Invalid):
    """请写一句原因，别人好接着办。"""

    code = "dispatch-reason-needed"


class NobodyNear(Conflict):
    """附近没有合适又没被打扰过的志愿者了。可以公开抢单，或者派给组织。"""

    code = "nobody-near"


class NotAMember(Invalid):
    """只能问本组织现在的成员，名单里有人不是。"""

    code = "not-a-member"


class ServingMoved(Conflict):
    """这一单刚刚有了变动，请刷新看看现在到了哪一步。"""

    code = "serving-moved"


class WrongServiceCode(Invalid):
    """服务码不对，请再问一下求助人，是短信里的四位数字。"""

    code = "wrong-service-code"


class ServiceCodeTriedOut(Conflict):
    """服务码已经试错五次，这一单不能再输了。可以不输服务码，服务完请求助人点确认。"""

    code = "service-code-tried-out"


class MinutesNeeded(Invalid):
    """从开始到现在时间太长了，是不是忘了按“完成”？请填实际服务了多少分钟。"""

    code = "serving-minutes-needed"


class BadServingMinutes(Invalid):
    """服务了多少分钟填得不对：至少 1 分钟，不能超过从开始到现在的时间。"""

    code = "bad-serving-minutes"


class OwnServing(NotAllowed):
    """服务的人、求助的人和会签、回访的人要是不同的人，这一步请别人来做。"""

    code = "own-serving"


class NoRecordingBody(Invalid):
    """这一单不是哪个组织派的，还没有记录单位。请选一个你负责的组织来记录时长。"""

    code = "no-recording-body"


class NotSecondYet(Conflict):
    """要先由记录单位会签，再由第二位工作人员复核。"""

    code = "not-second-yet"


class ConfirmNotNow(Conflict):
    """这条需求现在不用确认：要么还没办完，要么已经确认过了。"""

    code = "confirm-not-now"


class NotRequester(NotAllowed):
    """只有求助的人能确认和评分。请打开短信里的链接，或者用求助时的手机号登录。"""

    code = "not-requester"


class NeedLinkUnknown(NotFound):
    """这个链接打不开了。请看看短信里的网址有没有抄全，或者打电话给社区服务站。"""

    code = "need-link-unknown"


class BadRecording(Invalid):
    """录音要是 MP3、M4A、OGG 或 WAV，不超过 20 MB。"""

    code = "bad-recording"


class BadScore(Invalid):
    """评分要在一星到五星之间。"""

    code = "bad-score"


class PrivateNotYet(NotAllowed):
    """住址和电话只给接了单的志愿者看。先接单，再来看。"""

    code = "private-not-yet"


class PrivateClosed(NotAllowed):
    """服务结束已经超过一天，住址和电话不再显示了。还有事要联系，请找社区服务站。"""

    code = "private-closed"
    status = 410


class PrivateReasonNeeded(Invalid):
    """看住址和电话要写明原因，会记下来。"""

    code = "private-reason-needed"


class NeedHasPeople(Conflict):
    """已经有志愿者接了这一单，不能收回。要改，先请他们取消。"""

    code = "need-has-people"
