"""Forms with files as a browser sends them, and a picture to put in."""

import struct
import zlib

_BOUNDARY = "a-boundary-of-these-tests"


def multipart(texts: dict[str, str], files: dict[str, bytes]) -> tuple[dict[str, str], bytes]:
    """The headers and the body."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in texts.items()]
    parts += [f'name="{name}"; filename="{name}"\r\n\r\n'.encode() + data for name, data in files.items()]
    body = b"".join(f"--{_BOUNDARY}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
    return {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}, body + f"--{_BOUNDARY}--\r\n".encode()


def png(width: int, height: int, shade: int = 0) -> bytes:
    """No two shades give the same picture."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    rows = b"".join(b"\0" + bytes((x * 7 + y + shade) % 256 for x in range(width * 3)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
