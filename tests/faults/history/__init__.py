"""A log of the responses to concurrent clients, and the search for an order that explains it.

`life` is a post as a state machine; `search` finds an order of the operations on one post that its
responses allow; `slugs` checks posts that share a slug; `history` is the log; `verbs` and
`scenario` fill it while PostgreSQL and the API are killed.
"""
