"""A due date is told where everybody would mark the same day in a calendar, and nowhere else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import due_date

WEDNESDAY = date(2027, 3, 3)

MEANT = {
    # days
    "today": "2027-03-03",
    "by tonight": "2027-03-03",
    "this afternoon": "2027-03-03",
    "EOD": "2027-03-03",
    "by the end of the day": "2027-03-03",
    "end of day": "2027-03-03",
    "tomorrow": "2027-03-04",
    "by noon tomorrow": "2027-03-04",
    "tomorrow morning at 9": "2027-03-04",
    "the day after tomorrow": "2027-03-05",
    # weekdays
    "by Friday": "2027-03-05",
    "Friday": "2027-03-05",
    "on Monday, before the release goes out": "2027-03-08",
    "Tues.": "2027-03-09",
    "this Friday": "2027-03-05",
    "this coming Monday": "2027-03-08",
    "coming Tuesday": "2027-03-09",
    "next Tuesday": "2027-03-09",
    "next Wednesday": "2027-03-10",
    "Friday next week": "2027-03-12",
    "on Thursday of next week": "2027-03-11",
    "next week on Monday": "2027-03-08",
    # ends
    "end of the week": "2027-03-05",
    "by end of week": "2027-03-05",
    "end of next week": "2027-03-12",
    "end of the month": "2027-03-31",
    "by the end of next month": "2027-04-30",
    "end of the year": "2027-12-31",
    "end of April": "2027-04-30",
    "the end of February 2028": "2028-02-29",
    # spans
    "in two weeks": "2027-03-17",
    "in 3 days": "2027-03-06",
    "within a week": "2027-03-10",
    "in a month": "2027-04-03",
    "two weeks from now": "2027-03-17",
    "ten days from today": "2027-03-13",
    # dates
    "March 3rd": "2027-03-03",
    "by March 10": "2027-03-10",
    "3 March 2028": "2028-03-03",
    "the 3rd of April": "2027-04-03",
    "March 10th, 2027": "2027-03-10",
    "Dec. 24th": "2027-12-24",
    "2027-04-01": "2027-04-01",
    "the 10th": "2027-03-10",
    "by the 1st": "2027-04-01",
    "Wednesday the 10th": "2027-03-10",
    "Monday, March 15th": "2027-03-15",
    "Friday the 2nd of April": "2027-04-02",
    # German
    "heute": "2027-03-03",
    "morgen früh, spätestens um acht Uhr": "2027-03-04",
    "übermorgen": "2027-03-05",
    "bis Freitag": "2027-03-05",
    "am Montag": "2027-03-08",
    "nächsten Dienstag": "2027-03-09",
    "in zwei Wochen": "2027-03-17",
    "in einem Monat": "2027-04-03",
    "Ende des Monats": "2027-03-31",
    "bis Ende April": "2027-04-30",
    "am 3. April": "2027-04-03",
    "bis 01.04.2027": "2027-04-01",
    "am 1.4.": "2027-04-01",
}

DOUBTFUL = (
    *("", "soon", "ASAP", "as soon as I have the words", "next week", "this month", "next quarter"),
    *("Wednesday", "next Friday", "this Tuesday", "by Friday or so", "Friday or Monday"),
    *("Friday and Monday", "before Friday", "after the 10th", "not before Friday", "around Friday"),
    *("maybe tomorrow", "every Friday", "last Friday", "by Friday?", "we can't do Friday"),
    *("3/4", "12/25/2027", "the 3rd", "the 31st of April", "February 30th", "March 2028"),
    *("Tuesday the 10th", "Friday, March 10", "a couple of days", "in a few weeks", "two weeks"),
    *("two weeks from Friday", "a week after the launch", "40 phones", "10 percent", "step 2"),
    *("we may 10 percent", "the sun", "he sat down", "1.5 percent", "version 2.1", "3.4.1"),
    *("Guten Morgen", "am Morgen", "jeden Freitag", "vor Freitag", "nicht am Montag"),
    *("in 999 months and 31st of", "0000-00-00", "9999-99-99", "the 0th", "tomorrowland"),
    "tomorrow, I mean Friday",
)


@pytest.mark.parametrize(("said", "meant"), MEANT.items())
def test_a_day_that_is_said_is_understood(said, meant):
    assert due_date(said, WEDNESDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize("said", DOUBTFUL)
def test_where_there_is_doubt_there_is_no_day(said):
    assert due_date(said, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("said", "day", "meant"),
    [
        ("by Friday", "2027-12-31", None),  # a Friday
        ("by Monday", "2027-12-31", "2028-01-03"),
        ("tomorrow", "2028-02-28", "2028-02-29"),
        ("in a month", "2027-01-31", None),
        ("end of next month", "2027-12-15", "2028-01-31"),
        ("end of the week", "2027-03-06", None),  # a Saturday
        ("January 5th", "2027-12-20", "2028-01-05"),
        ("January 5th", "2027-01-20", None),  # just gone, or in a year
        ("the 31st", "2027-04-10", None),
        ("by May 10", "2027-03-03", "2027-05-10"),
        ("February 29th", "2027-12-01", "2028-02-29"),
        ("tomorrow", "9999-12-31", None),
    ],
)
def test_the_calendar_is_kept(said, day, meant):
    assert due_date(said, date.fromisoformat(day)) == (meant and date.fromisoformat(meant))


@given(st.text(), st.dates())
def test_whatever_is_said_nothing_breaks(said, day):
    due_date(said, day)
    due_date(f"{said} the 31st {said}", day)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_weekday_is_within_the_week_and_is_that_day(day):
    found = due_date("by Friday", day)
    assert found is None or (found.weekday() == 4 and 0 < (found - day).days < 7)
    assert (found is None) == (day.weekday() == 4)
