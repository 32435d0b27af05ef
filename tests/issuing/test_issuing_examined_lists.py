"""Doctor and the published lists: those of tokens are looked at as well."""

from moments import NOW

from pharos.common import tenancy
from pharos.issuing import examination, queries, tasks
from pharos.issuing.models import Publication


def test_a_list_of_tokens_is_found_signed_or_changed(issuers):
    """STA-09: whatever form a list has, its signature is checked."""
    issuers.add_documents_key()
    row = issuers.issued()[0]
    worker = issuers.worker("ge")
    tasks.publish_now(worker, row.list_id, now=NOW, signer=issuers.signer)
    with tenancy.scope(worker):
        found = queries.newest_publications()
        assert sorted(one.purpose for one in found) == ["revocation", "suspension", "token"]
        assert all(examination._is_signed(one) for one in found)
        token = Publication.objects.get(purpose="token")
        spoilt = bytearray(token.document)
        spoilt[len(spoilt) // 2] ^= 1
        token.document = bytes(spoilt)
        assert not examination._is_signed(token)
        token.document = b"no token"
        assert not examination._is_signed(token)
