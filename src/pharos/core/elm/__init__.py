"""The European Learning Model 3: the European Digital Credential of an award.

`document` makes the unsigned credential of the frozen facts, `uploadable` wraps it for the
Commission's issuer, `elements` reads one back, and `jades` seals and opens it.
"""

from pharos.core.elm.document import document as document
from pharos.core.elm.document import uploadable as uploadable
from pharos.core.elm.reading import elements as elements
