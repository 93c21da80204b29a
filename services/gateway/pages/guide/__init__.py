"""The conversation for its students and lecturer: the steps, the acute band, the close, the debrief."""
