"""What `make env` does after the packages are there: compile the translations, and let numba compile its kernels once, into its cache."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Do it once; a stamp beside the environment remembers for which sources it was done."""
    source = Path(__file__).resolve().parent.parent
    stamp = Path(sys.prefix) / "fahuo-prepared"
    newest = max(p.stat().st_mtime for p in source.rglob("*") if p.suffix in (".py", ".po"))
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    from fahuo.config.translations import compile_all
    from fahuo.core.goods.plan import warm_up as warm_goods
    from fahuo.core.methods.plan import warm_up as warm_methods
    from fahuo.core.orders.plan import warm_up as warm_orders

    sys.stdout.write("compiling translations and the planners' kernels, once (about 20 s)\n")
    sys.stdout.flush()
    compile_all()
    for warm_up in (warm_orders, warm_goods, warm_methods):
        warm_up()
    stamp.touch()


if __name__ == "__main__":
    main()
