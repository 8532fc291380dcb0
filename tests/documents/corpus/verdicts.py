"""What may be said of a file of the corpus, and the words its makers share."""

import zlib
from functools import cache

NO = {"reject"}
CAREFUL = {"flag", "hold", "reject"}
YES = {"accept"}
TAKEN = {"accept", "flag"}
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@cache
def flate(megabytes, times=1, byte=b" "):
    data = byte * 2**20
    packer, out = zlib.compressobj(9), []
    out.extend(packer.compress(data) for _ in range(megabytes))
    packed = b"".join([*out, packer.flush()])
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    return packed
