"""A log of what concurrent clients were told, and the search for an order that explains it.

`life` is a post as a machine of states; `search` looks for an order of the operations on one post
that its answers allow; `slugs` looks at posts that share a slug; `history` is the log; `verbs` and
`scenario` make one while PostgreSQL and the API are killed.
"""
