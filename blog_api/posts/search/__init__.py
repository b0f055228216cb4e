"""Search in the list of posts: query strategies, index, snippets and language.

Triggers keep `post_search`: `db/sql/index_new_posts.sql` and `index_changed_post.sql`. Documents,
queries and headlines are made by SQL functions: `search_document.sql`, `search_terms.sql`,
`search_headline.sql` and those that they call.
"""
