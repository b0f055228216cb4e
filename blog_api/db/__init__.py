"""Database access: connection pool, transactions, compiled statements, migrations and roles."""
