"""Providers, agencies, centres, employers, ministries; memberships, mandates, signatories."""
