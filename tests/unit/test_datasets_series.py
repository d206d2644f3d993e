"""Series: times and columns, and stand-ins with the seasons, memory and interaction that chapters look for."""

import data_contracts as contracts
import numpy as np
import pytest

from nnutils import datasets


@pytest.mark.parametrize("name", datasets.WEATHER)
def test_stand_ins_have_the_shape_columns_and_times(name, load_embedded):
    contracts.check_series(name, load_embedded("weather", name))


def test_melbourne_is_the_default(load_embedded, monkeypatch):
    monkeypatch.setenv("NNUTILS_DATA", "embedded")
    data = datasets.weather()
    assert data.name == "weather('melbourne')"
    np.testing.assert_array_equal(data.values, load_embedded("weather", "melbourne").values)


@pytest.mark.parametrize(
    ("name", "row", "values"),
    [
        ("melbourne", 0, [18.1]),
        ("melbourne", 1000, [9.6]),
        ("sunspots", 1000, [79.0]),
        ("beijing", 1000, [162.0, -13.0, 2.0, 1026.0, 23.4, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
    ],
)
def test_stand_ins_are_the_same_at_every_call(name, row, values, load_embedded):
    np.testing.assert_allclose(load_embedded("weather", name).values[row], values, rtol=0.02, atol=0.11)


@pytest.mark.parametrize(
    ("name", "low", "high", "mean"), [("melbourne", 0, 27, 11.2), ("sunspots", 0, 260, 66.6), ("beijing", 0, 994, 94.3)]
)
def test_stand_ins_lie_in_the_range_of_the_real_series(name, low, high, mean, load_embedded):
    x = load_embedded("weather", name).values[:, 0]
    assert low <= np.nanmin(x) < np.nanmax(x) <= high
    assert np.nanmean(x) == pytest.approx(mean, rel=0.02)


def test_units_belong_to_their_columns():
    units = dict(zip(datasets.WEATHER["beijing"].columns, datasets.WEATHER["beijing"].units, strict=True))
    assert (units["pm2.5"], units["pressure"], units["wind_run"], units["wind_cv"]) == ("µg/m³", "hPa", "m/s", "0 or 1")


def test_stock_prices_are_those_of_google(load_embedded):
    data = load_embedded("stock_prices")
    assert data.values.shape == (1047, 6)
    assert data.values.dtype == np.float32
    assert (str(data.times[0]), str(data.times[-1])) == ("2004-08-19", "2008-10-14")
    assert data.unit == "US$"
    first = dict(zip(data.columns, data.values[0].tolist(), strict=True))
    units = dict(zip(data.columns, data.units, strict=True))
    assert first == pytest.approx(
        {"close": 100.34, "open": 100, "high": 104.06, "low": 95.96, "adj_close": 100.34, "volume": 22351900}
    )
    assert (units["adj_close"], units["volume"]) == ("US$", "shares")


def _autocorrelation(x, lag):
    return np.corrcoef(x[:-lag], x[lag:])[0, 1]


def test_temperatures_follow_the_southern_year(load_embedded):
    x = load_embedded("weather", "melbourne").values[:, 0]
    assert _autocorrelation(x, 365) > 0.3
    assert _autocorrelation(x, 182) < -0.2
    assert x[:31].mean() > x[180:210].mean() + 4


def test_warm_spells_break_off_at_once(load_embedded):
    x = load_embedded("weather", "melbourne").values[:, 0]
    days = np.arange(len(x))
    wave = np.stack([np.ones(len(x)), np.cos(2 * np.pi * days / 365.25), np.sin(2 * np.pi * days / 365.25)], axis=1)
    rest = x - wave @ np.linalg.lstsq(wave, x, rcond=None)[0]
    mild, hot = (rest[:-1] > 1) & (rest[:-1] < 3), rest[:-1] > 5
    assert rest[1:][mild].mean() > 0.8
    assert rest[1:][hot].mean() < 0  # a linear model would expect more than after mild days


def test_sunspots_come_in_cycles_of_about_eleven_years(load_embedded):
    x = load_embedded("weather", "sunspots").values[:, 0]
    spectrum = np.abs(np.fft.rfft(x - x.mean()))
    assert 110 < len(x) / spectrum.argmax() < 150


def test_lasting_north_west_wind_clears_beijings_air(load_embedded):
    values = load_embedded("weather", "beijing").values
    dust, run, north_west = values[:, 0], values[:, 4], values[:, 8] == 1
    assert np.nanmean(dust[north_west & (run > 60)]) < 0.5 * np.nanmean(dust[~north_west & (run > 60)])
    assert _autocorrelation(values[30:, 2], 24) > 0.8


def test_snow_and_rain_are_counted_in_hours_below_and_above_freezing(load_embedded):
    values = load_embedded("weather", "beijing").values
    temperature, snow, rain = values[:, 2], values[:, 5], values[:, 6]
    assert snow.max() > 3
    assert rain.max() > 3
    assert (temperature[snow > 0] <= 0).all()
    assert (temperature[rain > 0] > 0).mean() > 0.95  # rounded
    assert not ((snow > 0) & (rain > 0)).any()


def test_the_first_day_of_beijings_dust_is_missing(load_embedded):
    assert np.isnan(load_embedded("weather", "beijing").values[:24, 0]).all()
