import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import ALWAYS_OPEN, Clock, OpenHours, parse_weekdays, weekly_hours

SHANGHAI = timezone(timedelta(hours=8))
CLOCK = Clock(datetime(2026, 10, 1, tzinfo=SHANGHAI))  # a Thursday, midnight in Hezhou
BERLIN = Clock(datetime(2026, 10, 23, 22, tzinfo=UTC))  # Saturday 24 October, midnight in Duisburg
DAILY = range(7)


def shanghai(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI)


def test_hours_count_from_the_start_whatever_the_zone():
    assert CLOCK.to_h(shanghai(2, 6, 30)) == 30.5
    assert CLOCK.to_h(datetime(2026, 10, 1, tzinfo=UTC)) == 8.0
    assert CLOCK.to_utc(8.0) == datetime(2026, 10, 1, tzinfo=UTC)
    assert CLOCK.local(8.0, "Europe/Berlin").hour == 2
    assert CLOCK.midnight_h(date(2026, 10, 3), "Asia/Shanghai") == 48.0


def test_a_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        Clock(datetime(2026, 10, 1))  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="offset"):
        CLOCK.to_h(datetime(2026, 10, 1))  # noqa: DTZ001 - the fault under test


@given(st.integers(0, 60 * 24 * 200))
def test_minutes_survive_the_way_there_and_back(minutes):
    when = CLOCK.start_utc + timedelta(minutes=minutes)
    assert CLOCK.to_utc(CLOCK.to_h(when)) == when


def test_weekday_hours_close_at_night_and_at_weekends():
    hours = weekly_hours(CLOCK, "Asia/Shanghai", "08:30", "18:00", range(5), horizon_h=240.0)
    thursday, friday, monday = 8.5, 32.5, 4 * 24 + 8.5
    assert hours.next_open_h(0.0) == thursday
    assert hours.is_open(thursday)
    assert not hours.is_open(18.0)  # [open, close)
    assert hours.next_open_h(18.0) == friday
    assert hours.next_open_h(42.0) == monday
    assert hours.closes_h(10.0) == 18.0
    assert hours.closes_h(18.0) == 42.0
    assert hours.open_h_between(0.0, 120.0) == 3 * 9.5
    assert hours.finish_h(17.0, 2.0) == 33.5
    assert hours.finish_h(17.0, 1.0) == 18.0


def test_holidays_close_and_make_up_days_open():
    holiday, make_up = date(2026, 10, 1), date(2026, 10, 4)  # Thursday, Sunday
    hours = weekly_hours(
        CLOCK, "Asia/Shanghai", "08:00", "24:00", range(5), [holiday], [make_up], horizon_h=240.0
    )
    assert hours.next_open_h(0.0) == 32.0
    assert hours.is_open(3 * 24 + 12.0)
    assert not hours.is_open(2 * 24 + 12.0)
    assert hours.closes_h(33.0) == 48.0


def test_round_the_clock_is_one_opening_that_a_holiday_breaks():
    assert (
        weekly_hours(CLOCK, "Asia/Shanghai", "00:00", "24:00", DAILY, horizon_h=99.0) is ALWAYS_OPEN
    )
    hours = weekly_hours(
        CLOCK, "Asia/Shanghai", "00:00", "24:00", DAILY, [date(2026, 10, 3)], horizon_h=240.0
    )
    assert hours.closes_h(1.0) == 48.0
    assert hours.next_open_h(50.0) == 72.0
    assert hours.closes_h(100.0) > 240.0


def test_night_shift_belongs_to_the_day_it_begins():
    hours = weekly_hours(CLOCK, "Asia/Shanghai", "20:00", "06:00", [3], horizon_h=240.0)
    assert hours.opens_at_h == (20.0, 188.0)
    assert hours.is_open(29.9)
    assert not hours.is_open(30.0)


