"""Watchdog devices of the laboratory, played as the kernel documents them."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from clustering.layout import Lab
from clustering.power import of_node
from clustering.processes import is_running, marked, send, start
from clustering.watchdog import Timer, Watchdog, events, resets


def test_a_timer_starts_with_the_first_write() -> None:
    timer = Timer()
    assert not timer.has_expired(1000)
    timer.receive(b"Ctimeout=15\n", now=0)
    assert not timer.has_expired(14.9)
    assert timer.has_expired(15)


def test_each_write_starts_it_again() -> None:
    timer = Timer()
    timer.receive(b"Ctimeout=15\n1", now=0)
    timer.receive(b"1", now=10)
    assert not timer.has_expired(24.9)
    assert timer.has_expired(25)


def test_a_closed_device_stops_only_after_the_magic_byte() -> None:
    timer = Timer()
    timer.receive(b"Ctimeout=15\n1", now=0)
    assert not timer.close()  # Patroni was killed
    assert timer.has_expired(15)
    timer.receive(b"1V", now=10)
    assert timer.close()
    assert not timer.has_expired(1000)


def test_a_device_that_was_opened_again_at_once_runs() -> None:
    timer = Timer()
    timer.receive(b"VCtimeout=15\n1", now=0)
    assert not timer.close()
    assert timer.has_expired(15)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Return a laboratory without a cluster, whose node 1 has a device."""
    (tmp_path / "log").mkdir()
    (tmp_path / "n1").mkdir()
    os.mkfifo(tmp_path / "n1/watchdog")
    return Lab(namespaces=False, folder=tmp_path)


@contextmanager
def processes(lab: Lab) -> Iterator[list[int]]:
    """Yield the processes of a node, and end them."""
    started = [
        start(lab, "first", ["sleep", "60"], node=1),
        start(lab, "second", ["sh", "-c", "sleep 60 & wait"], node=1),
    ]
    deadline = time.monotonic() + 10
    while len(marked(lab, 1)) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    found = marked(lab, 1)
    try:
        yield found
    finally:
        send(found, signal.SIGKILL)
        for process in started:
            process.wait()


def test_a_frozen_node_is_reset_when_its_timer_runs_out(lab: Lab) -> None:
    watchdog = Watchdog(lab, 1)
    device = os.open(lab.node_folder(1) / "watchdog", os.O_WRONLY)
    with processes(lab) as pids:
        os.write(device, b"Ctimeout=15\n1")
        now = time.monotonic()
        watchdog.check(now)
        send(pids, signal.SIGSTOP)
        watchdog.check(now + 14)
        assert all(map(is_running, pids))
        watchdog.check(now + 16)
        assert not any(map(is_running, pids))
    os.close(device)
    watchdog.check(time.monotonic())
    assert [(event.node, event.what) for event in events(lab)] == [(1, "started"), (1, "reset")]
    assert len(resets(lab)) == 1


def test_a_node_that_stops_in_order_is_not_reset(lab: Lab) -> None:
    watchdog = Watchdog(lab, 1)
    device = os.open(lab.node_folder(1) / "watchdog", os.O_WRONLY)
    with processes(lab) as pids:
        os.write(device, b"Ctimeout=15\n1")
        watchdog.check(0)
        os.write(device, b"V")
        os.close(device)
        watchdog.check(1)
        watchdog.check(2)
        watchdog.check(100)
        assert set(of_node(lab, 1)) == set(pids)
    assert [event.what for event in events(lab)] == ["started", "stopped"]
