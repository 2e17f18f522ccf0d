"""python -m fahuo.world: the simulated outside as a process."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import FrameType

from fahuo.world.clock import Clock, micros
from fahuo.world.desk import Desk
from fahuo.world.office import Office
from fahuo.world.refusals import No
from fahuo.world.sender import Sender
from fahuo.world.server import World
from fahuo.world.store import DataInUse, Store


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m fahuo.world", description="A simulated outside: carriers and customs behind HTTP on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=9000, help="0: any free one, printed as JSON (default 9000)")
    parser.add_argument("--data", type=Path, required=True, help="folder in which the world keeps its state")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed draws the same stories (default 2026)")
    parser.add_argument("--speed", type=float, help="world seconds in one second (default: as before, at first 60)")
    parser.add_argument("--start", help="ISO 8601: the clock shows this time, or a later one where it was further already (default: now)")
    parser.add_argument("--callback", help="where checkpoints are sent, such as http://127.0.0.1:8000/api/checkpoints (default: nowhere)")
    parser.add_argument(
        "--key", default=os.environ.get("FAHUO_SECRET_WORLD", ""), help="one key for both directions (default: $FAHUO_SECRET_WORLD)"
    )
    parser.add_argument("--mix", help="how often each story happens, such as normal=8,held=2 (default: as before)")
    return parser


def build(args: argparse.Namespace) -> World:
    """Open the folder and put the world together; ValueError, No, DataInUse or OSError say what is wrong."""
    mix = {name: float(share) for name, _, share in (part.partition("=") for part in args.mix.split(","))} if args.mix else None
    start_us = micros(args.start) if args.start else int(datetime.now(UTC).timestamp() * 1_000_000)
    store = Store(args.data)
    kept = store.recall("clock") or {"us": start_us, "speed": 60.0}
    # the default start is only for the first time: a world that was stopped goes on from where it stood
    clock = Clock(max(kept["us"], start_us) if args.start else kept["us"], kept["speed"])
    clock.set(speed=args.speed)
    desk = Desk(store, clock, args.seed)
    if mix:
        desk.set_mix(mix)
    return World(args.port, desk, Office(store, clock, args.seed), Sender(store, clock, args.callback, args.key), args.key)


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    args = arguments().parse_args()
    try:
        world = build(args)
    except (ValueError, No, DataInUse, OSError) as error:
        sys.stderr.write(f"world: {error}\n")
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    sending = Thread(target=world.sender.run, daemon=True)
    try:
        world.sender.keep_time(force=True)
        sending.start()
        if args.port == 0:
            sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{world.server_port}"}) + "\n")
            sys.stdout.flush()
        world.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # told twice, it still ends in order
        world.sender.stop.set()
        if sending.is_alive():
            sending.join(timeout=25)
        world.sender.keep_time(force=True, ahead_s=0)
        world.server_close()
        world.desk.store.close()
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
