"""`dialtone eval --answers`: models side by side."""

from pathlib import Path
from typing import Any

import pytest

from core.model_settings import Model
from retrieval.evaluation.support import rouge_l, support
from tests.dialtone.conftest import Dialtone
from tests.dialtone.test_evaluation import write
from tests.scripted_model import ScriptedModel

ASKED = (
    {"id": "1", "corpus": "handbook", "question": "How do deployments roll out by canary?",
     "relevant": ["deploy.md"], "reference_answer": "Deployments roll out by canary."},
    {"id": "2", "corpus": "handbook", "question": "zebra yoghurt", "relevant": []},
)  # fmt: skip


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "scripted:good": ['{"text": "Deployments roll out by canary.", "passage": 1}'],
        "scripted:bad": ['{"text": "Deployments need 3 approvals.", "passage": 1}'],
    }

    def opened(settings: Model) -> Any:
        return ScriptedModel(scripts=[said[settings.name]], counted=(1000, 100, 0))

    monkeypatch.setattr("dialtone.model_comparison.open_model", opened)


@pytest.mark.usefixtures("models")
def test_models_are_scored_on_the_same_questions(filled: Dialtone, place: Path) -> None:
    (place / "dialtone.yaml").write_text("model: {price_in: 1.0, price_out: 10.0}")
    file = write(place / "q.jsonl", *ASKED)
    options = ("--model", "scripted:good", "--model", "scripted:bad")
    shown = filled("eval", "--answers", file, *options, "--json").json
    extracts, good, bad = shown["models"]
    assert [row["model"] for row in shown["models"]] == [
        "extracts",
        "scripted:good",
        "scripted:bad",
    ]
    for row in (extracts, good, bad):
        assert (row["questions"], row["answered"], row["refused"]) == (2, 1.0, 1.0)
        assert row["citation_precision"] == 1.0
        assert row["citation_recall"] == 1.0
    assert (good["by_model"], bad["by_model"]) == (1.0, 0.0)
    assert good["overlap"] == 1.0
    assert good["cost"] == pytest.approx(0.002)
    assert bad["outcomes"]["unsupported"] == 1
    people = filled("eval", "--answers", file, *options)
    assert "scripted:good" in people.out
    assert "cite P" in people.out


def test_questions_about_nothing_that_is_indexed(filled: Dialtone, place: Path) -> None:
    file = write(place / "q.jsonl", {"id": "1", "corpus": "elsewhere", "question": "what?"})
    done = filled("eval", "--answers", file)
    assert done.code == 2
    assert "handbook" in done.err
    assert filled("eval").code == 2


def test_support_by_hand() -> None:
    passage = "The quota of a namespace is 64 GiB. Ask Dana."
    assert support([("The quota is 64 GiB.", passage)]).supported == 1
    assert support([("The quota is 65 GiB.", passage)]).supported == 0
    assert support([("The quota is 64 GiB. Call the vault desk.", passage)]).supported == 1
    assert rouge_l("a b c d", "a x c d") == pytest.approx(2 * 3 / 8)
    assert rouge_l("", "a") == 0.0
