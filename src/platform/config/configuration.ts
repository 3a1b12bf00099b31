import { AccountSettings } from './account.settings.js';
import { AuthSettings } from './auth.settings.js';
import { CallSettings } from './call.settings.js';
import { ChatSettings } from './chat.settings.js';
import { MailSettings } from './mail.settings.js';
import { MediaSettings } from './media.settings.js';
import { OauthSettings } from './oauth.settings.js';
import { ObservabilitySettings } from './observability.settings.js';
import { ServerSettings } from './server.settings.js';
import { SocketSettings } from './socket.settings.js';
import { StoreSettings } from './store.settings.js';
import { VoiceSettings } from './voice.settings.js';
import { WebhookSettings } from './webhook.settings.js';

/** Everything that can be set, read once at boot; in the order of `.env.example`. Durations end in `S` (seconds) or `Ms` (milliseconds). */
export class Configuration {
  readonly server = new ServerSettings();
  readonly stores = new StoreSettings();
  readonly auth = new AuthSettings();
  readonly mail = new MailSettings();
  readonly accounts = new AccountSettings();
  readonly oauth = new OauthSettings();
  readonly calls = new CallSettings();
  readonly sockets = new SocketSettings();
  readonly voice = new VoiceSettings();
  readonly chat = new ChatSettings();
  readonly media = new MediaSettings();
  readonly webhooks = new WebhookSettings();
  readonly observability = new ObservabilitySettings();
}
