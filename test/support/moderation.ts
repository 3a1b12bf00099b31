/** Users who report, and those who review the reports. */
import type { Report, ReportReceipt } from '../../src/moderation/moderation.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { Device } from './client.js';
import { answer } from './rest.js';

export function reportMessage(reporter: Device, room: string, id: string, complaint: object = {}) {
  const path = `/api/chat/rooms/${room}/messages/${id}/report`;
  return reporter.rest.post(path).send({ reason: 'spam', ...complaint });
}

export function reportUser(reporter: Device, person: Device, complaint: object = {}) {
  return reporter.rest.post(`/api/users/${person.id}/report`).send({ reason: 'harassment', ...complaint });
}

export async function aReport(reporter: Device, room: string, id: string): Promise<ReportReceipt> {
  return (await answer<ReportReceipt>(reportMessage(reporter, room, id).expect(201))).body;
}

/** As moderators of a room see them. */
export async function reportsOf(moderator: Device, room: string, query = ''): Promise<Report[]> {
  const asked = moderator.rest.get(`/api/chat/rooms/${room}/reports${query}`).expect(200);
  return (await answer<Page<Report>>(asked)).body.items;
}

export function closeReport(moderator: Device, room: string, id: string, verdict: object) {
  return moderator.rest.patch(`/api/chat/rooms/${room}/reports/${id}`).send(verdict);
}
