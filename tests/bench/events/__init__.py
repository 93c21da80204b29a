"""Measures events, from a committed transaction to a committed effect, beside what a team would pick instead."""
