"""Numbers with units as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.assessment import UNITS, Quantity, QuantityError, parse_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("52.6 min", 52.6, "min"),
        ("52.6minutes", 52.6, "min"),
        ("0,01 %", 0.01, "%"),
        ("1,234.5", 1234.5, None),
        ("1,234", 1234.0, None),
        ("1 234 h", 1234.0, "h"),
        ("1e-4", 1e-4, None),
        ("5 × 10^6 B", 5e6, "B"),
        ("5*10^-3", 5e-3, None),
        ("3 × 10⁻⁵", 3e-5, None),
        ("−4 s", -4.0, "s"),
        ("250 µs", 250.0, "us"),
        ("100 req/s", 100.0, "/s"),
        (".5 d", 0.5, "d"),
        ("7 percent", 7.0, "%"),
        ("12 KB", 12.0, "kB"),
        (7, 7.0, None),
        (0.25, 0.25, None),
    ],
)
def test_reading(text: object, value: float, unit: str | None) -> None:
    found = parse_quantity(text)
    assert unit == found.unit
    assert value == pytest.approx(found.value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "5 parsecs",
        "1.2.3",
        "--5",
        "1e999",
        10**400,
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        {},
        b"5",
        "9" * 101,
        "5 min 3 s",
    ],
)
def test_what_is_no_quantity_is_refused(text: object) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


def test_conversion_within_and_across_dimensions() -> None:
    assert 60.0 == Quantity(1, "h").in_unit("min")
    assert 0.5 == Quantity(50, "%").in_unit("")
    assert 8.0 == Quantity(1, "B").in_unit("bit")
    assert Quantity(1, "h").in_unit("B") is None
    assert 3.0 == Quantity(3, None).in_unit("ms")


@given(st.sampled_from(sorted(UNITS)), st.floats(1e-6, 1e6))
def test_every_unit_converts_back(unit: str, value: float) -> None:
    for other in UNITS:
        converted = Quantity(value, unit).in_unit(other)
        if converted is not None:
            assert value == pytest.approx(Quantity(converted, other).in_unit(unit))


@given(st.text(max_size=120))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    with suppress(QuantityError):
        assert abs(parse_quantity(text).value) < float("inf")
