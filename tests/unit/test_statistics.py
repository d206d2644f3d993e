"""The intervals cover what they say they cover, what ignores dependence fails, bad input is named."""

import numpy as np
import pytest
from scipy import stats

from nnutils import statistics

RUNS = 2000  # simulated experiments: the share that covers has a standard error of 0.005


def coverage(make, runs=RUNS):
    """Return the share of 95 % intervals that hold the true value, over simulated experiments.

    ``make`` takes a random generator and returns an interval and the true value.
    """
    rng = np.random.default_rng(1)
    hits = [one.low <= truth <= one.high for one, truth in (make(rng) for _ in range(runs))]
    return np.mean(hits)


def autoregressive(rng, n, rho):
    """Return a stationary series with mean 0 in which neighbours have the correlation ``rho``."""
    from scipy.signal import lfilter

    noise = rng.normal(size=n)
    noise[0] /= np.sqrt(1 - rho**2)
    return lfilter([1], [1, -rho], noise)


class TestCoverage:
    def test_the_mean_over_five_seeds(self):
        assert 0.93 <= coverage(lambda rng: (statistics.mean(rng.normal(0.9, 0.01, 5)), 0.9)) <= 0.97

    def test_a_difference_paired_over_five_seeds(self):
        def make(rng):
            seed = rng.normal(0, 0.05, 5)  # what both rivals share
            return statistics.paired_difference(seed + rng.normal(0.02, 0.01, 5), seed + rng.normal(0, 0.01, 5)), 0.02

        assert 0.93 <= coverage(make) <= 0.97

    def test_pairing_is_what_makes_the_interval_narrow(self):
        rng = np.random.default_rng(0)
        seed = rng.normal(0, 0.05, 5)
        a, b = seed + rng.normal(0.02, 0.01, 5), seed + rng.normal(0, 0.01, 5)
        paired, shuffled = statistics.paired_difference(a, b), statistics.paired_difference(a, np.roll(b, 1))
        assert paired.estimate == pytest.approx(shuffled.estimate)
        assert paired.high - paired.low < (shuffled.high - shuffled.low) / 2

    def test_overlapping_splits_need_the_correction(self):
        def drawn(rng, share):
            """Scores whose correlation is the share of test examples, as Nadeau and Bengio assume."""
            return 0.02 + np.sqrt(share) * rng.normal() * 0.01 + np.sqrt(1 - share) * rng.normal(0, 0.01, 15)

        def corrected(rng):
            return statistics.corrected_difference(drawn(rng, 0.2), np.zeros(15), test_share=0.2), 0.02

        def plain(rng):
            return statistics.paired_difference(drawn(rng, 0.2), np.zeros(15)), 0.02

        assert 0.93 <= coverage(corrected) <= 0.97
        assert coverage(plain) < 0.75

    @pytest.mark.parametrize(("n", "p"), [(30, 0.9), (1000, 0.97)])
    def test_a_proportion(self, n, p):
        assert 0.93 <= coverage(lambda rng: (statistics.proportion(rng.binomial(n, p), n), p)) <= 0.98

    def test_two_accuracies_on_the_same_examples(self):
        def make(rng):
            difficulty = rng.random(300)
            return statistics.mcnemar(difficulty < 0.85, (difficulty < 0.75) | (rng.random(300) < 0.1)), 0.85 - 0.775

        assert 0.93 <= coverage(make) <= 0.97

    def test_a_figure_resampled_over_test_examples(self):
        def make(rng):
            x = rng.normal(size=100)
            result = statistics.paired_bootstrap(
                lambda a, b: (a - b).mean(),
                x + 0.3,
                x + rng.normal(size=100),
                resamples=300,
                seed=int(rng.integers(1e9)),
            )
            return result, 0.3

        assert 0.92 <= coverage(make, 600) <= 0.98

    def test_a_series_whose_neighbours_depend_on_each_other_needs_its_lags(self):
        def make(rng, lags):
            return statistics.series_mean(autoregressive(rng, 1000, 0.5), lags=lags), 0.0

        assert 0.93 <= coverage(lambda rng: make(rng, 20)) <= 0.97
        assert coverage(lambda rng: make(rng, 0)) < 0.80

    def test_overlapping_forecast_errors_at_horizon_twelve(self):
        def make(rng):
            return statistics.series_mean(np.convolve(rng.normal(size=1011), np.ones(12) / 12, "valid"), lags=60), 0.0

        assert 0.93 <= coverage(make) <= 0.97

    def test_blocks_of_a_series(self):
        def make(rng, block):
            series = autoregressive(rng, 1000, 0.5)
            return statistics.block_bootstrap(
                np.mean, series, block=block, resamples=200, seed=int(rng.integers(1e9))
            ), 0.0

        assert 0.92 <= coverage(lambda rng: make(rng, 30), 600) <= 0.98
        assert coverage(lambda rng: make(rng, 1), 600) < 0.80


