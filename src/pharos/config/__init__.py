"""Assembles the product: Django settings, addresses, the WSGI application."""
