"""Armenian dates and numbers: 22.11.2026, in words with the year's abbreviation."""

DATE_FORMAT = r"j F, Y թ."
SHORT_DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = r"j F, Y թ., H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
TIME_FORMAT = "H:i"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"
