"""The frame of pages and API: who calls, in which language, with which form; how an answer is made."""
