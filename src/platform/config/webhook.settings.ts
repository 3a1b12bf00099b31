import { Variable } from './variable.js';

/** Webhooks of other back ends. */
export class WebhookSettings {
  @Variable('WEBHOOK_ALLOW_PRIVATE', {
    group: 'Other back ends',
    kind: 'boolean',
    fallback: false,
    about:
      'Whether webhooks may go to private addresses and without TLS: for development, or where every receiver stands in your own network.',
  })
  allowPrivate: boolean;
}
