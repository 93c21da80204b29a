"""One service's context, its loops, transactions, timers and workers."""
