"""The same as `child`, for programs on eventlet: patched before anything is imported that waits."""

from deploy.host.eventlet_patch import make_green

if __name__ == "__main__":
    make_green()
    from tests.bench.events.child import main

    main()
