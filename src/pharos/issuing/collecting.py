"""Python's search for cycles, held while a chunk is made.

A chunk makes tens of thousands of values and not one cycle; searching them again and again cost
up to 150 ms of a chunk of 2,000.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """Hold the search meanwhile; also as a decorator."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
