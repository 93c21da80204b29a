"""The whole stack in one process, with a sample university."""
