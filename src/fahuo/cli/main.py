"""The command `fahuo`. Each command is a module of this folder with `configure(parser)` and `run(args) -> int`; it is imported only when called."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

COMMANDS = {
    "plan": "plan a file of orders with the sample world: the pure core alone, no database",
    "labels": "print shipping labels of sample parcels into a PDF, timed and read back",
    "pack": "pack a file of orders into a file of boxes: no catalogue, no database",
    "quote": "price a parcel with every service, without an address: offers with their working, refusals with their reasons",
    "rates": "price a parcel with a rate card in a file, or take the card in",
    "import": "import a file of orders into the database",
    "serve": "serve the console, the API and the buyers' pages",
    "worker": "work off the queue",
    "demo": "set up a sample world and run all of fahuo beside it",
    "enter": "print a link that logs a user in, once",
    "stock": "prove the books of stock against the ledger of moves",
    "key": "make a key for a program that uses the API",
    "doctor": "say what is wrong with the set-up and how to mend it",
    "bench": "measure",
}


class Problem(Exception):
    """Something the user can mend; the text is shown as it is, and the exit code is 2."""


def main(argv: list[str] | None = None) -> int:
    """Entry point. Exit codes: 0 done, 1 done with findings, 2 could not be done."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="fahuo", description="Cross-border fulfilment from the shop to the buyer's door. 发货：从店铺到买家门口。"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    named = next((a for a in argv if not a.startswith("-")), None)
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == named:
            module = import_module(f"fahuo.cli.{name.replace('import', 'imports')}")
            module.configure(sub)
            sub.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except Problem as problem:
        print(f"fahuo {args.command}: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:  # our fault; a person gets a sentence, whoever mends it gets the place
        if os.environ.get("FAHUO_TRACE"):
            raise
        said = " ".join(str(error).split())[:300]
        print(f"fahuo {args.command}: this should not happen: {type(error).__name__}: {said}", file=sys.stderr)
        print("Run it again with FAHUO_TRACE=1 to see where, and tell us.", file=sys.stderr)
        return 2
