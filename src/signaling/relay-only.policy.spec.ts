import { describe, expect, it } from '@jest/globals';
import { relayedOnly } from './relay-only.policy.js';

const init = (candidate: string) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 });
const host = init('candidate:1 1 udp 2113937151 192.168.1.7 51000 typ host generation 0');
const srflx = init('candidate:2 1 udp 1677729535 203.0.113.9 51000 typ srflx raddr 192.168.1.7 rport 51000');
const relay = init(
  'candidate:3 1 udp 41885439 198.51.100.5 49170 typ relay raddr 203.0.113.9 rport 51000 generation 0',
);
const cleaned = init(
  'candidate:3 1 udp 41885439 198.51.100.5 49170 typ relay raddr 0.0.0.0 rport 0 generation 0',
);

describe('candidates', () => {
  it.each([
    ['a host candidate', { candidate: host }, undefined],
    ['a reflexive one', { candidate: srflx }, undefined],
    ['a relayed one, without where it came from', { candidate: relay }, { candidate: cleaned }],
    ['the end', { candidate: null }, { candidate: null }],
    ['the end of one generation', { candidate: init('') }, { candidate: init('') }],
    ['several', { candidates: [host, relay, srflx] }, { candidates: [cleaned] }],
    ['several and the end', { candidates: [host, null] }, { candidates: [null] }],
    ['several that all go', { candidates: [host, srflx] }, undefined],
    [
      'one that only says relay somewhere',
      { candidate: init('candidate:relay 1 udp 1 192.168.1.7 9 typ host') },
      undefined,
    ],
  ])('%s', (_name, body, passed) => expect(relayedOnly(body)).toEqual(passed));
});

describe('descriptions', () => {
  const sdp = [
    'v=0',
    'o=- 46117 2 IN IP4 127.0.0.1',
    'm=audio 51000 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 192.168.1.7',
    'a=rtcp:9 IN IP4 192.168.1.7',
    `a=${host.candidate}`,
    `a=${srflx.candidate}`,
    `a=${relay.candidate}`,
    'a=ice-ufrag:Zq4+',
    'a=fingerprint:sha-256 AA:BB',
    '',
  ];

  it.each(['\r\n', '\n'])('hold no address of the device (line end %j)', (end) => {
    const passed = relayedOnly({ description: { type: 'offer', sdp: sdp.join(end) } })!.description!;
    expect(passed.type).toBe('offer');
    expect(passed.sdp).not.toMatch(/192\.168|203\.0\.113/);
    expect(passed.sdp).toContain(`a=${cleaned.candidate}\r\n`);
    expect(passed.sdp).toContain('a=fingerprint:sha-256 AA:BB\r\n');
    expect(passed.sdp!.endsWith('\r\n')).toBe(true);
  });

  it('pass when there is nothing in them', () =>
    expect(relayedOnly({ description: { type: 'rollback' } })).toEqual({
      description: { type: 'rollback' },
    }));
});
