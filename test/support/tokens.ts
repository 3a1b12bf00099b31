/** Reads the claims of an access token; its signature is not checked. */
export function claimsOf(accessToken: string): { sub: string; sid: string; exp: number } {
  return JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as {
    sub: string;
    sid: string;
    exp: number;
  };
}
