"""Hand-kept CSV tables in the one form that all of them have."""

import csv
import io
import unicodedata

from kabul_ties.annotations import csv_rows
from kabul_ties.annotations.text_files import BadFileError, TextFile
from kabul_ties.rows import RowCollector
from kabul_ties.schemas.table_schema import TableSchema
from kabul_ties.text import PASTED_MARKS


def formatted(file: TextFile, schema: TableSchema) -> str:
    """A hand-kept table in its one form.

    Rows sorted by their key (those of vocabularies keep their order, which means something), cells
    in NFC, trimmed and without marks pasted along unseen, quotes only where needed, LF, no blank
    lines.

    Raises:
        BadFileError: The file is not CSV, or its header is not the schema's.
    """
    text = unicodedata.normalize("NFC", PASTED_MARKS.sub("", file.text))
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line]
    clean = TextFile(file.path, "".join(f"{line}\n" for line in lines))
    for finding in csv_rows.collect(clean, schema, {}, RowCollector(schema)):
        raise BadFileError(finding)
    header, *rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(clean.text))]
    if not (schema.files or "").startswith("schema/"):
        key = [header.index(name) for name in schema.primary_key if name in header]
        rows.sort(key=lambda row: [row[column] for column in key])
    return _written([header, *rows])


def _written(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return target.getvalue()
