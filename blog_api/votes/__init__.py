"""Votes: at most one for each user and post.

Triggers count them: `db/sql/count_votes.sql` keeps `post_counters.vote_count`, and
`db/sql/hide_votes.sql` excludes the votes of an account while it is in the trash.
"""
