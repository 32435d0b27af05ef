"""The credential core: pure Python, no Django, no network, no clock."""
