"""Images of posts; no route checks their owner."""

TABLES = """
                    nobody user author other admin inactive deleted

POST /api/media <picture>
any                    401  201    201   201   201      401     401
"""
