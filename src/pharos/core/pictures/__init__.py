"""Pictures that carry a credential inside: PNG and SVG, read strictly and written exactly."""
