"""A believable sample university: people, rooms, hours, and clients in every stage around today."""

from deploy.sample.fill import fill

__all__ = ["fill"]
