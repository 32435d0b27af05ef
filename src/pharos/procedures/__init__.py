"""External quality assurance: cases from application to published decision."""
