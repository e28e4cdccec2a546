"""Expected failures of spotted problems (随手拍). The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Invalid, NotFound


class BadSpotted(Invalid):
    """还差一点，补上就能交。"""

    code = "bad-spotted"


class SpottedNotFound(NotFound):
    """没有找到这条随手拍，它可能已经并到另一条里了。"""

    code = "spotted-not-found"


class SpottedWordsMissing(Invalid):
    """请写一句：转给了谁，或者是怎么解决的。不要写电话和姓名。"""

    code = "spotted-words-missing"


class SpottedNotAlike(Invalid):
    """这两条不像是同一件事：要同一类问题、相距一百米以内，而且都还没办完。"""

    code = "spotted-not-alike"
