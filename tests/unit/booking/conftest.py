"""A university for each test."""

import pytest

from tests.unit.booking.university import University


@pytest.fixture
def university() -> University:
    """Fresh, with nothing booked."""
    return University()
