"""What a post asks and offers besides its name: its own times, papers, what helps."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from redvest.faces.site.words import span_words
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.skill import every_skill
from redvest.service.models import Post


def post_words(post: Post, today: date) -> dict[str, str]:
    """``when``, ``papers`` and ``skills`` in words; empty where there is nothing to say."""
    when = ""
    if post.starts_at is not None and post.ends_at is not None:
        when = f"{post.shift} {span_words(post.starts_at, post.ends_at, today)}".strip()
    papers = people_list("qualification")
    skills = {skill.key: skill.name for skill in every_skill()}
    return {
        "when": when,
        "papers": _("、").join(_(papers.get(key, key)) for key in post.qualifications),
        "skills": _("、").join(_(skills.get(key, key)) for key in post.skills),
    }
