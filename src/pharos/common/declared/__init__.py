"""Every table with its declaration, by what it is about; `common.tables.TABLES` is all."""
