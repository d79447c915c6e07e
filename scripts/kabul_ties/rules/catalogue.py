"""Every rule by its id, with what holds and why: named rules say it themselves, the others here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kabul_ties.finding import Layer
from kabul_ties.rules.application import ALL_RULES


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says.

    Attributes:
        id: The id that findings carry.
        layer: The layer that finds it.
        sentence: What holds.
        reason: Why, where that is not plain from the sentence.
    """

    id: str
    layer: Layer
    sentence: str
    reason: str = ""


_FORM = {
    "file-is-readable": ("Every file can be read.", ""),
    "file-is-regular": (
        "Every file is a plain file inside the project.",
        "A link can lead out of the project, and a device never ends.",
    ),
    "file-is-not-too-large": (
        "No annotation is larger than a megabyte, no hand-kept table than five.",
        "A larger file is not what it should be, and would exhaust memory.",
    ),
    "file-is-utf8": ("Text is UTF-8.", "In any other encoding names come out wrong."),
    "file-has-no-byte-order-mark": (
        "No file begins with a byte order mark.",
        "Readers take it for part of the first column's name.",
    ),
    "file-is-not-empty": ("No file is empty.", ""),
    "file-uses-line-feeds": (
        "Lines end with a line feed alone.",
        "Mixed line ends make every line of a file look changed.",
    ),
    "file-is-in-its-folder": ("An action's file stands in its country's folder.", ""),
    "table-file-is-given": (
        "Every hand-kept table and every folder of annotations is there.",
        "A table that was deleted would read as one without rows, and pass.",
    ),
    "file-is-expected": (
        "Only files that hold a table's rows stand in the data set.",
        "A file with a misspelt ending would be passed over in silence.",
    ),
    "yaml-is-well-formed": ("An annotation file is YAML.", ""),
    "yaml-is-one-document": ("A file holds one YAML document.", ""),
    "yaml-is-not-too-deep": ("YAML nests no deeper than eight levels.", ""),
    "yaml-key-is-text": ("A YAML key is one word.", ""),
    "yaml-key-stands-once": (
        "No key stands twice in one mapping.",
        "YAML readers silently keep one of the two, and not all the same one.",
    ),
    "yaml-has-no-null": (
        "A missing value is written as nothing.",
        "`null` and `~` look like values, and may be names.",
    ),
    "yaml-has-no-aliases": (
        "YAML anchors and aliases are not used.",
        "A few lines of aliases can expand to gigabytes.",
    ),
    "yaml-has-no-tags": ("YAML tags are not used.", "They make readers run code."),
    "section-is-known": ("An annotation file has the sections of its kind only.", ""),
    "section-is-given": ("An annotation file has the section that names its row.", ""),
    "section-has-its-shape": ("A section holds a row or a list of rows.", ""),
    "value-is-a-text": ("Behind a field's name stands one value.", ""),
    "field-is-typed": (
        "Only typed fields stand in annotation files.",
        "A computed value that is typed too can come to disagree with itself.",
    ),
    "field-is-known": ("Every field is one of its table's.", "A misspelt field would be lost."),
    "comment-is-short": (
        "A comment in an annotation file is a remark of twenty words at most.",
        "No sentence of an article enters the repository, and none hides behind a sign #.",
    ),
    "csv-header-is-the-schemas": ("A table's header is that of its schema.", ""),
    "csv-row-is-one-line": (
        "A row stands on one line.",
        "An unclosed quote swallows the rest of the file, and the file still reads.",
    ),
    "csv-row-has-every-cell": ("A row has as many cells as the header.", ""),
    "csv-is-well-formed": ("A table is CSV with doubled quotes.", ""),
}

_STRUCTURE = {
    "value-is-given": ("Every required field has a value.", ""),
    "value-has-its-type": ("A value has the type of its field.", ""),
    "value-is-a-code": ("A coded value is one of its vocabulary's codes.", ""),
    "value-fits-its-pattern": ("A value has the form that its field states.", ""),
    "value-is-unique": ("A value that names its row stands once.", ""),
    "key-is-unique": ("No two rows have the same key.", ""),
    "reference-exists": ("What a row refers to exists.", ""),
    "text-is-long-enough": ("A text is as long as its field asks.", ""),
    "text-is-short-enough": ("A text is no longer than its field allows.", ""),
    "number-is-large-enough": ("A number is no less than its field allows.", ""),
    "number-is-small-enough": ("A number is no more than its field allows.", ""),
    "text-hides-nothing": (
        "No text holds characters that cannot be seen.",
        "They make two equal-looking values differ, or turn the order of what is read.",
    ),
    "cell-is-one-line": ("No value holds a line break or a tab.", "One row is one line of CSV."),
    "text-is-trimmed": ("No value begins or ends with white space.", ""),
    "text-is-composed": (
        "Text is in Unicode's form NFC.",
        "A letter typed with its accent apart looks the same and compares as another.",
    ),
    "cell-is-no-formula": (
        "No value begins with a sign that a spreadsheet runs.",
        "Opened in a spreadsheet, such a cell can run a command.",
    ),
    "vocabulary-defines-every-code": ("Every code is defined, and every defined code is used.", ""),
}

