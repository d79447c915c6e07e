"""A built package as one version of the data set, to be compared with another."""

from pathlib import Path

from kabul_ties.differences.values import Edition
from kabul_ties.package.reader import open_package, read_tables


def read_edition(path: Path) -> Edition:
    """Reads the folder or zip of a package as its own schemas say; it is not validated.

    Raises:
        BadPackageError: It is no package, or cannot be read safely or at all.
    """
    files = open_package(path)
    schemas = {name: resource.schema for name, resource in files.resources.items()}
    return Edition(files.version, schemas, read_tables(files))
