"""The command `whosaid`, also as `python -m whosaid`."""

import sys

from ._whosaid import command


def main() -> int:
    """Run the command with the arguments of this process and return its exit code."""
    return command(["whosaid", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
