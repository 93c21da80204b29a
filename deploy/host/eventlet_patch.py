"""Makes this process green: blocking calls of Python and of psycopg give way to the other greenlets.

Nothing that waits may be imported before `make_green`: this module itself imports the standard library alone.
"""

import os
import warnings


def make_green() -> None:
    """Patches the standard library and tells psycopg to wait on eventlet's hub."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"  # where psycopg waits otherwise: for a connection to be made
    hush()
    import eventlet

    eventlet.monkey_patch()
    from psycopg import waiting

    from deploy.host import psycopg_wait

    waiting.wait = psycopg_wait.wait


def hush() -> None:
    """Keeps eventlet from saying at every start that it is in maintenance; that is why it has so few doors here."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")


def assert_green() -> None:
    """RuntimeError unless sockets, sleeping and psycopg's waiting all give way."""
    from eventlet.patcher import is_monkey_patched
    from psycopg import waiting

    from deploy.host import psycopg_wait

    blocking = [module for module in ("socket", "select", "thread", "time") if not is_monkey_patched(module)]
    if waiting.wait is not psycopg_wait.wait:
        blocking.append("psycopg")
    if blocking:
        raise RuntimeError(f"the hub would stand still: {', '.join(blocking)} blocks; call make_green first")
