"""Runs, enrolments, learners, results, rosters and the awards that follow from them."""