_RULES = {
    "date-argument-fits-its-rule": (
        "The argument of a date rule is one that the rule reads.",
        "A date computed from a misread argument would be wrong and look right.",
    ),
    "codebook-version-exists": (
        "A row names a version of the codebook that exists.",
        "Its codes mean what that version says.",
    ),
    "language-is-its-shortest-code": (
        "A language is named by its code in ISO 639-1, or in 639-3 where it has none.",
        "Two codes of one language would split what was searched and read in it.",
    ),
    "work-is-not-dated-ahead": (
        "Nothing is read, coded, verified or searched on a day to come.",
        "Such a day is a slip, most often of the year, and would order work wrongly for ever.",
    ),
    "id-is-released-by-this-version": (
        "No id was first released by a version that is yet to come.",
        "Releases alone write that version; one ahead of the data set was typed.",
    ),
    "notes-are-in-own-words": (
        "No summary, role, note or reason repeats a sentence of an article.",
        "Articles belong to others. Checked where the texts are at hand, in runs of twelve words.",
    ),
    "passage-stands-in-its-text": (
        "A passage's digest is that of a passage of its text.",
        "Checked where the texts are at hand; see KABUL_TIES_TEXTS in the README.",
    ),
}

_PACKAGE = {
    "package-is-readable": ("A package is a folder or a zip that can be read.", ""),
    "package-is-not-too-large": ("A package unpacks to a bearable size.", "A zip can be a bomb."),
    "descriptor-is-readable": ("A package has a datapackage.json that can be read.", ""),
    "descriptor-fits-the-profile": ("The descriptor is a Data Package, version 2.", ""),
    "resource-path-is-safe": (
        "Every path leads to a file inside the package.",
        "Paths out of it, and addresses, let a descriptor read what it should not.",
    ),
    "file-is-inside": ("No member of a zip leads out of it.", ""),
    "file-stands-once": ("No file stands twice in a zip.", ""),
    "file-is-listed": ("Every file of the package is one that a package has.", ""),
    "file-is-listed-once": ("No file is listed twice.", ""),
    "file-is-given": ("Every file that a package has beside its tables is there.", ""),
    "resource-is-the-versions": (
        "What the descriptor says of how to read a table is what its version says.",
        "Another reader would else read other rows.",
    ),
    "listed-file-exists": ("Every file that the descriptor names exists.", ""),
    "size-is-right": ("Every file has the size that the descriptor states.", ""),
    "digest-is-right": ("Every file has the digest that the descriptor states.", ""),
    "schema-version-is-known": ("The package's version is one that this program knows.", ""),
    "schema-is-the-versions": ("The package's schemas are those of its version.", ""),
    "descriptor-is-the-versions": (
        "Licence, titles and descriptions in the descriptor are those of its version.",
        "Whoever alters them signs the altered ones, so that no digest tells.",
    ),
    "script-is-the-versions": (
        "The script load.R is the one that the schemas of its version give.",
        "It runs on its reader's machine.",
    ),
    "table-is-given": ("Every table is there.", ""),
    "table-is-known": ("No table is there that no schema describes.", ""),
    "table-stands-once": ("No table stands twice.", ""),
    "header-is-the-schemas": ("A table's header is that of its schema.", ""),
    "row-count-is-right": (
        "A table has as many rows as the descriptor states and the file has lines.",
        "An unclosed quote in the last column swallows the tail, and the file still reads.",
    ),
    "parquet-is-readable": ("Every Parquet file can be read.", ""),
    "parquet-fits-the-schema": ("A Parquet file has the columns and types of its schema.", ""),
    "csv-equals-parquet": ("The CSV file and its Parquet twin say the same.", ""),
    "content-digest-is-right": ("The content digest of a Parquet file is that of its rows.", ""),
    "frictionless-agrees": (
        "Frictionless, as an independent second opinion, finds the built package valid.",
        "Asked by `build` before anything is published.",
    ),
    "computed-values-follow": ("Computed values are what the typed ones give.", ""),
}


@cache
def catalogue() -> Mapping[str, RuleText]:
    """The text of every rule, by id, in the order of the layers."""
    layers: tuple[tuple[Layer, dict[str, tuple[str, str]]], ...] = (
        ("form", _FORM),
        ("structure", _STRUCTURE),
        ("rules", {each.id: (each.sentence, each.reason) for each in ALL_RULES.values()}),
        ("rules", _RULES),
        ("package", _PACKAGE),
    )
    return {
        identifier: RuleText(identifier, layer, *text)
        for layer, texts in layers
        for identifier, text in texts.items()
    }
