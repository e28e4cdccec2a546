"""Plausible Chinese names by how common they are, with their pinyin."""

from __future__ import annotations

import random
from functools import cache, lru_cache

from redvest.faces.ops.demo.chance import Weighted
from redvest.registry.rules.names import pinyin

# Surname and weight: the country's common ones, and those that are common around Xinyu.
_COMMON = (
    "李 74 王 72 张 68 刘 82 陈 60 杨 33 黄 46 赵 24 周 34 吴 31 徐 22 孙 18 胡 40 朱 17 高 13 林 12 何 17 郭 15 马 10 罗 24 "
    "梁 9 宋 10 郑 12 谢 18 韩 8 唐 10 冯 7 于 6 董 6 萧 5 程 8 曹 8 袁 11 邓 13 许 8 傅 21 沈 6 曾 14 彭 16 吕 6 苏 5 卢 6 "
    "蒋 5 蔡 7 贾 4 丁 5 魏 6 薛 4 叶 7 阎 2 余 9 潘 6 杜 5 戴 5 夏 6 钟 19 汪 5 田 5 任 5 姜 4 范 6 方 5 石 4 姚 6 谭 6 "
    "廖 11 邹 17 熊 12 金 4 陆 4 郝 3 孔 4 白 3 崔 4 康 3 毛 5 邱 6 秦 4 江 6 史 3 顾 3 侯 3 邵 3 孟 3 龙 5 万 8 段 3 "
    "雷 4 钱 3 汤 4 尹 4 黎 4 易 6 常 2 武 2 乔 2 贺 3 赖 8 龚 6 文 5 敖 17 简 22 习 9 晏 14 严 13 章 5 甘 6 欧阳 8 聂 5 "
    "施 3 洪 4 卜 2 阮 2 柳 2 温 3 梅 2 单 1 上官 1 司马 1"
)
_WORDS = _COMMON.split()
SURNAMES = Weighted([(name, float(weight)) for name, weight in zip(_WORDS[::2], _WORDS[1::2], strict=True)])
_COMPOUND = frozenset(name for name in SURNAMES.things if len(name) == 2)

_MEN_FIRST = "建国志明海文永家俊子浩宇伟小德春世金玉福华振晓立宏广荣庆光少新清云天承泽思景嘉一"
_MEN_LAST = "军华平强勇辉波斌涛杰鹏飞明亮峰刚伟林生根龙祥贵才良清武民东宁旭宇轩辰睿博然阳超凯毅彬"
_WOMEN_FIRST = "小秀晓玉春丽美雪文海雅思佳慧梦诗婉爱桂金红月水云欣嘉子静若语一素彩凤兰"
_WOMEN_LAST = "芳英丽敏静霞燕娟梅兰红玲琴萍莉云华珍香莲娜婷洁颖欣怡雯涵悦琪萱蓉茜瑶凤花秀芬"


@lru_cache(maxsize=100_000)
def reading(name: str, surname_length: int) -> str:
    """The pinyin of a whole name, put together from parts that repeat."""
    return f"{_surname_reading(name[:surname_length])} {_given_reading(name[surname_length:])}"


def person_name(rng: random.Random, male: bool) -> tuple[str, str]:
    """A name and its pinyin."""
    surname = SURNAMES.pick(rng)
    first, last = (_MEN_FIRST, _MEN_LAST) if male else (_WOMEN_FIRST, _WOMEN_LAST)
    one, two = rng.choice(first), rng.choice(last)
    given = two if rng.random() < 0.16 or one == two else one + two
    return surname + given, reading(surname + given, len(surname))


def surname_of(name: str) -> str:
    """The family name: of two characters where it is a compound one."""
    return name[:2] if name[:2] in _COMPOUND else name[:1]


@cache
def _surname_reading(surname: str) -> str:
    return pinyin(surname + "一").rsplit(" ", 1)[0]


@cache
def _given_reading(given: str) -> str:
    return pinyin("王" + given).split(" ", 1)[1]
