"""The programs that are measured, each in a file of its own; `roster` names them."""
