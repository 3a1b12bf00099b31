import { printable } from '../platform/log/printable.js';
import type { Finding } from './finding.js';

const MARKS = { ok: 'ok     ', warning: 'WARNING', problem: 'PROBLEM', skipped: 'skipped' } as const;

/** A list for the eye: a line for each finding, its fix behind an arrow. */
export function asText(title: string, findings: Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.map(
    ({ level, subject, says, fix }) =>
      `  ${MARKS[level]}  ${subject.padEnd(width)}  ${says}${fix === undefined ? '' : ` → ${fix}`}`,
  );
  // Some of the text comes from untrusted remote servers.
  return [title, '', ...lines, '', verdict(findings), ''].map(printable).join('\n');
}

export function asJson(url: string, findings: Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const summary = { healthy: isHealthy(findings), problems: count('problem'), warnings: count('warning') };
  return `${JSON.stringify({ url, ...summary, findings }, null, 2)}\n`;
}

/** Warnings alone do not fail the run. */
export function isHealthy(findings: Finding[]): boolean {
  return findings.every(({ level }) => level !== 'problem');
}

/** Whatever an error message may have quoted: none of the secrets is in the result. */
export function withoutSecrets(findings: Finding[], secrets: string[]): Finding[] {
  const hidden = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  const clean = (text: string) => hidden.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  return findings.map((finding) => ({
    ...finding,
    says: clean(finding.says),
    ...(finding.fix !== undefined && { fix: clean(finding.fix) }),
  }));
}

function verdict(findings: Finding[]): string {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  if (problems > 0) return `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`;
  if (warnings > 0)
    return `No problems, ${counted(warnings, 'warning')}: it runs, but an operator would want it otherwise.`;
  return 'No problems, no warnings.';
}
