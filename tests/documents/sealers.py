"""A firm's certificate for sealing and a time-stamping authority of our own, which needs no network."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC)


@lru_cache(maxsize=1)
def authority():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    return key, certificate(name, key, name, key, is_authority=True)


SEALS, SIGNS = ("digital_signature", "content_commitment"), ("key_cert_sign",)
USES = (
    *SEALS, *SIGNS, "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only",
    "decipher_only",
)  # fmt: skip


def certificate(subject, key, issuer, issuer_key, *, is_authority=False, for_time=False):
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**dict.fromkeys(USES, False) | dict.fromkeys(SIGNS if is_authority else SEALS, True)),
            critical=True,
        )
    )
    if for_time:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(issuer_key, hashes.SHA256())


def issued(common_name, **more):
    root_key, root = authority()
    key = rsa.generate_private_key(65537, 2048) if more else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    return key, certificate(subject, key, root.subject, root_key, **more)


def equip(folder):
    """The file of the certificate, its password, and what stamps the time."""
    from asn1crypto import keys
    from asn1crypto import x509 as other
    from pyhanko.sign.timestamps import DummyTimeStamper

    key, own = issued("Ningbo Hailan seal")
    file = folder / "seal.p12"
    secret = serialization.BestAvailableEncryption(b"secret")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, own, [authority()[1]], secret))
    clock_key, clock = issued("Test clock", for_time=True)
    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    return (
        str(file),
        "secret",
        DummyTimeStamper(
            other.Certificate.load(clock.public_bytes(der)),
            keys.PrivateKeyInfo.load(clock_key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
        ),
    )
