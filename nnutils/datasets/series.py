"""Series of prices and of nature; stand-ins with seasons, memory and a non-linear interaction."""

from __future__ import annotations

import csv
from typing import Any, NamedTuple

import numpy as np

from nnutils._checks import one_of
from nnutils.datasets.files import cached
from nnutils.datasets.kinds import OPENINGS, Fields, Series
from nnutils.datasets.loading import load

WIND = ("NE", "NW", "SE", "cv")


def stock_prices() -> Series:
    """Google's share, August 2004 to October 2008, day by day: prices in US dollars and volume; part of matplotlib.

    Returns
    -------
    Series
        ``values`` (1047, 6), the closing price first.

    Examples
    --------
    >>> data = stock_prices()
    >>> data.columns[0], data.unit, data.values.shape
    ('close', 'US$', (1047, 6))
    """
    from matplotlib import cbook

    arrays: Any = cbook.get_sample_data("goog.npz")
    table = arrays["price_data"]
    columns = ("close", "open", "high", "low", "adj_close", "volume")
    return Series(
        name="stock_prices",
        origin="real",
        source=f"{OPENINGS['real']}prices of Google's share 2004–2008 (in matplotlib), {len(table):,} trading days.",
        values=np.stack([table[column] for column in columns], axis=1).astype("float32"),
        times=table["date"],
        columns=columns,
        units=("US$",) * 5 + ("shares",),
    )


class _Weather(NamedTuple):
    what: str
    file: str
    span: tuple[str, str]  # first and last moment, in the unit of the steps
    columns: tuple[str, ...]
    units: tuple[str, ...]


WEATHER = {
    "melbourne": _Weather("daily minimum temperatures in Melbourne 1981–1990", "daily-min-temperatures.csv",
                          ("1981-01-01", "1990-12-31"), ("temperature",), ("°C",)),
    "sunspots": _Weather("monthly sunspot numbers 1749–1983", "monthly-sunspots.csv",
                         ("1749-01", "1983-12"), ("sunspots",), ("sunspots",)),
    "beijing": _Weather("hourly air and weather in Beijing 2010–2014", "pollution.csv",
                        ("2010-01-01T00", "2014-12-31T23"),
                        ("pm2.5", "dew_point", "temperature", "pressure", "wind_run", "snow_hours", "rain_hours",
                         *(f"wind_{direction}" for direction in WIND)),
                        ("µg/m³", "°C", "°C", "hPa", "m/s", "h", "h", *("0 or 1" for _ in WIND))),
}  # fmt: skip


def weather(name: str = "melbourne") -> Series:
    """Series of nature; the column to forecast comes first.

    Parameters
    ----------
    name : {'melbourne', 'sunspots', 'beijing'}
        Daily minimum temperatures (3,650; 31 December is missing in leap years), monthly sunspot numbers (2,820), or
        hourly air and weather in 11 columns (43,824; Liang et al. 2015), where pm2.5 has gaps (NaN), wind run and hours
        of snow and rain are cumulated, and the wind's direction is one-hot ('cv': calm and variable).

    Returns
    -------
    Series
        ``values`` (steps, columns); temperatures in °C, dust in µg/m³, pressure in hPa, wind in m/s.

    Raises
    ------
    ValueError
        If `name` is another.
    DataError
        If ``NNUTILS_DATA`` is 'real', and the file can't be had.

    Examples
    --------
    >>> weather("sunspots").values.shape
    (2820, 1)
    """
    one_of("name", name, WEATHER)
    what, file, (first, last), columns, units = WEATHER[name]
    times = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    if name == "melbourne":
        times = times[~np.isin(times, np.array(["1984-12-31", "1988-12-31"], "datetime64"))]
    common = {"times": times, "columns": columns, "units": units}

    def real() -> Fields:
        _, *rows = csv.reader(cached(file).read_text(encoding="utf-8").splitlines())
        numbers = map(_beijing_row, rows) if name == "beijing" else ([float(row[1])] for row in rows)
        return common | {"values": np.array(list(numbers), "float32")}

    def stand_in() -> Fields:
        return common | weather_stand_in(name, len(times))

    instead = "a generated series with seasons, memory and a non-linear interaction"
    return load(Series, f"weather({name!r})", real, stand_in, what, instead)


