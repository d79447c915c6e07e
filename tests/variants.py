"""Tables of the sample with a few cells changed, and what one rule has to say of each.

The gallery shows every rule once, broken and nearly broken. Here stand the other ways in which a
rule can be broken or kept: the second half of an *or*, each column of a key, each code of a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kabul_ties.dating import TAKEOVER

Edit = tuple[str, int | None, Mapping[str, Any]]
"""Table, row (None for one more row) and the cells that change."""


@dataclass(frozen=True)
class Variant:
    """What is changed, and which rows the rule then finds.

    Attributes:
        rule: Id of the rule.
        rows: Numbers of the rows that it finds; none if it is kept.
        edits: Changes of the sample's tables.
        says: A part of what the first finding says.
    """

    rule: str
    rows: Sequence[int]
    edits: Sequence[Edit]
    says: str = ""


def edited(tables: Mapping[str, pl.DataFrame], edits: Sequence[Edit]) -> dict[str, pl.DataFrame]:
    """A copy of typed tables with the edits made."""
    changed = dict(tables)
    for table, row, cells in edits:
        frame = changed[table]
        rows = frame.to_dicts()
        if row is None:
            rows.append(dict.fromkeys(frame.columns) | {"row": len(rows)} | dict(cells))
        else:
            rows[row] |= cells
        kept = [{name: each[name] for name in frame.columns} for each in rows]
        changed[table] = pl.DataFrame(kept, schema=frame.schema)
    return changed


def action(row: int, **cells: Any) -> Edit:
    """A change of an action: 0 AZE (pending), 1 KAZ (denied once), 2 RUS."""
    return "actions", row, cells


def claim(row: int, **cells: Any) -> Edit:
    """A change of evidence: 0 for RUS, 1 and 3 for KAZ, 2 for AZE, 4 against KAZ."""
    return "evidence", row, cells


DAY = date(2024, 4, 13)
LIKE = {
    "country_id": "RUS", "action_type": "afghan_mission_transferred", "level": "charge_daffaires",
    "direction": "towards_emirate", "mission_id": "RUS-afghan-moscow", "note": None, "start": DAY,
    "end": DAY,
}  # fmt: skip
TWICE = {
    "source_id": "herald-2024-embassy-moscow", "country_id": "RUS", "milestone": "effective",
    "claimed_type": "afghan_mission_transferred", "stance": "reports", "attributed_to": "emirate",
    "passage_sha256": "a" * 64, "action_id": "RUS-2024-01",
}  # fmt: skip
FIRST, SECOND = "herald-2024-embassy-moscow-e02", "steppe-2024-list-e01"
RECOGNISED = action(1, action_type="recognition_granted")


def alike(**cells: Any) -> list[Edit]:
    """KAZ's action as RUS's, but for these cells."""
    return [action(1, **{**LIKE, **cells})]


def twice(**cells: Any) -> list[Edit]:
    """The second claim as the first, but for these cells."""
    return [claim(0, **TWICE), claim(1, **{**TWICE, **cells})]


def choice(action_id: str, milestone: str, evidence_id: str) -> Edit:
    """One more choice."""
    cells = {"action_id": action_id, "milestone": milestone, "evidence_id": evidence_id}
    return "choices", None, cells


def related(**cells: Any) -> Edit:
    """A change of the sample's relation, AZE's response to KAZ."""
    return "relations", 0, cells


def of_rule(rule: str, *variants: tuple[Sequence[int], Sequence[Edit], str]) -> list[Variant]:
    """Several variants of one rule."""
    return [Variant(rule, *variant) for variant in variants]


ACTIONS = [
    *of_rule(
        "mission-has-the-owner-that-the-type-demands",
        ([0], [("missions", 0, {"owner": "afghan"})], "owner is afghan"),
    ),
    *of_rule(
        "recognition-is-granted-by-another-state",
        ([1], [RECOGNISED, action(1, country_id="AFG")], "Afghanistan itself"),
        ([1], [RECOGNISED, action(1, country_id="UN")], "an organisation"),
        ([], [RECOGNISED], ""),
        ([], [action(1, country_id="UN")], ""),
    ),
    *of_rule(
        "republic-mission-acts-in-its-own-house",
        ([], [action(0, action_type="statement", direction="by_republic_mission")], ""),
        ([], [action(2, direction="by_republic_mission")], ""),
        ([1], [action(1, direction="by_republic_mission")], ""),
    ),
    *of_rule(
        "act-of-both-sides-is-mutual",
        *(([1], [action(1, action_type=code)], code)
          for code in ("meeting", "agreement", "forum_hosted")),
        ([], [action(1, action_type="agreement", direction="mutual")], ""),
    ),
    *of_rule(
        "like-actions-are-told-apart",
        ([2], alike(), "KAZ-2024-01 may be the same act"),
        ([], alike(country_id="KAZ"), ""),
        ([], alike(action_type="delisting"), ""),
        ([], alike(direction="mutual"), ""),
        ([], alike(level="minister"), ""),
        ([], alike(mission_id=None), ""),
        ([2], alike(note="Another building."), ""),
        ([2], [*alike(), action(2, note="Another building.")], ""),
        ([], alike(note="Another building than in RUS-2024-01."), ""),
        ([], [*alike(), action(2, note="Another building than in KAZ-2024-01.")], ""),
        ([], alike(start=date(2024, 5, 1), end=date(2024, 5, 1)), ""),
        ([], alike(start=date(2024, 1, 1), end=date(2024, 1, 1)), ""),
        ([2], alike(start=date(2024, 1, 1)), ""),
        ([1, 2], [*alike(), action(0, **LIKE), related(related_action_id="AZE-2024-01")], ""),
        ([2], [*alike(), related(action_id="RUS-2024-01", related_action_id="AZE-2024-01")], ""),
        ([], [*alike(), related(action_id="RUS-2024-01")], ""),
        ([], [*alike(), related(action_id="KAZ-2024-01", related_action_id="RUS-2024-01")], ""),
    ),
]  # fmt: skip

CONCLUSIONS = [
    *of_rule("occurred-action-is-reported", ([2], [claim(0, agrees=False)], "")),
    *of_rule(
        "pending-action-has-not-taken-effect",
        ([2], [action(2, conclusion="pending")], "effective"),
        ([2], [action(2, conclusion="pending"), claim(0, milestone="ended")], "ended"),
        ([], [action(2, conclusion="pending"), claim(0, agrees=False)], ""),
        ([], [action(2, conclusion="pending"), claim(0, stance="anticipates")], ""),
        ([1], [action(1, conclusion="pending"),
               claim(1, claimed_type="mission_opening_planned")], "decided"),
        ([], [action(1, conclusion="pending"),
              claim(1, claimed_type="mission_opening_planned", milestone="proposed")], ""),
        ([1], [action(1, conclusion="pending"), claim(1, milestone="effective"),
               claim(3, milestone="ended")], f"{FIRST} reports it as effective"),
    ),
    *of_rule(
        "denial-under-a-conclusion-is-weighed",
        ([1], [action(1, note=None, conclusion="pending")], ""),
        ([], [action(1, note=None, conclusion="did_not_occur")], ""),
        ([1], [action(1, note=None), claim(3, stance="retracts")], f"{SECOND} says that it is not"),
        ([1], [action(1, note=None), claim(3, stance="retracts")], "(retracts)"),
        ([1], [action(1, note=None), claim(3, stance="retracts", evidence_id="z")], "(denies)"),
    ),
    *of_rule(
        "recognition-is-vouched-for-by-its-state",
        ([], [RECOGNISED], ""),
        ([], [RECOGNISED, claim(3, attributed_to="joint")], ""),
        ([1], [RECOGNISED, claim(3, attributed_to="emirate")], ""),
        ([], [RECOGNISED, claim(3, attributed_to="emirate"), action(1, conclusion="disputed")], ""),
        ([1], [RECOGNISED, claim(3, stance="anticipates")], ""),
        ([1], [RECOGNISED, claim(3, agrees=False)], ""),
    ),
]  # fmt: skip

DATES = [
    *of_rule(
        "choice-follows-evidence-for-its-milestone",
        ([], [choice("KAZ-2024-01", "decided", SECOND)], ""),
        ([0], [choice("RUS-2024-01", "decided", SECOND)], ""),
        ([0], [choice("KAZ-2024-01", "decided", "herald-2024-embassy-moscow-e01")], ""),
        ([0], [choice("KAZ-2024-01", "decided", SECOND), claim(3, country_id="RUS")], ""),
        ([0], [choice("KAZ-2024-01", "decided", SECOND), claim(3, claimed_type="meeting")], ""),
        ([0], [choice("AZE-2024-01", "decided", SECOND), claim(3, action_id="AZE-2024-01")], ""),
    ),
    *of_rule(
        "choice-decides-between-evidence",
        ([0], [choice("KAZ-2024-01", "decided", SECOND)], ""),
        ([], [choice("RUS-2024-01", "decided", SECOND)], ""),
    ),
    *of_rule(
        "milestones-come-in-order",
        *((rows, [("dates", None, {
            "action_id": "KAZ-2024-01", "milestone": "effective", "start": date(2024, 1, 1),
            "end": date(2024, 1, 31), "basis": basis})], "")
          for rows, basis in (([1], "agreed"), ([], "anticipated"))),
    ),
]  # fmt: skip

EVIDENCE = [
    *of_rule(
        "claim-is-coded-once",
        ([1], twice(), "Row herald-2024-embassy-moscow-e01 makes"),
        *(([], twice(**{name: other}), "") for name, other in (
            ("source_id", "steppe-2024-list"), ("passage_sha256", "b" * 64), ("country_id", "KAZ"),
            ("claimed_type", "meeting"), ("milestone", "decided"), ("stance", "denies"),
            ("attributed_to", "joint"), ("action_id", "KAZ-2024-01"))),
        ([4], [claim(3, **TWICE), claim(4, **TWICE), claim(0, stance="denies")], f"Row {SECOND}"),
    ),
    *of_rule(
        "republic-mission-speaks-of-afghan-missions",
        ([1], [claim(1, attributed_to="republic_mission")], ""),
        ([], [claim(0, attributed_to="republic_mission")], ""),
        ([], [claim(1, attributed_to="republic_mission"), action(1, action_type="meeting")], ""),
        ([], [claim(1, attributed_to="republic_mission"), RECOGNISED], ""),
    ),
]  # fmt: skip

IDS = [
    *of_rule(
        "released-id-is-never-silently-gone",
        ([0], [("registry", 0, {"table": "sources"})], ""),
    ),
    *of_rule(
        "retired-id-is-not-used-again",
        ([], [("registry", 1, {"table": "sources", "id": "KAZ-2024-01"})], ""),
        ([1], [("registry", 1, {"id": "KAZ-2024-01"})], ""),
    ),
    *of_rule("retired-id-has-its-successors", ([1], [("registry", 1, {"successors": None})], "")),
]  # fmt: skip

EARLY = action(0, start=date(2024, 1, 1), end=date(2024, 1, 31))
RELATIONS = [
    *of_rule(
        "relation-points-to-the-earlier-action",
        ([0], [EARLY], ""),
        ([], [EARLY, related(relation="jointly_with")], ""),
        ([], [action(0, start=date(2024, 1, 1), end=date(2024, 3, 12))], ""),
    ),
    *of_rule(
        "relation-stands-once",
        *((rows, [related(relation="jointly_with"), ("relations", None, {
            "action_id": "KAZ-2024-01", "relation": relation, "related_action_id": "AZE-2024-01"})],
           "") for rows, relation in (([0], "jointly_with"), ([], "repeats"))),
    ),
    *of_rule(
        "plan-is-carried-out-by-its-act",
        *((rows, [related(relation="carries_out"),
                  action(1, country_id=country, action_type=code)], "")
          for rows, country, code in (
              ([], "AZE", "mission_opening_planned"), ([0], "KAZ", "mission_opening_planned"),
              ([0], "AZE", "delisting"), ([0], "KAZ", "delisting"))),
    ),
]  # fmt: skip

READ = date(2026, 1, 10)


def third(name: str, value: str) -> list[Edit]:
    """A third source that has one value in common with the second."""
    return [("sources", 1, {name: value}), ("sources", None, {"source_id": "third", name: value})]


SOURCES = [
    *of_rule(
        "publication-without-basis-is-not-narrowed",
        *((rows, [("sources", 0, {
            "published_basis": "none", "published_start": start, "published_end": end})], "")
          for rows, start, end in (([], TAKEOVER, READ), ([0], TAKEOVER, DAY), ([0], DAY, READ))),
    ),
    *of_rule(
        "inferred-publication-is-explained",
        *(([0], [("sources", 0, {"published_basis": basis, "note": None})], basis)
          for basis in ("text", "other_source")),
        ([], [("sources", 0, {"note": None})], ""),
    ),
    *of_rule(
        "address-belongs-to-one-source",
        ([1], [("sources", row, {"url": "https://example.org"}) for row in (0, 1)], "herald"),
        ([2], third("url", "https://example.org"), "steppe-2024-list"),
        ([], [("sources", row, {"url": None}) for row in (0, 1)], ""),
    ),
    *of_rule(
        "text-belongs-to-one-source",
        ([1], [("sources", row, {"text_sha256": "a" * 64}) for row in (0, 1)], "herald"),
        ([2], third("text_sha256", "a" * 64), "steppe-2024-list"),
        ([], [("sources", row, {"text_sha256": None}) for row in (0, 1)], ""),
        ([], [("sources", 0, {"text_sha256": "a" * 64}),
              ("sources", 1, {"text_sha256": "a" * 64, "carries": "herald"})], ""),
    ),
]  # fmt: skip

DIGEST = {"verified_by": None, "verified_on": None, "verified_digest": None}
OTHERS = [
    *of_rule(
        "verification-is-whole",
        ([3], [claim(3, **{**DIGEST, "verified_by": "coder-2"})], ""),
        ([3], [claim(3, verified_digest=None)], ""),
        ([], [claim(3, **DIGEST)], ""),
    ),
    *of_rule("claim-is-as-it-was-verified", ([], [claim(3, **DIGEST)], "")),
    *of_rule(
        "organisation-has-no-codes-of-a-state",
        *(([6], [("countries", 6, {name: "7"})], name)
          for name in ("iso2", "cow_code", "gw_code", "m49_region", "m49_code")),
    ),
]  # fmt: skip

VARIANTS = [
    *ACTIONS, *CONCLUSIONS, *DATES, *EVIDENCE, *IDS, *RELATIONS, *SOURCES, *OTHERS,
]  # fmt: skip
