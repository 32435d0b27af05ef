"""After the decision: appeals, complaints, reports, changes, decisions from abroad."""
