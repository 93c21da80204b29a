"""A believable sample university: people, rooms, hours, and clients in every stage around today."""
