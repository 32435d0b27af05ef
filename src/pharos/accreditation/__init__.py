"""Authorisation of providers, accreditation of institutions and programmes, certificate formats."""
