"""The key pair that every server of the benchmark signs and verifies with."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarking.servers import Place


def make_keys(place: Place) -> None:
    """Create the key pair once for all runs on these databases."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    place.private_key.unlink(missing_ok=True)
    place.private_key.touch(0o600)
    place.private_key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    place.public_key.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
