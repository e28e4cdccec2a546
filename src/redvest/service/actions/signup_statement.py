"""The statement that signs somebody up: it finds the person and the post, claims a place or queues, and audits (ADR 3).

Whatever may stand against it is looked at in the statement itself, so nothing can change between a look and the claim.
Three things are left to whoever runs it: ``weighed`` says that the person's other plans of those days, or those a draw
may bring, were held against the limits of the place, under the person's locks; ``opened`` that the rules of the post's
opening let them in, and ``released`` how many of its places that opening has given out so far (NULL: all).
"""

from __future__ import annotations

# One round trip and, outside a transaction, one commit. The lock is a statement of its own because a statement sees
# the database as it was when the statement began: claiming must look after the lock was granted, not before.
# One person's own sign-ups go one after the other: two for overlapping times would wait for each other for ever.
JOIN = """
SELECT pg_advisory_xact_lock(hashtextextended(%(volunteer)s::text, 21)),
       pg_advisory_xact_lock_shared(hashtextextended(%(post)s::text, 20))
"""
# A draw holds the lots of all who entered while it gives places away (``person_lock.py``): whoever weighs the plans of
# somebody with a lot waits here for its end, once the other locks are granted.
LOTS = """
SELECT id FROM service_drawentry WHERE volunteer_id = ANY(%(records)s) AND rank IS NULL ORDER BY id FOR KEY SHARE
"""
SIGN_UP = """
WITH me AS (
    SELECT id, city, birth_on FROM registry_volunteer
    WHERE id = %(volunteer)s AND state = 'active' AND real_name_state IN ('checked', 'verified')
), wanted AS (
    SELECT post.id, post.city, a.id AS activity_id, served.period, post.needs_review,
           CASE WHEN post.needs_review THEN
               least(%(at)s + make_interval(hours => coalesce(post.answer_hours, %(answer_hours)s)), lower(served.period))
           END AS answer_by
    FROM me, service_post AS post JOIN service_activity AS a ON a.id = post.activity_id
    CROSS JOIN LATERAL (
        SELECT tstzrange(coalesce(post.starts_at, a.starts_at), coalesce(post.ends_at, a.ends_at)) AS period,
               (coalesce(post.starts_at, a.starts_at) AT TIME ZONE 'Asia/Shanghai')::date AS day) AS served
    WHERE post.id = %(post)s AND post.city = me.city AND a.state = 'published'
      AND a.signup_opens_at <= %(at)s AND a.signup_closes_at > %(at)s
      AND (post.min_age IS NULL OR me.birth_on <= served.day - make_interval(years => post.min_age))
      AND (post.max_age IS NULL OR me.birth_on > served.day - make_interval(years => post.max_age + 1))
      AND NOT EXISTS (
          SELECT FROM service_postcourse AS need WHERE need.post_id = post.id AND NOT EXISTS (
              SELECT FROM service_trainingrecord AS had
              WHERE had.volunteer_id = ANY(%(records)s) AND had.course_id = need.course_id AND had.voided_at IS NULL
                AND (had.expires_on IS NULL OR had.expires_on >= served.day)))
      AND (post.qualifications = '{}' OR post.qualifications <@ ARRAY(
          SELECT held.kind FROM registry_qualification AS held
          WHERE held.volunteer_id = ANY(%(records)s) AND held.state = 'verified'
            AND (held.expires_on IS NULL OR held.expires_on >= served.day)))
      AND NOT EXISTS (
          SELECT FROM registry_dutyturn AS duty
          WHERE duty.volunteer_id = ANY(%(records)s) AND duty.state = 'taken'
            AND tstzrange(duty.starts_at, duty.ends_at) && served.period)
      AND (%(opened)s OR NOT post.gated AND (post.opens_at IS NULL OR post.opens_at <= %(at)s))
      AND NOT (post.needs_review AND EXISTS (
          SELECT FROM service_signup AS late
          WHERE late.post_id = post.id AND late.state = 'applied' AND late.answer_by < %(at)s))
      AND (%(weighed)s OR NOT EXISTS (
          SELECT FROM service_drawentry AS lot WHERE lot.volunteer_id = ANY(%(records)s) AND lot.rank IS NULL)
        AND NOT EXISTS (
          SELECT FROM service_signup AS near
          WHERE near.volunteer_id = ANY(%(records)s) AND near.post_id <> post.id
            AND near.state IN ('applied', 'confirmed', 'waiting', 'offered', 'served')
            AND near.period && tstzrange(
                lower(served.period) - interval '1 day', upper(served.period) + interval '1 day')))
), claimed AS (
    UPDATE service_post AS post SET taken = post.taken + 1
    FROM wanted WHERE post.id = wanted.id AND NOT wanted.needs_review
      AND post.taken < least(post.places, %(released)s::int) RETURNING post.id
), placed AS (
    INSERT INTO service_signup (id, city, post_id, activity_id, volunteer_id, state, queue, period, request_key,
                                created_at, confirmed_at, take_at_once, words, answer_by, made_by_id, party_id)
    SELECT %(id)s, wanted.city, wanted.id, wanted.activity_id, me.id,
           CASE WHEN EXISTS (SELECT FROM claimed) THEN 'confirmed'
                WHEN wanted.needs_review THEN 'applied' ELSE 'waiting' END,
           nextval('service_signup_queue'), wanted.period, %(key)s,
           %(at)s, CASE WHEN EXISTS (SELECT FROM claimed) THEN %(at)s::timestamptz END,
           %(take_at_once)s, %(words)s, wanted.answer_by, %(made_by)s, %(party)s
    FROM wanted, me RETURNING id, post_id, city, state, queue
), line AS (
    INSERT INTO core_auditline (city, at, actor_kind, actor_id, verb, target_kind, target_id, reason, details)
    SELECT city, %(at)s, 'person', %(account)s, 'sign_up', 'SignUp', id::text, '', jsonb_build_object('state', state)
    FROM placed
)
SELECT state, CASE WHEN state = 'waiting' THEN 1 + (
    SELECT count(*) FROM service_signup AS ahead
    WHERE ahead.post_id = placed.post_id AND ahead.state = 'waiting' AND ahead.queue < placed.queue) END
FROM placed
"""
