"""The posts of a draft that is edited: each stays the row that it was, with the opening planned for it.

Which of the posts typed is which of those there: first by title and shift, then by where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from redvest.service.actions.activity_fields import new_posts
from redvest.service.actions.activity_form import Faults, PostForm
from redvest.service.actions.offer import lock_posts
from redvest.service.activity_errors import BadActivity
from redvest.service.models import Activity, Opening, Post, PostCourse
from redvest.service.opening_errors import ReviewedPost
from redvest.service.queries.opening import frame_of, plan_of
from redvest.service.rules.opening import plan_faults, rest_of

# What a form says. Of a post that stays everything else stays, too: its opening's word, whether it asks once more.
_TYPED = (
    "title", "description", "places", "min_age", "max_age", "needs_review", "answer_hours", "meeting_point",
    "qualifications", "skills", "shift", "starts_at", "ends_at", "break_minutes", "order",
)  # fmt: skip


def replace_posts(*, activity: Activity, posts: Sequence[PostForm]) -> list[Post]:
    """Make the activity's posts those given, inside the caller's transaction; the trainings they asked for are gone.

    Raises BadActivity where a planned opening no longer fits its post.
    """
    lock_posts(activity_id=activity.pk)  # nobody plans an opening meanwhile
    before = list(Post.objects.filter(activity=activity))
    wanted = new_posts(activity=activity, posts=posts)
    _recognise(before, wanted)
    staying = {post.pk for post in before} & {post.pk for post in wanted}
    Post.objects.filter(activity=activity).exclude(pk__in=staying).delete()
    PostCourse.objects.filter(post__in=staying).delete()
    Post.objects.bulk_update([post for post in wanted if post.pk in staying], _TYPED)
    Post.objects.bulk_create([post for post in wanted if post.pk not in staying])
    _fit_openings(activity, wanted)
    return wanted


def _recognise(before: Sequence[Post], wanted: Sequence[Post]) -> None:
    """Give each post that was there before its key."""
    left, unknown = dict(enumerate(before)), dict(enumerate(wanted))
    same: tuple[Callable[[int, Post], object], ...] = (
        lambda _n, post: (post.title, post.shift),
        lambda n, _post: n,
    )
    for what in same:
        for number, post in list(unknown.items()):
            found = next((n for n, old in left.items() if what(n, old) == what(number, post)), None)
            if found is not None:
                post.pk = left.pop(found).pk
                del unknown[number]


def _fit_openings(activity: Activity, posts: Sequence[Post]) -> None:
    """The last stage has what the others leave of the places; what does not fit any more is said, post by post."""
    known = {post.pk: post for post in posts}
    faults: Faults = []
    openings = Opening.objects.filter(pk__in=known).order_by("post__order").prefetch_related("stages")
    for opening in openings:
        post = known[opening.pk]
        if sentence := _misfit(activity, post, opening):
            faults.append(("posts", sentence))
        elif stages := list(opening.stages.all()):
            opening.stages.filter(pk=stages[-1].pk).update(places=rest_of(plan_of(opening), post.places))
    if faults:
        raise BadActivity(errors=[{"field": name, "sentence": sentence} for name, sentence in faults])


def _misfit(activity: Activity, post: Post, opening: Opening) -> str:
    if post.needs_review:
        said = str(ReviewedPost.__doc__)
    else:
        # As of when it was announced: what has opened since is not blamed for that.
        found = plan_faults(plan_of(opening), frame_of(post, activity), opening.announced_at)
        said = found[0][1] if found else ""
    return f"岗位“{post.label}”安排了放号，这样改就对不上了：{said}请先改或取消它的放号。" if said else ""
