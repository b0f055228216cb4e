"""The planted mistakes of `scripts/check --prove`, which runs nightly, still fit the code."""

import tomllib

import pytest

from tests.architecture.tree import ROOT, functions, modules
from tests.fences.plant import Plant
from tests.fences.plants_of_bodies import BODIES
from tests.fences.plants_of_house import HOUSE
from tests.fences.plants_of_server import SERVER
from tests.fences.plants_of_texts import TEXTS
from tests.fences.plants_of_tools import TOOLS

PLANTS = [*TOOLS, *HOUSE, *TEXTS, *SERVER, *BODIES]


@pytest.mark.parametrize("plant", [p for p in PLANTS if p.old], ids=lambda p: p.mistake)
def test_a_plant_replaces_code_that_is_there_once(plant: Plant) -> None:
    assert (ROOT / plant.path).read_text().count(plant.old) == 1


def test_plants_name_tests_that_exist() -> None:
    names = {f"{m.name}::{f.name}" for m in modules("tests") for f in functions(m)}
    named = {plant.finds for plant in PLANTS if plant.tool in {"house", "server"}}
    assert len(named) > 50
    assert named - names == set()


def test_plants_name_contracts_that_exist() -> None:
    """A plant under a former name proves nothing, and only the night would show it."""
    importing = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contracts = [contract["name"] for contract in importing["contracts"]]
    named = {plant.finds.removesuffix(" BROKEN") for plant in PLANTS if plant.tool == "imports"}
    assert {name for name in named if not any(each.endswith(name) for each in contracts)} == set()
