"""python -m deploy is the command hyke, where that is not installed."""

from deploy.cli import main

if __name__ == "__main__":
    main(prog_name="hyke")
