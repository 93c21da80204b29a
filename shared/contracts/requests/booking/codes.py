"""What booking's views and requests say in a word."""

from __future__ import annotations

from typing import Literal

Situation = Literal["job_seeker", "student", "employed", "other"]
PersonRole = Literal["coordinator", "lecturer", "student"]
ConsentState = Literal["unknown", "given", "withdrawn", "erased"]
WitnessedHow = Literal["paper", "spoken"]
ClashCause = Literal["left", "away", "outside_hours"]  # no longer active; marked as away; not within their hours
FellThrough = Literal["cancelled", "missed", "declined", "lapsed", "undecided", "not_held"]
FollowUpOutcome = Literal["reached", "time_offered", "time_confirmed", "client_declined", "handed_over"]
AppointmentState = Literal["held", "booked", "under_way", "completed", "cancelled", "no_show", "declined"]
