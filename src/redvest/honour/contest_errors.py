"""Expected failures of contests. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class ContestUnknown(NotFound):
    """没有找到这次征集，或者它不归你管。"""

    code = "contest-unknown"


class ContestIncomplete(Invalid):
    """征集还有几处要改，请看标出来的地方。"""

    code = "contest-incomplete"


class ContestMoved(Conflict):
    """这次征集刚刚有了变动，请刷新看看现在到哪一步了。"""

    code = "contest-moved"


class ContestNotOver(Conflict):
    """还没有到截稿时间，不能开始评审；要提前，先改截稿时间。"""

    code = "contest-not-over"


class ContestNotOpen(Conflict):
    """这次征集现在不收稿，请看投稿的起止时间。"""

    code = "contest-not-open"


class ContestReasonMissing(Invalid):
    """请写一句为什么，2 到 200 个字，投稿的人会看到。"""

    code = "contest-reason-missing"


class OnlyPupils(NotAllowed):
    """这次征集只收中小学生的作品，由本人、家长或者老师投稿。"""

    code = "only-pupils"


class EntryIncomplete(Invalid):
    """作品还有几处要改，填好的都还在。"""

    code = "entry-incomplete"


class EntriesUsedUp(Conflict):
    """能投的件数已经用完了。想换作品，先撤回一件。"""

    code = "entries-used-up"


class EntryUnknown(NotFound):
    """没有找到这件作品，或者它不归你管。"""

    code = "entry-unknown"


class EntryMoved(Conflict):
    """这件作品刚刚有了变动，请刷新看看现在怎样了。"""

    code = "entry-moved"


class EntryPictureBad(Invalid):
    """有一张图片打不开，或者不是图片。请用 JPG、PNG 或 WebP 格式。"""

    code = "entry-picture-bad"


class EntryPictureHeic(Invalid):
    """这是苹果手机的 HEIC 照片，很多人打不开。请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或者发截图。"""

    code = "entry-picture-heic"


class EntryPictureLarge(Invalid):
    """有一张图片太大。一张最多 10 MB、6400 万像素，请缩小后再传。"""

    code = "entry-picture-large"


class RightsNotAgreed(Invalid):
    """请先看“作品怎么用”，同意了再投稿。它刚改过的话，请按新的再看一遍。"""

    code = "rights-not-agreed"


class GuardianPhoneMissing(Invalid):
    """请填家长的手机号：未成年人投稿，要家长在短信里点同意。"""

    code = "guardian-phone-missing"


class ClassRowsWrong(Invalid):
    """名单里有几行要改，一件都还没有投。改好再交一次。"""

    code = "class-rows-wrong"


class TooManyRows(Invalid):
    """一次最多投 1000 件，请分几次交。"""

    code = "too-many-class-rows"


class NothingTicked(Invalid):
    """还没有勾作品，请先勾上要入选的。"""

    code = "nothing-ticked"


class GuardianHasNotAgreed(Conflict):
    """家长还没有同意，这件作品不能展示。"""

    code = "guardian-has-not-agreed"


class PublicationNotAgreed(Conflict):
    """作者没有同意展示，这件作品不能展示。"""

    code = "publication-not-agreed"


class RightsOutdated(Conflict):
    """作者同意的是旧的“作品怎么用”，要按新的再同意一次，才能展示。"""

    code = "rights-outdated"


class EntryLinkUnknown(NotFound):
    """这个链接不对，或者已经用不了了。请打开最近一条短信里的链接。"""

    code = "entry-link-unknown"


class JudgeUnknown(NotFound):
    """没有找到这位评委：要在“角色”里先有这个地方的评委身份。"""

    code = "judge-unknown"


class JudgesTooFew(Conflict):
    """评委不够。回避自己学校、组织和孩子的作品以后，有的作品凑不齐评委，请多请几位。"""

    code = "judges-too-few"


class ContestMarkUnknown(NotFound):
    """这件作品没有分给你评，或者评审已经结束了。"""

    code = "contest-mark-unknown"


class ContestMarkWrong(Invalid):
    """请打 0 到 100 之间的整数分；只选不打分的，点“选”或“不选”。"""

    code = "contest-mark-wrong"


class ContestPaperUnknown(NotFound):
    """没有找到这个编号的参与证书，请对照纸上的编号再看一遍。"""

    code = "contest-paper-unknown"


class ContestPaperNotYet(Conflict):
    """结果公布以后才有参与证书。"""

    code = "contest-paper-not-yet"
