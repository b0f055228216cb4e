"""Watchdog devices of the nodes, played by one process that is part of no node.

Patroni's testing driver writes to a named pipe what it would write to /dev/watchdog. A node whose
timer runs out is reset at once, whether it is frozen or not, and boots some seconds later.
"""

import json
import os
import re
import time
from dataclasses import dataclass
from typing import Final

from clustering.layout import NODES, Lab
from clustering.power import boot, power_off

DEVICE: Final = "watchdog"
EVENTS: Final = "watchdog.jsonl"
DEFAULT_TIMEOUT_S: Final = 60.0
# Firmware and kernel need longer on a real machine; by then its lease has ended, as it has here.
BOOT_S: Final = 10.0
TICK_S: Final = 0.1
READ_BYTES: Final = 4096
TIMEOUT: Final = re.compile(rb"Ctimeout=(\d+)\n")
MAGIC_CLOSE: Final = b"V"


class Timer:
    """Timer of a device with the magic close feature (watchdog-api.rst of the kernel).

    It runs from the first write on; each write starts it again. A device that is closed right after
    the byte V stops; one that is closed otherwise, because Patroni was killed, does not.
    """

    def __init__(self) -> None:
        self.timeout = DEFAULT_TIMEOUT_S
        self.deadline: float | None = None
        self._may_stop = False

    def receive(self, written: bytes, now: float) -> None:
        """Start again; a change of the timeout arrives whole, because pipes do not split it."""
        for found in TIMEOUT.finditer(written):
            self.timeout = float(found[1])
        self._may_stop = written.endswith(MAGIC_CLOSE)
        self.deadline = now + self.timeout

    def close(self) -> bool:
        """Return whether the timer was stopped, now that no process has the device open."""
        if not self._may_stop or self.deadline is None:
            return False
        self.deadline = None
        return True

    def has_expired(self, now: float) -> bool:
        return self.deadline is not None and now >= self.deadline


@dataclass(frozen=True, slots=True)
class Event:
    """A start, stop, reset or boot; `at` is a time of `time.monotonic`."""

    node: int
    what: str
    at: float


class Watchdog:
    """One node, its device, and the power that the device can cut."""

    def __init__(self, lab: Lab, node: int) -> None:
        self._lab: Final = lab
        self._node: Final = node
        self._device: Final = os.open(
            lab.node_folder(node) / DEVICE, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        )
        self._timer = Timer()
        self._boots_at: float | None = None

    def check(self, now: float) -> None:
        """Read what was written since the last check; reset or boot the node when it is due."""
        self._read(now)
        if self._timer.has_expired(now):
            power_off(self._lab, self._node)
            self._note("reset")
            self._timer = Timer()
            self._boots_at = time.monotonic() + BOOT_S
        elif self._boots_at is not None and now >= self._boots_at:
            self._boots_at = None
            boot(self._lab, self._node)
            self._note("booted")

    def _read(self, now: float) -> None:
        try:
            written = os.read(self._device, READ_BYTES)
        except BlockingIOError:
            return  # open, and nothing was written
        if not written:
            if self._timer.close():
                self._note("stopped")
            return
        if self._timer.deadline is None:
            self._note("started")
        self._timer.receive(written, now)

    def _note(self, what: str) -> None:
        event = {"node": self._node, "what": what, "at": time.monotonic()}
        with (self._lab.folder / EVENTS).open("a") as file:
            file.write(f"{json.dumps(event)}\n")


def events(lab: Lab) -> list[Event]:
    """Return what the watchdogs have done since `up`."""
    file = lab.folder / EVENTS
    lines = file.read_text().splitlines() if file.exists() else []
    return [Event(**json.loads(line)) for line in lines]


def latest_events(lab: Lab) -> list[Event]:
    """Return the last event of each node."""
    return list({event.node: event for event in events(lab)}.values())


def resets(lab: Lab) -> list[Event]:
    return [event for event in events(lab) if event.what == "reset"]


def main() -> None:
    """Play the devices of all nodes until `down` ends this process."""
    lab = Lab.load()
    watchdogs = [Watchdog(lab, node) for node in NODES]
    while True:
        for each in watchdogs:
            each.check(time.monotonic())
        time.sleep(TICK_S)


if __name__ == "__main__":
    main()
