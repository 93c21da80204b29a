"""The rules of booking: who can meet whom, where and when."""
