"""Programs that break the promise, each in its own way: the bench must notice."""
