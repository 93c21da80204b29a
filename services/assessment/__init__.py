"""The client's self-assessment: instruments as data, answers, gaps and change targets."""
