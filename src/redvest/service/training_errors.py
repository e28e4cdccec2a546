"""Expected failures of training and its lists. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadTrainingList(Invalid):
    """名单里有几行要改，改好再提交；现在一个人也没有记。"""

    code = "bad-training-list"


class BadCourse(Invalid):
    """培训课程有几处要改。"""

    code = "bad-course"


class CourseExists(Conflict):
    """这个组织已经有一门同名的课程了。"""

    code = "course-exists"


class CourseNotFound(NotFound):
    """没有找到这门培训课程。"""

    code = "course-not-found"


class TrainingVoided(Conflict):
    """这条培训记录已经作废了。"""

    code = "training-voided"


class ReasonNeeded(Invalid):
    """请写明原因，至少四个字，对方会看到。"""

    code = "course-reason-needed"
