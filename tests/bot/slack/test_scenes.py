"""The table of scenes beside this file names what there is."""

import re
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parents[1]


def test_every_scene_of_the_table_is_there() -> None:
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    table = "".join(line for line in lines if line.startswith("|"))
    file, missing = HERE, []
    for name in re.findall(r"`([\w/]+\.py|test_\w+)`", table):
        if name.endswith(".py"):
            (file,) = [path for path in (HERE / name, TESTS / name) if path.exists()]
        elif f"def {name}(" not in file.read_text(encoding="utf-8"):
            missing.append(f"{file.name}: {name}")
    assert not missing
