"""Comments on posts: flat, the oldest first.

A trigger counts them: `db/sql/count_comments.sql` keeps `post_counters.comment_count`, without
comments in the trash.
"""
