import { useEffect, useState } from 'react';
import { useRingline } from '@ringline/react';

interface SignInMethods {
  guest: boolean;
  /** Whether there is any way but the form. */
  others: boolean;
}

/** Undefined until the server has answered; where the request fails, guests may try. */
export function useSignInMethods(): SignInMethods | undefined {
  const { meta } = useRingline();
  const [ways, setWays] = useState<SignInMethods>();
  useEffect(() => {
    let over = false;
    meta.clientConfig().then(
      ({ signInMethods, oauthProviders }) => {
        const guest = signInMethods.includes('guest');
        if (!over) setWays({ guest, others: guest || oauthProviders.length > 0 });
      },
      () => over || setWays({ guest: true, others: true }),
    );
    return () => {
      over = true;
    };
  }, [meta]);
  return ways;
}
