import { Module } from '@nestjs/common';
import { PageSessionModule } from '../auth/page-session.module.js';
import { MetaController } from './meta.controller.js';

/** What clients are told of the server as a whole; knows every slice, and none knows it. */
@Module({ imports: [PageSessionModule], controllers: [MetaController] })
export class MetaModule {}
