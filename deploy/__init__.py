"""What starts and looks after the stack; the version is that of all its parts."""

__version__ = "0.1.0"
