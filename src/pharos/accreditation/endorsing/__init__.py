"""The signed statement of a decision: made when somebody asks, kept, renewed while it stands."""
