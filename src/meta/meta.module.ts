import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MetaController } from './meta.controller.js';

/** What clients are told of the server as a whole; knows every slice, and none knows it. */
@Module({ imports: [AuthModule], controllers: [MetaController] })
export class MetaModule {}