def test_summer_time_ends_with_a_day_of_25_hours():
    # Duisburg, Sunday 25 October 2026: 03:00 becomes 02:00, so Sunday lasts hours 24 to 49.
    hours = weekly_hours(BERLIN, "Europe/Berlin", "08:00", "16:00", DAILY, horizon_h=100.0)
    assert hours.opens_at_h[2:6] == (8.0, 33.0, 57.0, 81.0)
    assert BERLIN.midnight_h(date(2026, 10, 26), "Europe/Berlin") == 49.0
    shift = weekly_hours(BERLIN, "Europe/Berlin", "00:00", "24:00", [6], horizon_h=100.0)
    assert shift.open_h_between(0.0, 99.0) == 25.0


def test_summer_time_begins_with_a_day_of_23_hours():
    clock = Clock(datetime(2026, 3, 27, 23, tzinfo=UTC))  # Saturday 28 March, midnight
    hours = weekly_hours(clock, "Europe/Berlin", "08:00", "16:00", DAILY, horizon_h=60.0)
    assert {8.0, 31.0, 55.0} <= set(hours.opens_at_h)


@pytest.mark.parametrize("text", ["25:00", "24:01", "8", "08:60", "", "八点"])
def test_a_time_of_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match="time of day"):
        weekly_hours(CLOCK, "Asia/Shanghai", text, "18:00", DAILY, horizon_h=24.0)


def test_days_are_read_as_ranges_and_lists():
    assert parse_weekdays("daily") == (0, 1, 2, 3, 4, 5, 6)
    assert parse_weekdays("Mon-Sat") == (0, 1, 2, 3, 4, 5)
    assert parse_weekdays("Mon; Thu") == (0, 3)
    for wrong in ("Monday", "Mon-Tue-Wed", "", "Mon-"):
        with pytest.raises(ValueError, match="list of days"):
            parse_weekdays(wrong)


def test_what_is_not_known_is_not_closed():
    hours = OpenHours((8.0,), (16.0,), until_h=24.0)
    for ask in (hours.is_open, hours.next_open_h, hours.closes_h):
        with pytest.raises(LookupError):
            ask(24.0)
    with pytest.raises(LookupError):
        hours.next_open_h(16.0)
    with pytest.raises(LookupError):
        hours.finish_h(9.0, 8.0)


def test_always_open_never_makes_anyone_wait():
    assert ALWAYS_OPEN.is_open(1e6)
    assert ALWAYS_OPEN.next_open_h(3.25) == 3.25
    assert ALWAYS_OPEN.closes_h(3.25) == math.inf
    assert ALWAYS_OPEN.finish_h(3.0, 4.0) == 7.0
    assert ALWAYS_OPEN.open_h_between(3.0, 4.5) == 1.5


def test_openings_that_overlap_are_refused_or_joined():
    with pytest.raises(ValueError, match="overlaps"):
        OpenHours((0.0, 4.0), (5.0, 6.0))
    assert OpenHours.of([(4.0, 6.0), (0.0, 5.0), (6.0, 7.0), (9.0, 9.0)]) == OpenHours(
        (0.0,), (7.0,)
    )


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10)), min_size=1, max_size=20),
    st.integers(-5, 220),
)
def test_open_hours_agree_with_a_list_of_hours(pairs, t):
    hours = OpenHours.of([(float(a), float(a + n)) for a, n in pairs])
    open_set = {a + i for a, n in pairs for i in range(n)}
    assert hours.is_open(float(t)) is (t in open_set)
    assert hours.open_h_between(0.0, float(t)) == sum(1 for h in open_set if 0 <= h < t)
    later = [h for h in open_set if h >= t]
    if later:
        assert hours.next_open_h(float(t)) == min(later)
        begin = int(hours.next_open_h(float(t)))
        assert hours.closes_h(float(t)) == next(h for h in range(begin, 999) if h not in open_set)
        assert hours.finish_h(float(t), float(len(later))) == max(open_set) + 1


def test_open_hours_up_to_the_end_of_what_is_known_can_be_counted():
    hours = OpenHours((8.0, 20.0), (16.0, 24.0), until_h=24.0)
    assert hours.open_h_between(0.0, 24.0) == 12.0
    assert hours.open_h_between(22.0, 24.0) == 2.0
    with pytest.raises(LookupError):
        hours.open_h_between(0.0, 24.5)
