"""Expected failures of the transparency log. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotFound


class LogDamaged(DomainError):
    """日志和已经签发的日志头对不上，入日志和签发都已停下。请运行 redvest log verify，看看是哪一条。"""

    code = "log-damaged"
    status = 500


class NoHeadYet(NotFound):
    """日志还没有签发过日志头，请过几分钟再来。"""

    code = "no-head-yet"


class LeafBeyondTree(NotFound):
    """这么大的日志里没有这一叶，叶序号要小于叶数。"""

    code = "leaf-beyond-tree"


class SizeBeyondLog(Invalid):
    """日志还没有这么大。叶数不能大于最新日志头里的，旧的也不能大于新的。"""

    code = "size-beyond-log"


class TileNotFound(NotFound):
    """没有这块瓦片：地址写错了，或者日志还没有长到那里。"""

    code = "tile-not-found"


class CheckpointUnreadable(Invalid):
    """这个文件不是日志的检查点，请重新从 /log/checkpoint 保存一份。"""

    code = "checkpoint-unreadable"


class CosignatureRefused(Invalid):
    """这些签名里没有一行出自本站认识的见证方，或者签的不是本站的检查点。"""

    code = "cosignature-refused"


class SaltErased(Conflict):
    """这个人的个人盐值已经按规定抹去，不能再为他记入或更正时长。"""

    code = "salt-erased"
