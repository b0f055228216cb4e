"""Tags and categories: the number of posts of each, and renaming them in all posts.

A trigger counts: `db/sql/count_terms.sql` keeps `term_counts` whenever a post changes, in several
rows for each term (shares), so that writers do not wait for each other (decision 0008).
"""
