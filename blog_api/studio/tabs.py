"""Tabs above a list, for `ui.tabs`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    path: str
    is_current: bool
    count: str = ""
