import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthModule } from './auth.module.js';
import { PageSessionController } from './page-session.controller.js';
import { SignInMethods } from './sign-in-methods.service.js';

/** What pages ask before somebody is signed in. */
@Module({
  imports: [SessionsModule, AuthModule, UsersModule],
  controllers: [PageSessionController],
  providers: [SignInMethods],
  exports: [SignInMethods],
})
export class PageSessionModule {}
