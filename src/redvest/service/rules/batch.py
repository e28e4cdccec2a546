"""Batches of certificates: how many at once, what people paste into the list, how far it has come.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from redvest.core.errors import Invalid, NotFound

MOST = 1000
_NUMBER = re.compile(r"\d{12}")


class BatchEmpty(Invalid):
    """还没有选人。请勾选成员，或者把志愿者编号贴进名单，一行一个。"""

    code = "batch-empty"


class BatchTooLarge(Invalid):
    """一批最多 1000 人，请分成几批。"""

    code = "batch-too-large"


class PeopleUnknown(Invalid):
    """名单里有人不是这个组织的成员，也没有这个组织记录的时长。请核对后再提交。"""

    code = "people-unknown"


class BatchNotFound(NotFound):
    """没有找到这一批证明，或者它不归你管。"""

    code = "batch-not-found"


class BatchExpired(NotFound):
    """这一批的打包下载已经过期。每份证明仍然可以单独下载。"""

    code = "batch-expired"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come."""

    total: int
    issued: int
    refused: int

    @property
    def waiting(self) -> int:
        return self.total - self.issued - self.refused

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when everybody has an answer."""
        return 100 * (self.issued + self.refused) // self.total if self.total else 100


def numbers_in(text: str) -> tuple[list[str], list[str]]:
    """The volunteer numbers of a pasted list, one a line beside whatever else stands there, and lines without one.

    Spaces inside a number, as it is printed, do not matter.
    """
    numbers, unread = [], []
    for line in text.splitlines():
        found = _NUMBER.search(re.sub(r"(?<=\d)[ \u00a0\u3000](?=\d)", "", line))
        if found:
            numbers.append(found.group())
        elif line.strip():
            unread.append(line.strip())
    return list(dict.fromkeys(numbers)), unread
