"""Every limit of untrusted input, one constant each, with the reason for its size."""

KIB = 1024
MIB = 1024 * KIB

# JSON at the front door
MAX_CREDENTIAL_BYTES = 1 * MIB  # the fullest Open Badge of the public samples has 30 KB
MAX_CREDENTIAL_FILE_BYTES = 10 * MIB  # a PDF or a picture with a credential inside
MAX_COMPACT_BYTES = 4_400  # the largest QR code holds 4,296 characters of Base45
MAX_BUNDLE_BYTES = 256 * MIB  # a trust bundle carries the history of a whole country
MAX_JSON_DEPTH = 64
MAX_JSON_VALUES = 50_000  # values of one credential; keeps a walk below 50 ms
MAX_INTEGER = 2**53 - 1  # beyond it other readers lose digits (RFC 7493, section 2.2)
MAX_NUMBER_CHARACTERS = 32

# Text
MAX_NAME_CHARACTERS = 200
MAX_TEXT_CHARACTERS = 20_000
MAX_MARKS_IN_A_ROW = 3  # combining marks on one letter; no living orthography needs four
MAX_URL_CHARACTERS = 2_048
MAX_DID_CHARACTERS = 1_024
MAX_KEY_ID_CHARACTERS = 1_024
MAX_MULTIBASE_CHARACTERS = 1_024  # base58 is quadratic in the length

# JSON-LD and RDF
MAX_CONTEXTS = 8
MAX_NODES = 2_000  # objects that become nodes; the fullest public sample has some 100
WORK_OF_A_CONTEXT = 10  # reading an embedded context again costs as much as ten nodes
MAX_QUADS = 10_000
MAX_BLANK_NODES = 500
MAX_SYMMETRY_WORK = 20_000  # steps of Hash N-Degree Quads; the W3C suite needs 6,636
MIN_NUMBER = 1e-6  # outside of these, JSON-LD processors write different lexical forms
MAX_NUMBER = 1e15

# Data Integrity
MAX_PROOFS = 8
MAX_DISCLOSURE_CHARACTERS = 512 * KIB  # a signature for each statement that is shown
CLOCK_LEEWAY_SECONDS = 60

# Status lists (Bitstring Status List 1.0, section 3: at least 131,072 entries)
MIN_STATUS_ENTRIES = 131_072
MAX_STATUS_BYTES = 16 * MIB
MAX_STATUS_TEXT = 24 * MIB

# Pictures with a credential baked in
MAX_PICTURE_CHUNKS = 4_096  # a photograph in small pieces has some hundreds

# PDFs with a credential attached
MAX_PDF_BYTES = 4 * MIB  # a certificate of ours has 100 KB
MAX_PDF_STREAM_BYTES = 16 * MIB  # what one stream of it may unpack to
MAX_PDF_TABLE_BYTES = 2 * MIB  # its table of objects: some hundred thousand
MAX_PDF_ATTACHMENTS = 64

# Evidence in procedures of quality assurance
MAX_EVIDENCE_BYTES = 4 * MIB  # a policy or a report as PDF; larger ones are cited by their address
MAX_CASE_EVIDENCE_BYTES = 64 * MIB
MAX_CASE_EVIDENCE_FILES = 200
MAX_EVIDENCE_PIXELS = 40_000_000  # a photograph of a whole wall of certificates
