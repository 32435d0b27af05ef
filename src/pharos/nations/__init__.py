"""Everything that differs between countries, as dated data: levels, terms, periods, wording."""
