"""The pages that belong to no single context: home, the register's entries, refusals."""
