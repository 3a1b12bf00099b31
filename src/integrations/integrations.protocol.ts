/** What other back ends send, request and receive. Instants are ISO 8601 UTC strings; ids are UUIDs. */

export const SCOPES = ['events:publish', 'webhooks:manage'] as const;
/** The permissions of a service key. */
export type ServiceScope = (typeof SCOPES)[number];

export interface ServiceKeyInfo {
  id: string;
  name: string;
  /** Its last characters. */
  hint: string;
  scopes: ServiceScope[];
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

/** Lengths and sizes of an application's event; `data` as JSON in bytes of UTF-8. */
export const EVENT_NAME = '^[a-z][a-z0-9]*([._:-][a-z0-9]+)*$';
export const EVENT_NAME_MAX_LENGTH = 64;
export const EVENT_DATA_MAX_BYTES = 16 * 1024;
export const EVENT_USERS_MAX = 100;

/** An event of the application's own, on its way to sockets. */
export interface AppEvent {
  event: string;
  data: Record<string, unknown>;
  /** The same when a back end sent it again with the same idempotency key. */
  id: string;
  /** When the server accepted it. */
  at: string;
}

export interface IntegrationsServerEvents {
  /** An event of an application, published with `POST /api/events`. */
  'app:event': AppEvent;
}

/** Types that webhooks may ask for, besides whole families such as `call.*`. */
export const WEBHOOK_EVENT = '^(call|message|room|user)\\.(\\*|[a-z]+(_[a-z]+)*)$';

export interface WebhookInfo {
  id: string;
  url: string;
  events: string[];
  description: string;
  enabled: boolean;
  /** Why the server disabled it: `failing`, `gone`. */
  disabledReason: string | null;
  /** Until when the secret before signs, too. */
  previousSecretUntil: string | null;
  failingSince: string | null;
  /** `status_500`, `timeout`, `address_refused`, `connection_failed` … */
  lastFailure: string | null;
  lastSuccessAt: string | null;
  createdAt: string;
  /** Deliveries that wait. */
  waiting: number;
  /** Deliveries that were given up. */
  deadLetters: number;
}

export interface DeadLetter {
  /** The `webhook-id` header of every attempt. */
  id: string;
  type: string;
  subject: string;
  createdAt: string;
  deadAt: string;
  attempts: number;
  lastFailure: string | null;
}
