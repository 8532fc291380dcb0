"""Mail goes over a line whose certificate was checked, or not at all."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications import outbox
from notifications.models import Message, State
from tests.notifications.sink import Sink
from tests.work.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


@pytest.fixture
def encrypted(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return Sink(tls=context)


def waiting():
    message = Message.objects.get()
    assert message.state == State.PENDING
    return message.last_error


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(post, by_mail, encrypted, settings, caplog):
    with by_mail(encrypted) as sink:
        settings.EMAIL_USE_SSL = True
        post()
        assert outbox.sweep(at=NOON).delayed == 1
        assert "CERTIFICATE_VERIFY_FAILED" in waiting()
        assert sink.accepted == []


def test_a_certificate_that_is_known_gets_it(post, by_mail, encrypted, certificate, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with by_mail(encrypted) as sink:
        settings.EMAIL_USE_SSL = True
        post()
        assert outbox.sweep(at=NOON).sent == 1
        assert len(sink.accepted) == 1


def test_a_server_that_does_not_encrypt_gets_nothing_in_the_clear(post, by_mail, settings, caplog):
    with by_mail(Sink()) as sink:
        settings.EMAIL_USE_TLS = True
        post()
        assert outbox.sweep(at=NOON).delayed == 1
        assert "STARTTLS" in waiting()
        assert sink.accepted == []


def test_a_password_is_never_said_over_an_open_line(post, by_mail, settings, caplog):
    with by_mail(Sink()):
        settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mail.invalid", "fang", "secret"
        post()
        assert outbox.sweep(at=NOON).delayed == 1
        assert "open line" in waiting()
        assert "secret" not in caplog.text
