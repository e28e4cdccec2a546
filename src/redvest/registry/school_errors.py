"""Expected failures of classes (班级). The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class ClassUnknown(NotFound):
    """没有找到这个班级，或者它不归你带。"""

    code = "class-unknown"


class ClassNameWrong(Invalid):
    """请填写班级名称，最多 30 个字，比如“三年级二班”。"""

    code = "class-name-wrong"


class ClassYearWrong(Invalid):
    """年级或入学年份不对，请核对。"""

    code = "class-year-wrong"


class ClassNameTaken(Conflict):
    """学校里已经有一个同名的班级，请换个名称。"""

    code = "class-name-taken"


class ClassClosed(Conflict):
    """这个班级已经毕业了，不能再改。"""

    code = "class-closed"


class ClassMoved(Conflict):
    """这个班级刚刚升过年级了，请刷新看看。"""

    code = "class-moved"


class ClassLastYear(Conflict):
    """已经是最高的年级了，读完请点“毕业”。"""

    code = "class-last-year"


class TeacherWrong(Invalid):
    """这个人在学校里没有“老师”的角色，请先到“角色”里给。"""

    code = "teacher-wrong"


class TeacherThere(Conflict):
    """这位老师已经在带这个班了。"""

    code = "teacher-there"


class TeacherGone(NotFound):
    """这位老师不带这个班，或者已经退出了。"""

    code = "teacher-gone"


class PupilListWrong(Invalid):
    """名单里有几行要改，改好再提交。一个人也没有邀请。"""

    code = "pupil-list-wrong"


class PupilsTooMany(Invalid):
    """一份表最多 200 人，请分成几份。"""

    code = "pupils-too-many"


class ClassCodeWrong(NotFound):
    """没有这个班级码，请看看有没有抄错，或者问老师要新的。"""

    code = "class-code-wrong"


class PupilAgeWrong(Invalid):
    """年龄和这个班级对不上，不能当这个班的学生。请核对登记的出生日期，或者问老师要对的班级码。"""

    code = "pupil-age-wrong"


class ClassNeedsGuardian(Invalid):
    """未成年人加入班级，要监护人登录自己的账号来答应。"""

    code = "class-needs-guardian"


class InClassAlready(Conflict):
    """已经在一个班级里了。换班的话，先退出原来的班级。"""

    code = "in-class-already"


class PupilUnknown(NotFound):
    """没有找到这份班级邀请，或者它不归你答复。"""

    code = "pupil-unknown"


class PupilMoved(Conflict):
    """这里刚刚有了变动，请刷新看看。"""

    code = "pupil-moved"


class FamiliesReminded(Conflict):
    """这个星期已经提醒过了，过几天再提醒。"""

    code = "families-reminded"


class NotInClass(Conflict):
    """现在不在任何班级里。"""

    code = "not-in-class"


class PupilReasonMissing(Invalid):
    """移出班级要写一句原因，家长会看到。"""

    code = "pupil-reason-missing"
