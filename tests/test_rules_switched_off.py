"""No rule is idle: what it refuses in the gallery, nothing refuses in its name once it is off."""

from pathlib import Path

import pytest

from kabul_ties.rules.catalogue import catalogue
from mutation.findings_off import switched_off
from test_gallery import findings, inputs

BROKEN = {path.parent.name: path for path in reversed(inputs("broken"))}
"""The first broken input of each rule, which the gallery's test shows to be refused."""


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("rule", catalogue())
def test_what_a_rule_refuses_is_not_refused_without_it(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with switched_off(rule):
        try:
            found = findings(BROKEN[rule], tmp_path, monkeypatch)
        except Exception:  # what the rule keeps out may crash what comes after
            return
    assert rule not in {finding.rule for finding in found if finding}
