import { clsx } from 'clsx';
import { useEffect, useState, type FormEvent } from 'react';
import {
  COMPARED_PASSWORD_MAX_BYTES,
  type OauthOverview,
  type OauthProviderName,
  PROVIDER_NAMES,
} from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { Field } from './field.js';
import { typed, useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import rows from '../ui/row.module.css';

/** Accounts elsewhere with which one signs in here; linking leaves the page and comes back. */
export function LinkedAccounts() {
  const { oauth } = useRingline();
  const [overview, setOverview] = useState<OauthOverview>();
  const [chosen, setChosen] = useState<OauthProviderName>();
  const { busy, error, attempt } = useRequest();
  useEffect(() => {
    let over = false;
    // Shows nothing where the server does not say.
    oauth.overview().then(
      (found) => over || setOverview(found),
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [oauth]);

  const link = (provider: OauthProviderName, password?: string) => {
    setChosen(provider);
    void attempt(() => oauth.link(provider, password));
  };
  const unlink = (provider: OauthProviderName) =>
    void attempt(async () => {
      setChosen(undefined);
      await oauth.unlink(provider);
      setOverview(await oauth.overview());
    });
  const confirm = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (chosen) link(chosen, typed(event.currentTarget, 'password'));
  };
  const wantsPassword = error && ['reauthentication_required', 'invalid_credentials'].includes(error.code);

  return (
    <>
      <ul className={rows.list}>
        {overview?.providers.map((provider) => {
          const name = PROVIDER_NAMES[provider];
          const linked = overview.identities?.some((identity) => identity.provider === provider);
          return (
            <li key={provider} className={rows.row}>
              <span className={clsx(rows.text, rows.name)}>{name}</span>
              <button
                type="button"
                className={buttons.plain}
                data-testid={`${linked ? 'unlink' : 'link'}-${provider}`}
                aria-label={linked ? `Unlink ${name}` : `Link ${name}`}
                disabled={busy}
                onClick={() => (linked ? unlink(provider) : link(provider))}
              >
                {linked ? 'Unlink' : 'Link'}
              </button>
            </li>
          );
        })}
      </ul>
      <ErrorNotice error={error} />
      {chosen && wantsPassword && (
        <form onSubmit={confirm} aria-label="Confirm with your password" className={forms.choice}>
          <Field
            name="password"
            limit={COMPARED_PASSWORD_MAX_BYTES}
            inBytes
            type="password"
            label="Password"
            autoComplete="current-password"
            paths={[]}
          />
          <button type="submit" className={buttons.plain} data-testid="link-confirm" disabled={busy}>
            Continue to {PROVIDER_NAMES[chosen]}
          </button>
        </form>
      )}
    </>
  );
}
