"""Further documents of an award: made of its facts when somebody asks, signed, kept and logged."""
