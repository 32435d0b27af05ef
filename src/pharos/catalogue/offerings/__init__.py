"""When and where a programme is held next: offerings of a version, which come and go."""
