"""Files made on the spot: signed photographs, proof bundles, and one small file of every kind."""

import datetime as dt
import functools
import hashlib
import io
import json
import zipfile

import c2pa
import pypdfium2
import pysequoia
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import GPS, Base


def picture(kind: str = "JPEG", *, mode: str = "RGB", size=(64, 48), colour=(200, 30, 30), **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour if mode == "RGB" else 0).save(out, kind, **more)
    return out.getvalue()


def photograph(**changes) -> bytes:
    """A JPEG with EXIF; `changes` replaces tags by the names below, None leaves one out."""
    facts = {
        "make": "Acme", "model": "Field 1", "orientation": 6, "taken": "2020:12:06 06:15:00", "offset": "+02:00",
        "lat": (32, 53, 13.2), "lat_ref": "N", "lon": (13, 11, 29.4), "lon_ref": "E",
        "gps_date": "2020:12:06", "gps_time": (4, 15, 1), "altitude": 12.5,
    } | changes  # fmt: skip
    tags = Image.Exif()
    inner, place = tags.get_ifd(0x8769), tags.get_ifd(0x8825)

    def put(where, tag, name):
        value = facts[name]
        if isinstance(value, tuple):
            value = tuple(TiffImagePlugin.IFDRational(part) for part in value)
        if value is not None:
            where[tag] = value

    for tag, name in ((Base.Make, "make"), (Base.Model, "model"), (Base.Orientation, "orientation")):
        put(tags, tag, name)
    put(inner, Base.DateTimeOriginal, "taken")
    put(inner, Base.OffsetTimeOriginal, "offset")
    for tag, name in (
        (GPS.GPSLatitude, "lat"), (GPS.GPSLatitudeRef, "lat_ref"), (GPS.GPSLongitude, "lon"),
        (GPS.GPSLongitudeRef, "lon_ref"), (GPS.GPSDateStamp, "gps_date"), (GPS.GPSTimeStamp, "gps_time"),
        (GPS.GPSAltitude, "altitude"),
    ):  # fmt: skip
        put(place, tag, name)
    return picture(exif=tags)


def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 300)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    """The same bytes at every call: they stand in the names of tests, which two processes must collect alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        archive.writestr(zipfile.ZipInfo("content.xml"), "<x/>")
    return out.getvalue()


DEVICE = pysequoia.Tsk.generate("Field device 1 <device@example.org>")
KEY = DEVICE.extract_certificate()
PUBLIC = pysequoia.armor(bytes(KEY), pysequoia.ArmorKind.PublicKey) if hasattr(pysequoia, "armor") else bytes(KEY)
PUBLIC = PUBLIC.encode() if isinstance(PUBLIC, str) else PUBLIC


def bundle(**changes) -> bytes:
    """A ProofMode bundle; `changes` replaces its parts by name, None leaves one out."""
    medium = changes.pop("medium", picture())
    digest = hashlib.sha256(medium).hexdigest()
    sheet = {"File Hash SHA256": digest, "Location.Latitude": "32.887", "Location.Longitude": "13.191", "Model": "F1"}
    entries = {
        "photo.jpg": changes.pop("sent", medium),
        f"{digest}.asc": pysequoia.sign(DEVICE.signer(), medium, mode=pysequoia.SignatureMode.DETACHED),
        f"{digest}.proof.json": json.dumps(sheet).encode(),
        f"{digest}.proof.csv": (",".join(sheet) + "\n" + ",".join(sheet.values()) + "\n").encode(),
        "pubkey.asc": PUBLIC,
        "HowToVerify.txt": b"...",
    }
    for ending, content in changes.items():
        name = next(one for one in entries if one.endswith(ending.replace("_", ".")))
        entries[name] = content
    return zipped({name: content for name, content in entries.items() if content is not None})


def _certificate(name, issuer=None, issuer_key=None, *, authority=False):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    purpose = {"digital_signature": not authority, "key_cert_sign": authority, "crl_sign": authority}
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
              "decipher_only")  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key()), critical=False
        )
        .add_extension(x509.KeyUsage(**purpose, **dict.fromkeys(others, False)), critical=True)
    )
    if not authority:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(issuer_key or key, hashes.SHA256()), key, subject


def _pem(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


@functools.cache
def signed_photograph() -> tuple[bytes, str]:
    """A JPEG with content credentials, and the certificate of the authority that vouches for its signer."""
    root, root_key, root_name = _certificate("Test authority", authority=True)
    leaf, key, _name = _certificate("Test camera", root_name, root_key)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", _pem(leaf) + _pem(root), private, None))
    action = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    manifest = {
        "claim_generator_info": [{"name": "Test program", "version": "1"}],
        "format": "image/jpeg",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    out = io.BytesIO()
    builder = c2pa.Builder(json.dumps(manifest))
    builder.sign(signer, "image/jpeg", io.BytesIO(picture(size=(400, 300))), out)
    builder.close()
    signer.close()
    return out.getvalue(), _pem(root).decode()
