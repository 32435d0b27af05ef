"""Providers and licences as the national registry has them, compared with ours every night.

Awards go out by `issuing.national`; this is the way in. Nothing of theirs overwrites an entry of
ours: what differs is a line at a desk until a person ends it.
"""
