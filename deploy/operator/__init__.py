"""What operators do at the command line: accounts, failed events, reconciling, traces, the first `.env`."""
