"""Pictures of posts; whose they are is asked nowhere."""

TABLES = """
                    nobody user author other admin inactive deleted

POST /api/media <picture>
any                    401  201    201   201   201      401     401
"""
