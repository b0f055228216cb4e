"""Posts: drafts, publication, trash and restore. Read this room first.

PUT and PATCH of a post are in `editing/`, its versions in `recording/` and `revisions/`.

Triggers on the table write everything derived from a post: its counters
(`db/sql/make_counters.sql`), its old slugs (`remember_slug.sql`), the counts of its tags and
category (`count_terms.sql`) and its search document (`index_new_posts.sql`,
`index_changed_post.sql`).
"""
