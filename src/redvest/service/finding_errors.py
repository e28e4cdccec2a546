"""Expected failures of saved searches and of looking up why somebody cannot join."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class SearchEmpty(Invalid):
    """还没有说要找什么。先选一选类别、地方或日子，再存下来。"""

    code = "search-empty"


class SearchNameWrong(Invalid):
    """给这个查找起个名字，最长 40 个字。"""

    code = "search-name-wrong"


class SearchKept(Conflict):
    """一样的查找已经存过了，在“存下的查找”里。"""

    code = "search-kept"


class SearchesTooMany(Conflict):
    """存下的查找最多 20 个。删掉不用的，再存新的。"""

    code = "searches-too-many"


class SearchUnknown(NotFound):
    """没有找到这个存下的查找，它可能已经删掉了。"""

    code = "search-unknown"


class PersonNotFound(NotFound):
    """没有找到这个人。请填志愿者编号，或者姓名加手机尾号四位，都要完全一致。"""

    code = "join-person-unknown"
