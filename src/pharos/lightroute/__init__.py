"""The short way to accreditation for small programmes of trusted providers."""
