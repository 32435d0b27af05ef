"""What is right about appeals, complaints, reports, notices and reminders; pure."""
