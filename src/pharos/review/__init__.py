"""The provider's own quality check of a programme, before anybody outside sees it."""
