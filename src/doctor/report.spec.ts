import { describe, expect, it } from '@jest/globals';
import type { Finding } from './finding.js';
import { asJson, asText, isHealthy, withoutSecrets } from './report.js';

const fine: Finding = { level: 'ok', subject: 'database', says: 'answers' };
const unwise: Finding = { level: 'warning', subject: 'mail', says: 'goes into files', fix: 'set SMTP_URL' };
const broken: Finding = { level: 'problem', subject: 'redis', says: 'is away', fix: 'start it' };

describe('the report', () => {
  it('has one line for each finding, with what to do', () => {
    const lines = asText('Ringline', [fine, unwise, broken]).split('\n');
    expect(lines.slice(2, 5)).toEqual([
      '  ok       database  answers',
      '  WARNING  mail      goes into files → set SMTP_URL',
      '  PROBLEM  redis     is away → start it',
    ]);
    expect(lines).toContain('1 problem, 1 warning.');
  });

  it('calls warnings alone healthy, and says so', () => {
    expect(isHealthy([fine, unwise])).toBe(true);
    expect(asText('Ringline', [fine, unwise])).toContain('No problems, 1 warning');
    expect(isHealthy([fine, unwise, broken])).toBe(false);
  });

  it('says the same to machines', () => {
    expect(JSON.parse(asJson('https://a.example', [fine, unwise, broken]))).toEqual({
      url: 'https://a.example',
      healthy: false,
      problems: 1,
      warnings: 1,
      findings: [fine, unwise, broken],
    });
  });
});

describe('secrets', () => {
  it('are cut out of whatever quoted them, the longest first', () => {
    const quoting = { ...broken, says: 'login s3cr3t-and-more refused', fix: 'not s3cr3t' };
    expect(withoutSecrets([quoting], ['s3cr3t', 's3cr3t-and-more', ''])).toEqual([
      { ...broken, says: 'login *** refused', fix: 'not ***' },
    ]);
  });
});
