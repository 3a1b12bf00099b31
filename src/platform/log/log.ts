import { Injectable, type LoggerService } from '@nestjs/common';
import winston from 'winston';
import { Configuration } from '../config/configuration.js';
import type { AppError } from '../errors/app-error.js';
import { awayCondition } from '../errors/store-away.js';
import { printable } from './printable.js';
import { redact } from './redact.js';

export type LogFields = Record<string, unknown>;

/** Repeated failures while a store is unavailable are logged once in this time, with their number. */
const REPEATED_EVERY_MS = 60_000;

/** Structured lines: `{timestamp, level, message, …fields}`; one readable line each on a terminal. */
@Injectable()
export class Log implements LoggerService {
  private readonly winston: winston.Logger;
  private readonly away = new Map<string, { atMs: number; more: number }>();

  constructor(config: Configuration) {
    const shape = winston.format.printf(config.observability.logFormat === 'json' ? jsonLine : prettyLine);
    this.winston = winston.createLogger({
      level: config.observability.logLevel,
      format: winston.format.combine(winston.format.timestamp(), shape),
      transports: [new winston.transports.Console({ stderrLevels: ['error'] })],
    });
  }

  info(message: string, fields: LogFields = {}): void {
    if (this.winston.isInfoEnabled()) this.winston.info(message, redact(fields));
  }

  debug(message: string, fields: LogFields | string = {}): void {
    if (this.winston.isDebugEnabled()) this.winston.debug(message, named(fields));
  }

  warn(message: string, fields: LogFields | string = {}): void {
    this.winston.warn(message, named(fields));
  }

  /** Nest passes `(message, stack, context)`; our own code passes fields. */
  error(message: unknown, fields: LogFields | string = {}, context?: string): void {
    const extra = typeof fields === 'string' ? { stack: fields, ...(context && { context }) } : fields;
    this.winston.error(
      message instanceof Error ? message.message : String(message),
      redact(message instanceof Error ? { error: message, ...extra } : extra),
    );
  }

  /** A refusal because of a fault; that of an unavailable store once a minute, not with every request. */
  failure(message: string, { code, cause }: AppError, fields: LogFields = {}): void {
    const condition = awayCondition(cause);
    if (condition === undefined) return this.error(message, { ...fields, code, error: cause });
    const key = `${message} ${code} ${condition}`;
    const known = this.away.get(key);
    const now = performance.now();
    if (known && now - known.atMs < REPEATED_EVERY_MS) known.more += 1;
    else {
      this.away.set(key, { atMs: now, more: 0 });
      const more = known && known.more > 0 ? { more: known.more } : {};
      this.error(message, { ...fields, code, condition, ...more, error: cause });
    }
  }

  /** Nest's own start-up chatter. */
  log(message: string, context?: string): void {
    this.winston.debug(message, named(context ?? {}));
  }
}

function named(fields: LogFields | string): LogFields {
  return typeof fields === 'string' ? { context: fields } : redact(fields);
}

type Line = Record<string, unknown> & { level: string; message: unknown };

/** One JSON object; other controls than those that JSON escapes are escaped, too. */
export function jsonLine(info: Line): string {
  return printable(JSON.stringify(info));
}

/** Values that could imitate other fields are quoted; a stack follows, indented. */
export function prettyLine({ timestamp, level, message, stack, ...fields }: Line): string {
  const time = String(timestamp).slice(11, 19);
  const rest = Object.entries(fields).map(
    ([key, value]) =>
      `${key}=${typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  const line = [time, level === 'info' ? ' ' : level.toUpperCase(), String(message), ...rest].join(' ');
  const trace = typeof stack === 'string' ? stack.split('\n') : [];
  return [printable(line), ...trace.map((entry) => `    ${printable(entry)}`)].join('\n');
}
