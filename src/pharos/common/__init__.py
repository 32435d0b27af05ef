"""What every context uses: settings, errors, time, tenancy, jobs, supervisor. Knows no domain."""
