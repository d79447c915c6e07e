"""What a descriptor must look like for its package to be read: the profile, as JSON Schema.

Narrower than the profile of Data Package v2 (https://datapackage.org/profiles/2.0/): resources are
CSV files with inline schemas, digests and Parquet twins, and nothing that makes a reader fetch or
unpack something else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kabul_ties.package.descriptor import DIALECT

_TEXT = {"type": "string", "minLength": 1}
_COUNT = {"type": "integer", "minimum": 0}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_NAMES = {"type": "array", "items": _TEXT, "minItems": 1}

_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": _TEXT,
        "type": {"enum": ["string", "integer", "number", "boolean", "date"]},
        "title": _TEXT,
        "description": _TEXT,
        "example": _TEXT,
        "constraints": {
            "type": "object",
            "properties": {"enum": _NAMES, "pattern": _TEXT},
        },
    },
}

_FOREIGN_KEY = {
    "type": "object",
    "required": ["fields", "reference"],
    "properties": {
        "fields": _NAMES,
        "reference": {
            "type": "object",
            "required": ["resource", "fields"],
            "properties": {"resource": _TEXT, "fields": _NAMES},
        },
    },
}

_SCHEMA = {
    "type": "object",
    "required": ["fields", "primaryKey"],
    "properties": {
        "fields": {"type": "array", "items": _FIELD, "minItems": 1},
        "primaryKey": _NAMES,
        "foreignKeys": {"type": "array", "items": _FOREIGN_KEY},
        "missingValues": {"const": [""]},
    },
}

_PARQUET = {
    "type": "object",
    "required": ["path", "bytes", "sha256", "content_sha256"],
    "properties": {"path": _TEXT, "bytes": _COUNT, "sha256": _DIGEST, "content_sha256": _DIGEST},
}

_RESOURCE = {
    "type": "object",
    "required": ["name", "path", "dialect", "bytes", "hash", "rows", "parquet", "schema"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+(_[a-z]+)*$"},
        "path": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "format": {"const": "csv"},
        "encoding": {"const": "utf-8"},
        "bytes": _COUNT,
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "rows": _COUNT,
        "parquet": _PARQUET,
        "schema": _SCHEMA,
        # each of these would make some reader take its rows from elsewhere
        **dict.fromkeys(["data", "extrapaths", "innerpath", "scheme", "compression"], False),
        "dialect": {"const": dict(DIALECT)},
    },
}

_FILE = {
    "type": "object",
    "required": ["path", "bytes", "sha256"],
    "properties": {"path": _TEXT, "bytes": _COUNT, "sha256": _DIGEST},
    "additionalProperties": False,
}

_MOST = 1000
_VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z$"

PROFILE: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["$schema", "name", "version", "created", "licenses", "resources", "files"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"const": "kabul-ties"},
        "version": {"type": "string", "pattern": _VERSION, "maxLength": 40},
        "created": {"type": "string", "pattern": _DAY},
        "licenses": {"type": "array", "items": {"type": "object"}, "minItems": 1},
        "contributors": {"type": "array", "items": {"type": "object"}},
        "keywords": {"type": "array", "items": _TEXT},
        "resources": {"type": "array", "items": _RESOURCE, "minItems": 1, "maxItems": _MOST},
        "files": {"type": "array", "items": _FILE, "maxItems": _MOST},
        # readers fetch a profile that is named here, and let it decide what is valid
        "profile": False,
    },
}


def profile_problems(document: Any) -> Iterator[str]:
    """What keeps a document from being a descriptor of this project, one sentence each."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (a tenth of a second)

    for error in Draft202012Validator(PROFILE).iter_errors(document):
        where = ".".join(str(step) for step in error.absolute_path) or "The descriptor"
        yield f"{where}: {_shortened(error.message)}."


def _shortened(message: str, longest: int = 300) -> str:
    return message if len(message) <= longest else f"{message[:longest]} …"