def _beijing_row(row: list[str]) -> list[float]:
    """Return the numbers of one hour, without its time, and with the wind's direction, a word, as numbers."""
    dust, *more = row[5:9]
    return [float(dust.replace("NA", "nan")), *map(float, more + row[10:]), *(float(row[9] == wind) for wind in WIND)]


# ------------------------------------------------------------------------------------------------ stand-ins


def weather_stand_in(name: str, n: int) -> Fields:
    """Generate the series `name` with `n` steps, in the range and with the columns of the real one."""
    make = {"melbourne": _melbourne, "sunspots": _sunspots, "beijing": _beijing}[name]
    return {"values": make(n, np.random.default_rng(6)).astype("float32")}


def _autoregressive(noise: np.ndarray, memory: float) -> np.ndarray:
    from scipy.signal import lfilter

    filtered: np.ndarray = lfilter([1.0], [1.0, -memory], noise)
    return filtered


def _melbourne(n: int, rng: np.random.Generator) -> np.ndarray:
    """Add a year's wave and warm spells that build up slowly and break off at once: a threshold autoregression."""
    spell, spells = 0.0, []
    for shock in rng.normal(0, 1.9, n):
        spell = (0.85 * spell if spell < 3.5 else -0.4 * spell) + shock
        spells.append(spell)
    year = 12.6 + 3.8 * np.cos(2 * np.pi * (np.arange(n) - 25) / 365.25)
    temperature: np.ndarray = np.clip(year + spells, 0, 27).round(1)
    return temperature[:, None]


def _sunspots(n: int, rng: np.random.Generator) -> np.ndarray:
    """Cycles of about eleven years, steep before and flat after their peak, of uneven height and length."""
    phase = np.cumsum(1 + _autoregressive(rng.normal(0, 0.03, n), 0.98)) / 130
    height = rng.lognormal(4.6, 0.35, int(phase.max()) + 2)[phase.astype(int)]
    position = phase % 1
    activity = height * (position / 0.35 * np.exp(1 - position / 0.35)) ** 3
    noise = _autoregressive(rng.normal(0, 1, n), 0.5) * (2 + 1.2 * np.sqrt(activity))
    spots: np.ndarray = np.clip(activity + noise, 0, None).round(1)
    return spots[:, None]


def _beijing(n: int, rng: np.random.Generator) -> np.ndarray:
    """Fine dust that damp, calm hours gather and north wind blows away, more of it in winter; 5 % of it missing."""
    hours = np.arange(n)
    year, day = np.cos(2 * np.pi * (hours / 8766 - 0.05)), np.cos(2 * np.pi * (hours % 24 - 15) / 24)
    front = _autoregressive(rng.normal(0, 0.14, n), 0.985)  # changes of the weather within days
    temperature = 12.5 - 15 * year + 4 * day + 3 * front
    dew_point = 2 - 16 * year + 8 * front + _autoregressive(rng.normal(0, 0.5, n), 0.95)
    pressure = 1016 + 10 * year - 4 * front
    wind = np.select([front < -0.7, front > 0.5, day < -0.5], [1, 2, 0], 3)  # NW, SE, NE, calm and variable
    speed, wet, frost = rng.gamma(2, 1.2, n), front > 1.3, temperature <= 0
    dust, state = np.empty(n), np.zeros(4)  # state: dust, cumulated wind, snow, rain
    cumulated = np.empty((n, 3))
    gain = np.clip(1 + 0.6 * year + 0.05 * (dew_point - temperature + 12), 0.1, None) * rng.lognormal(0, 0.5, n)
    for t in range(n):
        steady = t > 0 and wind[t] == wind[t - 1]
        state[1] = state[1] * steady + speed[t]
        state[2:] = (state[2:] + 1) * (wet[t] & frost[t], wet[t] & ~frost[t])
        cleared = 0.25 * (wind[t] == 1) * min(state[1] / 30, 1) + 0.05 * wet[t]  # strong only if it lasts
        state[0] = state[0] * (0.96 - cleared) + 4 * gain[t]
        dust[t], cumulated[t] = state[0], state[1:]
    dust = np.where(_autoregressive(rng.normal(0, 1, n), 0.9) > 3.8, np.nan, np.clip(dust, 0, 994).round())
    dust[:24] = np.nan  # as in the real series
    parts = [dust, dew_point.round(), temperature.round(), pressure.round(), *cumulated.T.round(2)]
    return np.stack([*parts, *(wind == direction for direction in range(4))], axis=1)
