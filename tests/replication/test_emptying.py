"""The helper that empties a primary leaves nothing that waits for the standby."""

from tests.database import empty
from tests.replication.conftest import NewPair


def test_an_emptied_primary_stops_after_its_standby(new_pair: NewPair) -> None:
    with new_pair() as pair:
        pair.primary.wait_for_standbys("standby")
        for _ in range(5):
            empty(pair.primary.owner)
