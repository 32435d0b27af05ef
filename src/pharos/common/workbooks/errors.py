"""What a spreadsheet file is refused for; the sentences lie in `common/sentences/workbooks`.

Invalid
├── WorkbookRefused     it cannot or must not be read                     422
└── TooLarge
    └── WorkbookTooLarge  it would become more than we read               413
"""

from pharos.common.errors import Invalid, TooLarge


class WorkbookRefused(Invalid):
    """The file is not read; `facts` name the part or the cell."""


class WorkbookTooLarge(TooLarge):
    """The file would unfold to more than the limits; nothing of it was kept."""
