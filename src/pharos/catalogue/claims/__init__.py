"""What others say of a published programme: its level, that they recognise it; and courses."""
