"""The pages of procedures: of providers, agencies, panels, committees, and of everybody."""
