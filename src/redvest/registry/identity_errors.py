"""Expected failures of a person's name, document and birth date. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class NameMissing(Invalid):
    """请填写姓名，写证件上的名字。"""

    code = "name-missing"


class NameOdd(Invalid):
    """姓名里有不该有的字符。请按证件上的名字写，只用文字、空格和间隔号。"""

    code = "name-odd"


class NameTooLong(Invalid):
    """姓名太长了，最多 60 个字。"""

    code = "name-too-long"


class BirthDateMissing(Invalid):
    """这种证件上没有出生日期，请自己填写。"""

    code = "birth-date-missing"


class BirthDateWrong(Invalid):
    """出生日期和证件号码里的不一样，请核对。"""

    code = "birth-date-wrong"


class SexMissing(Invalid):
    """请选择性别。"""

    code = "sex-missing"


class SexWrong(Invalid):
    """性别和证件号码里的不一样，请核对。"""

    code = "sex-wrong"


class IdTypeUnknown(Invalid):
    """请选择证件类型。"""

    code = "id-type-unknown"


class RealNameRefused(Invalid):
    """姓名和证件号码对不上，请对照证件再核对一遍。"""

    code = "real-name-refused"


class RealNameMissing(Conflict):
    """这份记录还没有证件信息，请先补上证件号码。"""

    code = "real-name-missing"
