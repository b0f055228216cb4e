"""Metrics as Prometheus scrapes them."""

from prometheus_client import Counter
from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]


class Scrape:
    """The samples of one response, read by name: after many tests there are very many."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)

    def value(self, name: str, **labels: str) -> float:
        """Return the value of a series; 0 if it does not exist."""
        return self._find(name).get(frozenset(labels.items()), 0.0)

    def labels(self, name: str, label: str) -> set[str]:
        """Return every value of a label."""
        return {dict(labels)[label] for labels in self._find(name)}

    def _find(self, name: str) -> dict[Labels, float]:
        lines = [line for line in self._lines if line.startswith((f"{name} ", f"{name}{{"))]
        return {
            frozenset(sample.labels.items()): sample.value
            for family in text_string_to_metric_families("".join(lines))
            for sample in family.samples
        }


def count_of(counter: Counter, **labels: str) -> float:
    """Return the value of a counter of this process; 0 if nothing was counted.

    `REGISTRY.get_sample_value` reads all metrics, which takes long after many tests.
    """
    samples = (sample for family in counter.collect() for sample in family.samples)
    # Besides the total there is a sample with the time at which the counter was made.
    return sum(s.value for s in samples if s.name.endswith("_total") and s.labels == labels)
