/** The free space of the embedded database's folder, and the reaction when it runs out. */
import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Log } from '../log/log.js';
import { Schedule } from '../schedule/schedule.js';
import { Database } from './database.js';

const LOOK_EVERY_MS = 2000;

const MIB = 1024 * 1024;
/** Its write-ahead log grows by 16 MiB at a time; the database does not come back from one that cannot grow. */
const STOP_BELOW = 48 * MIB;
const RESUME_FROM = 64 * MIB;

/** @throws Error when the folder has too little room to start in */
export async function refuseFullFolder(dataDir: string): Promise<void> {
  const free = await freeBytes(dataDir);
  if (free < RESUME_FROM)
    throw new Error(
      `DATA_DIR: only ${inMib(free)} are free in ${dataDir}, and the embedded database needs ${inMib(RESUME_FROM)}; make room or choose another folder.`,
    );
}

/** Refuses writes while the disk is nearly full, so that reads go on and nothing breaks. */
@Injectable()
export class EmbeddedSpace {
  private isFull = false;

  constructor(
    private readonly config: Configuration,
    private readonly database: Database,
    schedule: Schedule,
    private readonly log: Log,
  ) {
    if (config.stores.embedded)
      schedule.every(LOOK_EVERY_MS, 'the room on the disk cannot be read', () => this.look());
  }

  /** Transactions that have begun are left alone. */
  private async look(): Promise<void> {
    const { dataDir } = this.config.stores;
    const free = await freeBytes(dataDir);
    if (free < STOP_BELOW) {
      // Each time: a transaction that is rolled back takes the setting with it.
      await this.database.$executeRaw`SET default_transaction_read_only = on`;
      if (!this.isFull)
        this.log.error('the disk is nearly full: nothing is written until there is room again', {
          dataDir,
          free: inMib(free),
          needed: inMib(RESUME_FROM),
        });
      this.isFull = true;
    } else if (this.isFull && free >= RESUME_FROM) {
      await this.database.$executeRaw`SET default_transaction_read_only = off`;
      this.isFull = false;
      this.log.info('there is room on the disk: writing again', { dataDir, free: inMib(free) });
    }
  }
}

async function freeBytes(dataDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize;
}

function inMib(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}
