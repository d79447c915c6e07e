"""Single hand-kept tables as text, for commands that need one and not the whole data set."""

import csv
import io

from kabul_ties.annotations.text_files import BadFileError, read_text
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import TableSchema


def hand_kept_rows(project: Project, schema: TableSchema) -> list[dict[str, str]]:
    """The rows of a table that is kept in one CSV file; none if there is no such file.

    Raises:
        ValueError: The file is broken; `kabul-ties validate` says how.
    """
    path = project.root / str(schema.files)
    if not path.exists():
        return []
    try:
        text = read_text(project.root, path).text
        rows = list(csv.DictReader(io.StringIO(text), strict=True, restkey="", restval=""))
    except (BadFileError, csv.Error) as error:
        raise ValueError(f"{schema.files} is broken; run `kabul-ties validate`: {error}") from error
    return rows
