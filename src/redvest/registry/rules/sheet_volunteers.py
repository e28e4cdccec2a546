"""The sheet of volunteers: its columns (order 67 art. 5), and the words people use in them. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _

from redvest.registry.choices import IdType, Sex
from redvest.registry.rules.sheet import CellFault, Column, Shape, bare_title

SHAPE = Shape(
    (
        Column("name", "姓名", ("志愿者姓名", "真实姓名", "名字", "志愿者"), needed=True),
        Column("sex", "性别"),
        Column("id_type", "证件类型", ("证件种类", "证件名称", "身份证件类型", "证件类别")),
        Column(
            "id_number",
            "证件号码",
            ("身份证号", "身份证号码", "身份证", "证件号", "身份证件号码", "居民身份证号", "居民身份证号码",
             "公民身份号码", "身份号码"),
            needed=True,
        ),
        Column("birth_on", "出生日期", ("出生年月日", "出生年月", "生日", "出生")),
        Column(
            "phone",
            "手机",
            ("手机号", "手机号码", "联系电话", "电话", "联系方式", "移动电话", "电话号码"),
        ),
        Column(
            "region",
            "居住区域",
            ("所属区划", "街道", "社区", "所属社区", "所在社区", "居住地", "居住地区", "所在区域", "区域", "所属区域", "区划",
             "区划代码", "居住社区", "所在街道", "所属街道", "街道社区", "现居住地", "居住地址"),
        ),
        Column("domains", "服务类别", ("服务类型", "服务领域", "志愿服务类别", "服务意向", "服务方向")),
        Column("skills", "专业技能", ("特长", "技能", "技能特长", "专业特长", "服务技能")),
        Column("registered_on", "注册时间", ("注册日期", "登记时间", "登记日期", "加入时间")),
        Column("consent", "本人同意登记", ("本人同意", "同意登记", "是否同意登记", "本人是否同意", "同意")),
        Column("guardian_name", "监护人姓名", ("监护人", "家长姓名", "家长", "法定监护人", "监护人名字")),
        Column(
            "guardian_phone",
            "监护人手机",
            ("监护人手机号", "监护人手机号码", "监护人电话", "监护人联系电话", "监护人联系方式", "家长手机", "家长电话"),
        ),
        Column("guardian_relation", "关系", ("监护人关系", "与监护人关系", "与本人关系", "监护关系", "与志愿者关系")),
        Column("guardian_consent", "监护人同意", ("监护人是否同意", "监护人同意登记", "家长同意")),
    )
)  # fmt: skip

_SEX = {
    "男": Sex.MALE, "男性": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE, "先生": Sex.MALE, "1": Sex.MALE,
    "女": Sex.FEMALE, "女性": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE, "女士": Sex.FEMALE, "2": Sex.FEMALE,
}  # fmt: skip
_ID_TYPES: dict[IdType, tuple[str, ...]] = {
    IdType.RESIDENT_CARD: (
        "居民身份证", "身份证", "二代身份证", "第二代居民身份证", "中国居民身份证", "内地居民身份证", "大陆身份证",
        "中华人民共和国居民身份证",
    ),
    IdType.RESIDENCE_PERMIT: (
        "港澳台居民居住证", "港澳台居住证", "居住证", "港澳居民居住证", "台湾居民居住证", "港澳居住证", "台湾居住证",
    ),
    IdType.PERMANENT_RESIDENCE: (
        "外国人永久居留身份证", "外国人永久居留证", "永久居留身份证", "外国人居留证", "外国人永居证", "永久居留证",
    ),
    IdType.PASSPORT: ("护照", "外国护照", "普通护照", "中国护照"),
    IdType.TRAVEL_PERMIT_HM: (
        "港澳居民来往内地通行证", "港澳居民通行证", "港澳通行证", "回乡证", "港澳来往内地通行证", "港澳居民来往大陆通行证",
    ),
    IdType.TRAVEL_PERMIT_TW: ("台湾居民来往大陆通行证", "台湾居民通行证", "台湾通行证", "台胞证", "台湾居民来往内地通行证"),
}  # fmt: skip
_ID_TYPE_OF = {bare_title(word): kind for kind, words in _ID_TYPES.items() for word in (kind.value, *words)}


@lru_cache(maxsize=1_024)
def sex_of(text: str) -> Sex | None:
    """The sex in a cell, None where it is empty. Raises CellFault."""
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if not said:
        return None
    if said not in _SEX:
        raise CellFault(_("性别“{text}”认不出来，请填“男”或“女”。").format(text=text[:20]))
    return _SEX[said]


@lru_cache(maxsize=1_024)
def named_id_type(text: str) -> IdType | None:
    """The kind of document that a cell names, None where it names none. Raises CellFault."""
    said = bare_title(text)
    if not said:
        return None
    if said not in _ID_TYPE_OF:
        known = "、".join(words[0] for words in _ID_TYPES.values())
        raise CellFault(_("证件类型“{text}”认不出来，可以填：{known}。").format(text=text[:20], known=known))
    return _ID_TYPE_OF[said]


def guessed_id_type(number: str) -> IdType:
    """What an eighteen-digit number is from, where the sheet does not say: its beginning tells."""
    text = unicodedata.normalize("NFKC", number).strip()
    if len(text) == 18 and text.startswith(("81", "82", "83")):
        return IdType.RESIDENCE_PERMIT
    if len(text) == 18 and text.startswith("9"):
        return IdType.PERMANENT_RESIDENCE
    return IdType.RESIDENT_CARD
