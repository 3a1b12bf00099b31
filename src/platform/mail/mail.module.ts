import path from 'node:path';
import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { MailDelivery } from './mail.delivery.js';
import { MailStore } from './mail.store.js';
import { Mail } from './mail.js';
import { MAIL_TRANSPORT, type MailTransport } from './mail-transport.js';
import { FileMailTransport } from './mail-transport.files.js';
import { SmtpMailTransport } from './mail-transport.smtp.js';

@Module({
  providers: [
    MailStore,
    Mail,
    MailDelivery,
    {
      provide: MAIL_TRANSPORT,
      inject: [Configuration],
      useFactory: ({ mail, stores }: Configuration): MailTransport =>
        mail.smtpUrl
          ? new SmtpMailTransport(mail.smtpUrl)
          : new FileMailTransport(path.resolve(stores.dataDir, 'outbox')),
    },
  ],
  exports: [Mail],
})
export class MailModule {}
