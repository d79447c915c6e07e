"""Entry point of the console script and of ``python -m kabul_ties``."""

import io
import os
import sys

TRACEBACK = "KABUL_TIES_TRACEBACK"
"""Environment variable that, if set, shows the traceback of an error of our own."""


def main() -> None:
    """Runs the command line; an error of our own ends with exit code 2, never with a verdict."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter
    try:
        from kabul_ties.cli import app  # noqa: PLC0415  (an import can fail, too)

        app(prog_name="kabul-ties")
    except SystemExit:
        raise
    except KeyboardInterrupt:
        sys.exit(130)
    except BaseException as error:  # polars' panics are no subclass of Exception
        if os.environ.get(TRACEBACK):
            raise
        from kabul_ties.terminal import visible  # noqa: PLC0415

        sys.stderr.write(
            f"Nothing was judged: an error of kabul-ties itself, {type(error).__name__}: "
            f"{visible(str(error))}\nPlease report it, with what {TRACEBACK}=1 shows.\n"
        )
        sys.exit(2)


if __name__ == "__main__":
    main()
