"""The broker port inside one process, with a journal on disk."""
