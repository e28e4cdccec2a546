"""Expected failures of templates. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadTemplateName(Invalid):
    """给模板起个名称，最长 40 个字。"""

    code = "bad-template-name"


class TemplateNameTaken(Conflict):
    """已经有一个叫这个名称的模板，换个名称，或者先停用那一个。"""

    code = "template-name-taken"


class TemplateNotFound(NotFound):
    """没有找到这个模板，它可能已经停用。"""

    code = "template-not-found"


class TooManyTemplates(Conflict):
    """一个组织最多留 50 个模板，先停用不用的。"""

    code = "too-many-templates"
