"""`scripts/cluster`: a cluster on this machine, faults, load, and a check of what was written."""

import argparse
import sys
from collections.abc import Callable
from typing import Final

from clustering import faults, lifecycle
from clustering.inspection import describe
from clustering.layout import NODES, Lab, LabError
from clustering.load import LoadOptions, run_load
from clustering.recovery import back_up
from clustering.verify import verify


def main() -> int:
    """Return 0 if the command did what it says."""
    given = parse_arguments()
    try:
        return carry_out(given)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1


def carry_out(given: argparse.Namespace) -> int:
    if given.command == "up":
        lifecycle.up(
            ports=given.ports,
            synchronous_mode=given.synchronous_mode,
            watchdog=given.watchdog != "off",
        )
        return 0
    if given.command == "down":
        left = lifecycle.down()
        print("\n".join(["left behind:", *left]) if left else "Nothing is left.")
        return int(bool(left))
    lab = Lab.load()
    if given.command in faults.COMMANDS:
        faults.COMMANDS[given.command](lab, getattr(given, "node", 0))
        return 0
    return OTHERS[given.command](lab, given)


def show_status(lab: Lab, _: argparse.Namespace) -> int:
    print("\n".join(describe(lab)))
    return 0


def put_under_load(lab: Lab, given: argparse.Namespace) -> int:
    run_load(lab, LoadOptions(given.seconds, given.writers, given.readers))
    return 0


def compare(lab: Lab, _: argparse.Namespace) -> int:
    return verify(lab)


def show_backup(lab: Lab, _: argparse.Namespace) -> int:
    print(back_up(lab))
    return 0


OTHERS: Final[dict[str, Callable[[Lab, argparse.Namespace], int]]] = {
    "status": show_status,
    "load": put_under_load,
    "verify": compare,
    "backup": show_backup,
}


def parse_arguments() -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(prog="scripts/cluster", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything; namespaces as root, ports otherwise")
    up.add_argument("--ports", action="store_true", help="addresses of the loopback, also as root")
    up.add_argument(
        "--synchronous-mode", choices=["quorum", "off"], default="quorum", help="off loses writes"
    )
    up.add_argument(
        "--watchdog", choices=["required", "off"], default="required", help="off resets no node"
    )
    commands.add_parser("down", help="end it, and leave nothing")
    commands.add_parser("status", help="roles, replication, and health")
    for name, act in faults.COMMANDS.items():
        command = commands.add_parser(name, help=(act.__doc__ or "").partition("\n")[0])
        if name in faults.OF_A_NODE:
            command.add_argument("node", type=int, choices=NODES)
    load = commands.add_parser("load", help="write and read through HAProxy, with a journal")
    load.add_argument("--seconds", type=float, default=30)
    load.add_argument("--writers", type=int, default=4)
    load.add_argument("--readers", type=int, default=2)
    commands.add_parser("verify", help="compare the journals with the database")
    commands.add_parser("backup", help="take a base backup")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
