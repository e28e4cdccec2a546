"""Expected failures of reflections (心得). The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class ReflectionUnknown(NotFound):
    """没有找到这篇心得，或者它没有公开。"""

    code = "reflection-unknown"


class ReflectionNotServed(NotAllowed):
    """这场活动里没有你的时长记录。领队确认时长以后就能写。"""

    code = "reflection-not-served"


class ReflectionLength(Invalid):
    """心得写 20 到 2000 个字。"""

    code = "reflection-length"


class ReflectionPictures(Invalid):
    """照片最多 3 张，每张不超过 5 MB，要 JPG、PNG 或者 WebP。换一张再试。"""

    code = "reflection-pictures"


class ReflectionMoved(Conflict):
    """这篇心得刚刚有了变动，请刷新看看。"""

    code = "reflection-moved"


class ReflectionWordsMissing(Invalid):
    """请写一句为什么，作者会看到。"""

    code = "reflection-words-missing"


class OwnReflection(NotAllowed):
    """这是你自己或者你孩子的心得，要请别人来审核。"""

    code = "own-reflection"


class ReflectionNeedsGuardian(Invalid):
    """未成年人的心得要监护人登录自己的账号同意，才会公开。"""

    code = "reflection-needs-guardian"