class TestFigures:
    def test_student_intervals_are_scipys(self):
        a, b = np.random.default_rng(0).normal(size=(2, 7))
        for result, test in [
            (statistics.mean(a, level=0.9), stats.ttest_1samp(a, 0)),
            (statistics.paired_difference(a, b, level=0.9), stats.ttest_rel(a, b)),
        ]:
            ends = test.confidence_interval(0.9)
            assert (result.low, result.high) == pytest.approx((ends.low, ends.high))
            assert result.p_value == pytest.approx(test.pvalue)
            assert (result.n, result.level) == (7, 0.9)

    def test_the_correction_widens_by_its_factor(self):
        a, b = np.random.default_rng(0).normal(size=(2, 10))
        plain = statistics.paired_difference(a, b)
        wide = statistics.corrected_difference(a, b, test_share=0.2)
        ratio = (wide.high - wide.low) / (plain.high - plain.low)
        assert ratio == pytest.approx(np.sqrt((1 / 10 + 0.25) / (1 / 10)))
        assert wide.estimate == plain.estimate

    def test_without_lags_the_series_interval_is_close_to_students(self):
        x = np.random.default_rng(0).normal(1, 1, 400)
        series, plain = statistics.series_mean(x, lags=0), statistics.mean(x)
        assert (series.low, series.high) == pytest.approx((plain.low, plain.high), rel=1e-3)

    def test_newey_and_wests_variance_by_hand(self):
        x = np.array([1.0, 2, 4, 3, 5, 4, 6, 8])
        d = x - x.mean()
        long_run = d @ d / 8 + 2 * 0.5 * (d[1:] @ d[:-1]) / 8
        result = statistics.series_mean(x, lags=1)
        half = stats.t.ppf(0.975, 6) * np.sqrt(long_run / 6)
        assert (result.low, result.high) == pytest.approx((x.mean() - half, x.mean() + half))

    def test_mcnemar_looks_only_at_the_examples_on_which_the_two_differ(self):
        a, b = np.repeat([1, 1, 0, 0], [50, 12, 3, 35]), np.repeat([1, 0, 1, 0], [50, 12, 3, 35])
        result = statistics.mcnemar(a, b)
        assert result.estimate == pytest.approx(0.09)
        assert result.p_value == pytest.approx(stats.binomtest(12, 15).pvalue)
        middle, variance = 9 / 102, (16 / 102 - (9 / 102) ** 2) / 102
        half = stats.norm.ppf(0.975) * np.sqrt(variance)
        assert (result.low, result.high) == pytest.approx((middle - half, middle + half))

    def test_two_models_that_agree_everywhere_do_not_differ(self):
        result = statistics.mcnemar([1, 0, 1], [1, 0, 1])
        assert (result.estimate, result.p_value, result.excludes_zero) == (0, 1, False)

    def test_wilson_stays_within_zero_and_one(self):
        ends = statistics.proportion(30, 30)
        assert 0.88 < ends.low < 0.89
        assert ends.high == pytest.approx(1)

    @pytest.mark.parametrize("n", [1, 30])
    def test_wilson_for_none_mirrors_wilson_for_all(self, n):
        none, every = statistics.proportion(0, n), statistics.proportion(n, n)
        assert (none.estimate, every.estimate) == (0, 1)
        assert (none.low, none.high) == pytest.approx((1 - every.high, 1 - every.low))

    @pytest.mark.parametrize(("value", "p_value"), [(0.5, 0), (0, 1)])
    def test_equal_values_leave_no_doubt_whether_their_mean_is_zero(self, value, p_value):
        result = statistics.mean([value, value])
        assert (result.low, result.estimate, result.high, result.p_value) == (value, value, value, p_value)

    def test_holm_keeps_the_order_and_never_decreases(self):
        # 0.01 · 4, then 0.02 · 3, then 0.03 · 2, then 0.9 · 1
        assert statistics.holm([0.03, 0.01, 0.02, 0.9]).tolist() == pytest.approx([0.06, 0.04, 0.06, 0.9])
        assert statistics.holm([0.5, 0.6]).tolist() == [1, 1]

    @pytest.mark.parametrize(
        ("bootstrap", "method"),
        [
            (statistics.paired_bootstrap, "paired bootstrap"),
            (lambda *data, **given: statistics.block_bootstrap(*data, block=4, **given), "circular blocks of 4 steps"),
        ],
        ids=["examples", "blocks"],
    )
    def test_a_bootstrap_interval_lies_between_quantiles_of_as_many_draws_as_asked_for(self, bootstrap, method):
        drawn = []
        x = np.random.default_rng(0).normal(size=21)  # no whole number of blocks
        result = bootstrap(lambda rows: drawn.append(rows) or rows.mean(), x, resamples=150, level=0.8)
        np.testing.assert_array_equal(drawn[0], x)
        assert [len(rows) for rows in drawn] == [21] * 151
        low, high = np.quantile([rows.mean() for rows in drawn[1:]], [0.1, 0.9])
        assert (result.low, result.high) == pytest.approx((low, high))
        assert (result.estimate, result.n, result.method, result.level) == (x.mean(), 21, method, 0.8)

    def test_the_same_seed_draws_the_same_bootstrap(self):
        x = np.arange(50.0)
        first, second, other = (statistics.paired_bootstrap(np.mean, x, resamples=200, seed=s) for s in (1, 1, 2))
        assert first == second != other

    def test_blocks_are_consecutive_and_close_to_a_circle(self):
        x = np.arange(40)
        seen = []
        statistics.block_bootstrap(lambda rows: seen.append(rows) or 0.0, x, block=10, resamples=100)
        np.testing.assert_array_equal(seen[0], x)
        for rows in seen[1:]:
            steps = np.diff(rows.reshape(4, 10)) % 40
            assert (steps == 1).all()
        assert any((np.diff(rows.reshape(4, 10)) < 0).any() for rows in seen[1:])

    def test_a_figure_may_be_an_array_without_dimensions(self):
        x = np.arange(9.0)
        plain, packed = (
            statistics.paired_bootstrap(f, x, resamples=100) for f in (np.mean, lambda a: np.array(a.mean()))
        )
        assert plain == packed

    def test_arrays_are_resampled_together(self):
        x = np.arange(30)
        assert statistics.paired_bootstrap(lambda a, b: float(np.abs(a - b).max()), x, x, resamples=100).high == 0

    def test_an_interval_prints_itself_and_says_whether_it_excludes_zero(self):
        one = statistics.Interval(0.0123, 0.004, 0.02, 5, "Student's t")
        assert str(one) == "0.0123 (0.004 to 0.02; 95 % interval, n = 5, Student's t)"
        assert one.excludes_zero
        assert statistics.Interval(-1, -2, -0.5, 5, "m").excludes_zero
        assert not statistics.Interval(0, -1, 1, 5, "m").excludes_zero
