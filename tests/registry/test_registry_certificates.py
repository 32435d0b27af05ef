"""Certificates of keys by two persons, the demonstration's root, and the bundle that tells."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from registrybodies import approved, made, provider, somebody

from pharos.common import tenancy
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.core import certificates, p256
from pharos.core.commitments import Kind
from pharos.core.multibase import decode_multikey
from pharos.organisations.models import Organisation
from pharos.registry import actions, queries, rules, tasks
from pharos.registry.models import Entry, IssuerCertificate

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOT = ec.derive_private_key(21, ec.SECP256R1())
AUTHORITY = certificates.Subject("Authority of examples", "Authority of examples")

pytestmark = pytest.mark.usefixtures("db_world")


def issued(public: str) -> list[bytes]:
    """A chain for this key by an authority from outside."""
    point = p256.compressed(ROOT.public_key())
    body = certificates.Subject("Academy", "academy")
    first = NOW - timedelta(days=1)
    chain = []
    for subject, key, issuer in (
        (body, decode_multikey(public)[1], (AUTHORITY, point)),
        (AUTHORITY, point, None),
    ):
        content = certificates.to_be_signed(
            subject, key, first=first, last=NOW + timedelta(days=400), serial=3, issuer=issuer
        )
        chain.append(certificates.certificate(content, p256.sign(content, ROOT)))
    return chain


@pytest.fixture
def seal(signer, academy, registrar, head):
    return approved(made(signer, academy, registrar, "seal"), head)


def entered(seal, registrar, chain: list[bytes]) -> IssuerCertificate:
    with tenancy.scope(registrar):
        return actions.enter_certificate(
            key_id=seal.key_id, pem=certificates.pem(chain), by=registrar, now=NOW
        )


def test_two_persons_put_a_certificate_to_a_key(seal, academy, registrar, head):
    chain = issued(seal.public)
    entered(seal, registrar, chain)
    assert queries.chain(seal.key_id) == []
    with tenancy.scope(registrar), pytest.raises(NotAllowed):
        actions.approve_certificate(key_id=seal.key_id, by=registrar, now=NOW)
    with tenancy.scope(head):
        actions.approve_certificate(key_id=seal.key_id, by=head, now=NOW)
        assert queries.chain(seal.key_id) == chain
        [told] = queries.trusted_certificates(academy.id)
        leaf = Entry.objects.filter(kind=int(Kind.KEY)).order_by("-id").first()
    assert told.key == seal.key_id
    assert (told.sha256, told.root) == tuple(map(certificates.fingerprint, chain))
    assert leaf.statement["sha256"] == told.sha256
    with tenancy.scope(head), pytest.raises(NotFound):
        actions.approve_certificate(key_id=seal.key_id, by=head, now=NOW)
    with pytest.raises(Conflict) as refused:
        entered(seal, registrar, chain)
    assert refused.value.code == "certificate_known"


def test_nobody_approves_what_he_entered(seal, registrar, academy):
    """KEY-08: refused by the rule, whatever roles one person has."""
    both = somebody(academy, "registrar", "head")
    entered(seal, both, issued(seal.public))
    with tenancy.scope(both), pytest.raises(NotAllowed) as refused:
        actions.approve_certificate(key_id=seal.key_id, by=both, now=NOW)
    assert refused.value.code == "second_person_needed"


def test_a_certificate_of_another_key_is_refused(seal, signer, registrar):
    """KEY-07: what vouches for a key names that very key."""
    stranger = signer.create_key("P-256")
    with pytest.raises(Invalid) as refused:
        entered(seal, registrar, issued(stranger))
    assert refused.value.code == "certificate_key"
    with pytest.raises(Invalid) as refused:
        entered(seal, registrar, issued(seal.public)[::-1])
    assert refused.value.code == "certificate_key"


def test_keys_of_credentials_have_none(signer, academy, registrar, head):
    key = approved(made(signer, academy, registrar), head)
    with tenancy.scope(registrar), pytest.raises(Invalid) as refused:
        actions.store_request(organisation=academy, key_id=key.key_id, by=registrar)
    assert refused.value.code == "key_purpose"


def test_a_request_is_proved_by_the_key_in_the_signer(seal, signer, academy, registrar):
    with tenancy.scope(registrar):
        name, info = actions.store_request(organisation=academy, key_id=seal.key_id, by=registrar)
    with tenancy.scope(registrar):
        made_ = actions.sign_request(
            name=name, info=info, key_id=seal.key_id, by=registrar, signer=signer
        )
    request = x509.load_der_x509_csr(made_)
    assert request.is_signature_valid
    point = request.public_key()
    assert isinstance(point, ec.EllipticCurvePublicKey)
    assert p256.compressed(point) == decode_multikey(seal.public)[1]


class TestDemonstration:
    @pytest.fixture
    def root(self, signer, platform: Organisation):
        proposes, approves = somebody(platform, "operator"), somebody(platform, "approver")
        return approved(made(signer, platform, proposes, "root"), approves)

    def test_its_root_vouches_for_the_keys(self, signer, root, seal, academy, platform):
        assert tasks.certify_now(root.id, now=NOW, signer=signer)
        assert tasks.certify_now(seal.id, now=NOW, signer=signer)
        assert not tasks.certify_now(seal.id, now=NOW, signer=signer)
        chain = queries.chain(seal.key_id)
        assert len(chain) == 2
        certificates.check_chain(chain, point=decode_multikey(seal.public)[1], at=NOW)
        leaf = x509.load_der_x509_certificate(chain[0])
        assert "(demonstration)" in leaf.subject.rfc4514_string()
        assert "emonstration" in leaf.issuer.rfc4514_string()
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = names.get_values_for_type(x509.UniformResourceIdentifier)
        assert addresses == [
            "did:web:localhost%3A8000:providers:academy",
            "http://localhost:8000/providers/academy",
        ]
        assert [one.key for one in queries.trusted_certificates(academy.id)] == [seal.key_id]
        # the root is no key of an issuer, and the bundle says nothing of it
        assert queries.trusted_certificates(platform.id) == []

    def test_production_makes_none(self, signer, root, seal, monkeypatch):
        """DEP-01: only a demonstration vouches for itself."""
        from pharos.common import settings as pharos_settings

        real = pharos_settings.settings().model_copy(update={"installation": "production"})
        monkeypatch.setattr("pharos.registry.actions.certificates.settings", lambda: real)
        with pytest.raises(NotAllowed) as refused:
            tasks.certify_now(seal.id, now=NOW, signer=signer)
        assert refused.value.code == "certificate_demonstration"


class TestBlocks:
    def test_one_person_stops_a_key_and_two_let_it_go_on(self, signer, academy, registrar, head):
        key = approved(made(signer, academy, registrar), head)
        later = NOW + timedelta(hours=1)
        with tenancy.scope(registrar):
            actions.block_key(key_id=key.key_id, by=registrar, now=later)
            [entry] = queries.key_history(academy.id)
            assert (str(entry.state), entry.active_until) == ("blocked", later)
            assert key.key_id in queries.did_document(academy)["assertionMethod"]
            with pytest.raises(Invalid):
                queries.active_key(academy.id)
        unblock = rules.KeyAct.UNBLOCK
        with tenancy.scope(registrar):
            actions.propose_key_act(key_id=key.key_id, act=unblock, by=registrar, now=later)
        with tenancy.scope(registrar), pytest.raises(NotAllowed):
            actions.approve_key_act(key_id=key.key_id, act=unblock, by=registrar, now=later)
        with tenancy.scope(head):
            actions.approve_key_act(key_id=key.key_id, act=unblock, by=head, now=later)
            assert queries.active_key(academy.id).id == key.id
            states = [
                one.statement["state"]
                for one in Entry.objects.filter(kind=int(Kind.KEY)).order_by("id")
            ]
        assert states == ["active", "blocked", "active"]

    def test_a_block_is_not_lifted_when_another_key_signs(self, signer, academy, registrar, head):
        """KEY-11: no moment has two keys."""
        key = approved(made(signer, academy, registrar), head)
        with tenancy.scope(head):
            actions.block_key(key_id=key.key_id, by=head, now=NOW + timedelta(hours=1))
        approved(made(signer, academy, registrar), head, NOW + timedelta(hours=2))
        with tenancy.scope(registrar), pytest.raises(Conflict) as refused:
            actions.propose_key_act(
                key_id=key.key_id, act=rules.KeyAct.UNBLOCK, by=registrar, now=NOW
            )
        assert refused.value.code == "key_replaced"
        with tenancy.scope(head):
            retired = actions.retire_key(key_id=key.key_id, by=head, now=NOW + timedelta(hours=3))
        assert retired.active_until == NOW + timedelta(hours=1)

    def test_a_compromise_takes_two_persons_and_a_date(self, signer, academy, registrar, head):
        """KEY-03, KEY-08: one person alone may stop a key, and never put its past in doubt."""
        key = approved(made(signer, academy, registrar), head)
        act = rules.KeyAct.COMPROMISED
        since, now = NOW + timedelta(hours=1), NOW + timedelta(hours=5)
        wrong: list[tuple[dict[str, object], str]] = [
            ({}, "key_since"),
            ({"since": now + timedelta(hours=1)}, "date_in_future"),
        ]
        for facts, code in wrong:
            with tenancy.scope(registrar), pytest.raises(DomainError) as refused:
                actions.propose_key_act(key_id=key.key_id, act=act, by=registrar, now=now, **facts)
            assert refused.value.code == code
        with tenancy.scope(head), pytest.raises(NotFound):
            actions.approve_key_act(key_id=key.key_id, act=act, by=head, now=now)
        with tenancy.scope(head):
            actions.propose_key_act(key_id=key.key_id, act=act, since=since, by=head, now=now)
        with tenancy.scope(registrar), pytest.raises(Conflict) as twice:
            actions.propose_key_act(key_id=key.key_id, act=act, since=since, by=registrar, now=now)
        assert twice.value.code == "key_proposed_already"
        with tenancy.scope(head), pytest.raises(NotAllowed) as alone:
            actions.approve_key_act(key_id=key.key_id, act=act, by=head, now=now)
        assert alone.value.code == "second_person_needed"
        second = somebody(academy, "head")
        with tenancy.scope(second):
            actions.approve_key_act(key_id=key.key_id, act=act, by=second, now=now)
        stored = queries.key(key.key_id)
        assert (stored.state, stored.compromised_at) == ("compromised", since)
        assert stored.active_until == now

    def test_a_proposal_can_be_taken_back(self, signer, academy, registrar, head):
        key = approved(made(signer, academy, registrar), head)
        act = rules.KeyAct.COMPROMISED
        with tenancy.scope(registrar):
            actions.propose_key_act(key_id=key.key_id, act=act, since=NOW, by=registrar, now=NOW)
            actions.withdraw_key_act(key_id=key.key_id, act=act, by=registrar, now=NOW)
        with tenancy.scope(head), pytest.raises(NotFound):
            actions.approve_key_act(key_id=key.key_id, act=act, by=head, now=NOW)


def test_a_stranger_stops_no_key(signer, platform, academy, registrar, head):
    """AUT-02: the key of another body cannot be stopped, doubted or certified."""
    key = approved(made(signer, academy, registrar), head)
    thief = somebody(provider(platform, "college"), "registrar")
    with tenancy.scope(thief), pytest.raises(NotFound):
        actions.block_key(key_id=key.key_id, by=thief, now=NOW)
    assert queries.key(key.key_id).state == "active"
