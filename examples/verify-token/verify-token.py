"""Another service verifies Ringline's access tokens by the published keys alone; prints a line for each line it reads.

python3 verify-token.py https://ringline.example.org/.well-known/jwks.json https://ringline.example.org ringline <tokens
Needs PyJWT with cryptography: apt-get install python3-jwt python3-cryptography
"""

import sys

import jwt

LEEWAY_S = 30  # that this machine's clock may be wrong by

jwks_url, issuer, audience = sys.argv[1:]
keys = jwt.PyJWKClient(jwks_url)  # asked for once, then kept for five minutes

for line in sys.stdin:
    try:
        token = line.strip()
        if jwt.get_unverified_header(token).get("typ") != "at+jwt":
            raise jwt.InvalidTokenError("not an access token")
        key = keys.get_signing_key_from_jwt(token).key
        required = {"require": ["exp", "iat", "sub"]}
        expected = {"algorithms": ["ES256"], "issuer": issuer, "audience": audience, "options": required}
        claims = jwt.decode(token, key, leeway=LEEWAY_S, **expected)
        print("accepted", claims["sub"], flush=True)
    except jwt.PyJWTError as error:
        print(f"refused: {error}", flush=True)
