"""Entry point of the console script and of ``python -m kabul_ties``."""

from kabul_ties.cli import app


def main() -> None:
    """Runs the command line."""
    app(prog_name="kabul-ties")


if __name__ == "__main__":
    main()
