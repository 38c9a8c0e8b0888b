"""Measures against values computed by hand and by scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records import AnswerKind
from retrieval.evaluation.ranking import MEASURES, measure, ndcg, recall, reciprocal_rank, success
from retrieval.evaluation.refusal import Judged, report
from retrieval.evaluation.uncertainty import compare, estimate

RANKINGS = st.permutations(list(range(12)))
RELEVANT = st.sets(st.integers(0, 20), min_size=1, max_size=8)


class TestRanking:
    def test_by_hand(self) -> None:
        ranking, relevant = ["a", "b", "c", "d"], {"b", "d", "x"}
        assert reciprocal_rank(ranking, relevant) == 0.5
        assert success(ranking, relevant, 1) == 0.0
        assert success(ranking, relevant, 2) == 1.0
        assert recall(ranking, relevant, 3) == pytest.approx(1 / 3)
        gained = 1 / math.log2(3) + 1 / math.log2(5)
        best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
        assert ndcg(ranking, relevant, 5) == pytest.approx(gained / best)
        assert ndcg(ranking, relevant, 2) == pytest.approx(
            (1 / math.log2(3)) / (1 + 1 / math.log2(3))
        )

    def test_nothing_found_scores_nothing(self) -> None:
        assert set(measure([], {"a"}).values()) == {0.0}

    def test_without_a_relevant_item_there_is_no_measure(self) -> None:
        with pytest.raises(ValueError, match="relevant"):
            measure(["a"], set())

    @given(RANKINGS, RELEVANT)
    def test_ndcg_is_scikit_learns(self, ranking: list[int], relevant: set[int]) -> None:
        from sklearn.metrics import ndcg_score

        every = [*ranking, *sorted(relevant - set(ranking))]
        truth = [[float(item in relevant) for item in every]]
        scores = [[float(-rank) for rank in range(len(every))]]
        for at in (5, 10):
            assert ndcg(ranking, relevant, at) == pytest.approx(ndcg_score(truth, scores, k=at))

    @given(RANKINGS, RELEVANT)
    def test_every_measure_is_a_share(self, ranking: list[int], relevant: set[int]) -> None:
        for value in measure(ranking, relevant).values():
            assert 0.0 <= value <= 1.0 + 1e-12

    @given(RANKINGS, RELEVANT, st.integers(1, 11))
    def test_a_relevant_item_further_up_is_never_worse(
        self, ranking: list[int], relevant: set[int], place: int
    ) -> None:
        if ranking[place] not in relevant or ranking[place - 1] in relevant:
            return
        better = list(ranking)
        better[place - 1], better[place] = better[place], better[place - 1]
        before, after = measure(ranking, relevant), measure(better, relevant)
        assert all(after[name] >= before[name] - 1e-12 for name in MEASURES)


def judged(answerable: bool, confidence: float, kind: AnswerKind | None = None) -> Judged:
    chosen = kind or (AnswerKind.ANSWERED if confidence >= 0.5 else AnswerKind.UNKNOWN)
    return Judged(answerable, chosen, confidence)


class TestRefusals:
    def test_by_hand(self) -> None:
        found = report(
            [
                judged(True, 0.9),
                judged(True, 0.4, AnswerKind.PARTIAL),
                judged(True, 0.2),
                judged(False, 0.6),
                judged(False, 0.1),
            ]
        )
        assert (found.answerable, found.unanswerable) == (3, 2)
        assert found.answered_precision == pytest.approx(2 / 3)
        assert found.answered_recall == pytest.approx(2 / 3)
        assert found.refused_precision == pytest.approx(1 / 2)
        assert found.refused_recall == pytest.approx(1 / 2)
        assert found.auc == pytest.approx(4 / 6)
        squares = [0.1, 0.6, 0.8, 0.6, 0.1]
        assert found.brier == pytest.approx(sum(x * x for x in squares) / 5)

    def test_refused_at_90_is_what_a_threshold_refuses_that_answers_90_of_100(self) -> None:
        yes = [judged(True, n / 100) for n in range(1, 101)]
        no = [judged(False, confidence) for confidence in (0.01, 0.09, 0.115, 0.5)]
        assert report([*yes, *no]).refused_at_90 == pytest.approx(2 / 4)

    def test_a_rate_without_cases_is_none(self) -> None:
        found = report([judged(True, 0.9)])
        assert found.refused_precision is None
        assert found.refused_recall is None
        assert found.auc is None
        assert found.refused_at_90 is None
        assert found.answered_recall == 1.0

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 10).map(lambda n: n / 10)), min_size=2))
    def test_auc_is_scikit_learns_ties_included(self, pairs: list[tuple[bool, float]]) -> None:
        from sklearn.metrics import roc_auc_score

        found = report([judged(*pair) for pair in pairs])
        if len({truth for truth, _ in pairs}) == 2:
            expected = roc_auc_score([t for t, _ in pairs], [c for _, c in pairs])
            assert found.auc == pytest.approx(expected)
        else:
            assert found.auc is None

    @given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60))
    def test_bins_hold_every_outcome_once(self, pairs: list[tuple[bool, float]]) -> None:
        found = report([judged(*pair) for pair in pairs])
        assert sum(b.count for b in found.bins) == len(pairs)
        mean = sum(b.count * b.claimed for b in found.bins) / len(pairs)
        assert mean == pytest.approx(np.mean([c for _, c in pairs]), abs=1e-9)
        assert 0 <= found.calibration_error <= 1

    def test_confidence_that_is_right_on_average_has_no_calibration_error(self) -> None:
        outcomes = [judged(n % 4 != 0, 0.75) for n in range(100)]
        assert report(outcomes).calibration_error == pytest.approx(0.0, abs=0.02)


class TestUncertainty:
    SCORES = (0.0, 1.0, 0.5, 1.0, 0.25, 0.0, 1.0, 1.0)

    def test_the_same_scores_give_the_same_interval(self) -> None:
        assert estimate(self.SCORES) == estimate(self.SCORES)
        assert compare(self.SCORES, self.SCORES[::-1]) == compare(self.SCORES, self.SCORES[::-1])

    def test_the_mean_stands_in_its_interval(self) -> None:
        found = estimate(self.SCORES)
        assert found.mean == pytest.approx(0.59375)
        assert 0.0 <= found.low < found.mean < found.high <= 1.0

    def test_the_interval_is_about_as_wide_as_theory_says(self) -> None:
        scores = np.random.default_rng(3).normal(5.0, 2.0, 400)
        found = estimate(list(scores))
        half = 1.96 * float(np.std(scores, ddof=1)) / math.sqrt(400)
        assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.15)

    def test_one_score_has_no_width(self) -> None:
        assert estimate([0.5]).low == estimate([0.5]).high == 0.5

    def test_no_difference_is_no_surprise(self) -> None:
        found = compare(self.SCORES, self.SCORES)
        assert (found.mean, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)

    def test_a_large_difference_is_a_surprise(self) -> None:
        found = compare([0.1] * 20, [0.9] * 20)
        assert found.mean == pytest.approx(0.8)
        assert found.p < 0.01

    def test_the_second_minus_the_first(self) -> None:
        assert compare([1.0, 1.0], [0.0, 0.5]).mean == pytest.approx(-0.75)

    def test_p_is_about_that_of_a_paired_t_test(self) -> None:
        rng = np.random.default_rng(5)
        first = rng.random(60)
        second = first + rng.normal(0.05, 0.2, 60)
        gains = second - first
        t = float(gains.mean() / (gains.std(ddof=1) / math.sqrt(60)))
        two_sided = math.erfc(abs(t) / math.sqrt(2))
        assert compare(list(first), list(second)).p == pytest.approx(two_sided, abs=0.03)
