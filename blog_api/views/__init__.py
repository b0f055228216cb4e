"""Views: counted for each post and visitor, without storing the identity of the visitor.

A trigger adds them up: `db/sql/count_post_views.sql` keeps `post_counters.view_count`.
"""
