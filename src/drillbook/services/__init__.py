"""The servers and processes that a stack is made of, and the client of each."""
