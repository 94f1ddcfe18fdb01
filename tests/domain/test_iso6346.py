import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.iso6346 import check_digit, container_number, is_container_number


@pytest.mark.parametrize("known", ["CSQU3054383", "TOLU4734787", "MSKU6011672"])
def test_known_numbers_are_valid(known):
    assert is_container_number(known)
    assert container_number(known[:4], int(known[4:10])) == known


@given(st.integers(0, 999_999))
def test_made_numbers_are_valid_and_a_changed_digit_is_not(serial):
    number = container_number("CBRU", serial)
    assert is_container_number(number)
    changed = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
    # Remainders 10 and 0 share the check digit 0, the one weakness of the standard.
    assert not is_container_number(changed) or number[-1] == "0"


@pytest.mark.parametrize(
    "text",
    ["", "CSQU305438", "CSQU3054384", "csqu3054383", "CSQA3054383", "CSQU 3054383", "CSQU30543８3"],
)
def test_what_is_not_a_number_is_not_valid(text):
    assert not is_container_number(text)


def test_prefix_and_serial_are_checked():
    with pytest.raises(ValueError, match="owner prefix"):
        check_digit("CB1U", 1)
    with pytest.raises(ValueError, match="1000000"):
        container_number("CBRU", 1_000_000)
