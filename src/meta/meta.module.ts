import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MetaController } from './meta.controller.js';

/** Meta data of the server as a whole; depends on every slice, and none depends on it. */
@Module({ imports: [AuthModule], controllers: [MetaController] })
export class MetaModule {}
