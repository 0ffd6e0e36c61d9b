"""How a process that reads hostile bytes shuts itself in; for workers only, never for the server.

Source: setrlimit(2), unshare(2), prctl(2); docs/methods/evidence.md says what this holds and what it does not.
"""

import ctypes
import os
import resource

_NO_NEW_PRIVILEGES, _NOT_DUMPABLE = 38, 4
_NOBODY = 65534
_NEW_USERS, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000


def limit(*, cpu_s: int, memory_bytes: int) -> None:
    """Take no more time and memory than this, leave no core and write no file."""
    _most(resource.RLIMIT_CORE, 0)
    _most(resource.RLIMIT_FSIZE, 0)
    _most(resource.RLIMIT_CPU, cpu_s)
    _most(resource.RLIMIT_AS, memory_bytes)


def close_off() -> None:
    """From here on nothing can be opened: no file, no socket, no pipe, no program that needs a library."""
    libc = ctypes.CDLL(None)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    # Where the system lets us: a network without so much as a loopback. Where not, the limit below does it alone.
    if os.geteuid() == 0:
        libc.unshare(_NEW_NETWORK | _NEW_IPC)
        # The administrator could raise the limits again: nobody cannot.
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    else:
        libc.unshare(_NEW_USERS | _NEW_NETWORK | _NEW_IPC)
    _most(resource.RLIMIT_NPROC, 0)
    _most(resource.RLIMIT_NOFILE, 0)


def _most(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
