"""Benches: ratios and figures that anyone can measure again; never a timed test."""
