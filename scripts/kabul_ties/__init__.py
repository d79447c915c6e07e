"""Kabul Ties: how states deal with the Islamic Emirate of Afghanistan since August 2021."""

from typing import Any

__all__ = ["__version__", "load"]


def __getattr__(name: str) -> Any:
    """Imports ``load`` and reads ``__version__`` only when asked for."""
    if name == "load":
        from kabul_ties.loading import load  # noqa: PLC0415  (keeps the command line quick)

        return load
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("kabul-ties")
    raise AttributeError(f"module 'kabul_ties' has no attribute {name!r}")
