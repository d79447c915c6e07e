"""The small fictional project that tests copy and break."""

import shutil
from pathlib import Path

from kabul_ties.paths import Project

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "tests" / "sample"


def copy_sample(target: Path) -> Project:
    """Copies the sample's data and the repository's schema to ``target``."""
    shutil.copytree(SAMPLE / "dataset", target / "dataset")
    shutil.copytree(REPOSITORY / "schema", target / "schema")
    return Project(target)
