"""Open Badges 2.0 as others issued them: read and judged, never issued.

An assertion names a badge class, which names an issuer's profile. A *signed* assertion is
believed by a key that the profile lists; a *hosted* one because its issuer's server still
shows it. Where a server has vanished nothing can be said any more: unknown, never wrong.
"""
