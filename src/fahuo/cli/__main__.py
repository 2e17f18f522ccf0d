"""`python -m fahuo.cli` is the command `fahuo` where it is not installed."""

from fahuo.cli.main import main

raise SystemExit(main())
