"""Laboratory of a cluster: etcd, Patroni and PostgreSQL on three nodes, API servers, HAProxy."""
