"""What every route answers to everybody, in tables to be read.

A table is one request and below it one line for each state of the thing it is about. Columns are
who asks: `author` owns the thing, `other` owns things like it, `user` has written nothing;
`inactive` and `deleted` show the tokens they had while they were well, and ask for their own.

A number is the status. After it, `+` says that the thing is in the answer and `-` that it is not;
`=` says that a write succeeded and changed nothing. Any other write must change something, and
what is refused or only reads must change nothing.
"""

from tests.contract.matrix import auth, comments, media, posts, root, terms, trash, users

TEXTS = (
    auth.TABLES,
    users.TABLES,
    posts.TABLES,
    comments.TABLES,
    media.TABLES,
    terms.TABLES,
    trash.TABLES,
    root.TABLES,
)
