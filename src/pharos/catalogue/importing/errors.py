"""What makes a file of programmes unreadable."""

from pharos.common.errors import Invalid


class CatalogueUnreadable(Invalid):
    """Nothing of the file was judged; the facts say where it stops."""
