"""Expected failures of an organisation's own facts and brands. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class ParentAndLiaison(Invalid):
    """直属上级和联络组织只能填一个：有直属上级的，由上级联络。"""

    code = "parent-and-liaison"


class LiaisonWrong(Invalid):
    """联络组织要是本市正常状态的另一个组织，请核对代码。"""

    code = "liaison-wrong"


class MarkWrong(Invalid):
    """身份标识只给登记的志愿服务组织：证书编号 4 到 40 个字，和取得日期一起填，日期不能在今天以后。"""

    code = "mark-wrong"


class MarkTaken(Conflict):
    """这个证书编号已经登记在别的组织名下，请核对。"""

    code = "mark-taken"


class CapacityWrong(Invalid):
    """最多能带的人数请填 1 到 100000 之间的整数，不知道可以不填。"""

    code = "capacity-wrong"


class BrandWrong(Invalid):
    """品牌名请写二到四十个字，选好种类；开始日期不能在今天以后。"""

    code = "brand-wrong"


class BrandTaken(Conflict):
    """这个品牌名正在使用，不能再登记一个。"""

    code = "brand-taken"


class BrandUnknown(NotFound):
    """没有找到这个品牌，或者它已经停用了。"""

    code = "brand-unknown"
