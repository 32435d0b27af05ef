"""The public addresses of programmes and their versions."""


def programme_address(origin: str, provider_slug: str, programme_slug: str) -> str:
    """`{origin}/programmes/{provider}/{programme}`: the permanent id of a programme."""
    return f"{origin}/programmes/{provider_slug}/{programme_slug}"


def version_address(programme: str, number: int) -> str:
    """The programme's address + `/v{number}`."""
    return f"{programme}/v{number}"
