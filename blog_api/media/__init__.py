"""Images: uploaded, re-encoded, stored under the hash of their content, and served.

A trigger queues files for removal: `db/sql/remember_picture.sql` inserts into `picture_removals`
when the row of an image is deleted, also by a cascade. An upload whose row is deleted before its
file is written queues the file itself.
"""
