"""What every context uses: settings, errors, time, tenancy, jobs, the supervisor. Knows no domain."""
