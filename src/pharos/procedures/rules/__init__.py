"""What is right in a procedure: states and moves, conflicts and votes, days, flags. All pure."""
