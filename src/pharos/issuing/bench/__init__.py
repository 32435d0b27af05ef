"""Measurements as ratios: each figure is set against something measured in the same run."""
