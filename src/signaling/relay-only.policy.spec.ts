import { describe, expect, it } from '@jest/globals';
import type { SignalBody } from './signaling.protocol.js';
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
      'one with fields beside the text',
      {
        candidate: {
          ...relay,
          address: '198.51.100.5',
          relatedAddress: '203.0.113.9',
          nested: { host: 'a.lan' },
        },
      },
      { candidate: cleaned },
    ],
    [
      'several with fields beside the text',
      { candidates: [{ ...relay, relatedAddress: '203.0.113.9' }, null] },
      { candidates: [cleaned, null] },
    ],
    ['the end with fields', { candidate: { ...init(''), url: 'stun:192.168.1.7' } }, { candidate: init('') }],
    [
      'fields that hold something else than they should',
      {
        candidate: {
          candidate: relay.candidate,
          sdpMid: '192.168.1.7',
          sdpMLineIndex: '192.168.1.7',
          usernameFragment: 'fe80::1',
        },
      },
      { candidate: { candidate: cleaned.candidate } },
    ],
    [
      'one in capitals, with extensions that are not known',
      {
        candidate: init(
          'candidate:3 1 UDP 41885439 198.51.100.5 49170 TYP relay RADDR 203.0.113.9 RPORT 51000 x-host 192.168.1.7 generation 0',
        ),
      },
      { candidate: init(cleaned.candidate.replace('udp', 'UDP')) },
    ],
    [
      'one with a second IP address at its end',
      { candidate: init(`${relay.candidate} raddr 192.168.1.7`) },
      { candidate: cleaned },
    ],
    [
      'one that says relay twice',
      { candidate: init('candidate:1 1 udp 1 192.168.1.7 9 typ host typ relay') },
      undefined,
    ],
    [
      'one on two lines',
      { candidate: init(`${relay.candidate}\r\na=candidate:1 1 udp 1 192.168.1.7 9 typ host`) },
      undefined,
    ],
    [
      'one that only says relay somewhere',
      { candidate: init('candidate:relay 1 udp 1 192.168.1.7 9 typ host') },
      undefined,
    ],
  ])('%s', (_name, body, passed) => expect(relayedOnly(body as SignalBody)).toEqual(passed));
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

  it.each(['\r\n', '\n'])('hold no IP address of the device (line end %j)', (end) => {
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

describe('lines of a description', () => {
  const passed = (line: string) =>
    relayedOnly({ description: { type: 'offer', sdp: `v=0\r\n${line}\r\n` } })!
      .description!.sdp!.split('\r\n')
      .slice(1, -1);

  it.each([
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0',
    'm=video 0 UDP/TLS/RTP/SAVPF 96',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'b=AS:30',
    'a=group:BUNDLE 0 1',
    'a=extmap-allow-mixed',
    'a=msid-semantic: WMS *',
    'a=ice-ufrag:Zq4+',
    'a=ice-pwd:D8fM/6j3Qy1+oTnVh2sLx0aB',
    'a=ice-options:trickle renomination',
    'a=fingerprint:sha-256 AA:BB:0c',
    'a=setup:actpass',
    'a=mid:0',
    'a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid',
    'a=extmap:3/sendonly http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
    'a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
    'a=sendrecv',
    'a=msid:{4f1c-9a} {77-aa}',
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
    'a=rtcp-fb:96 nack pli',
    'a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
    'a=ssrc:4021 cname:qx1+/w==',
    'a=ssrc-group:FID 4021 4022',
    'a=rid:hi send pt=96;max-width=640',
    'a=simulcast:send hi;lo',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
  ])('%s passes', (line) => expect(passed(line)).toEqual([line]));

  it.each([
    ['o=- 46117 2 IN IP4 192.168.1.7', 'o=- 46117 2 IN IP4 0.0.0.0'],
    ['o=root@192.168.1.7 1 2 IN IP6 fe80::1', 'o=- 1 2 IN IP4 0.0.0.0'],
    ['o=nonsense 192.168.1.7', 'o=- 0 0 IN IP4 0.0.0.0'],
    ['s=of 192.168.1.7', 's=-'],
    ['c=IN IP6 fe80::1', 'c=IN IP4 0.0.0.0'],
    ['m=audio 50000 RTP/AVP 0', 'm=audio 9 RTP/AVP 0'],
    ['a=rtcp:50001 IN IP4 192.168.1.7', 'a=rtcp:9 IN IP4 0.0.0.0'],
    [`a=${relay.candidate}`, `a=${cleaned.candidate}`],
  ])('%s passes as %s', (line, made) => expect(passed(line)).toEqual([made]));

  it.each([
    `a=${host.candidate}`,
    `a=${srflx.candidate}`,
    'a=remote-candidates:1 192.168.1.7 50000',
    'a=source-filter: incl IN IP4 * 192.168.1.7',
    'a=alt:1 1 : x y 192.168.1.7 5000',
    'a=ssrc:4021 cname:ana@192.168.1.7',
    'a=ssrc:4021 cname:pc.home.lan',
    'a=extmap:1 http://192.168.1.7/x',
    'a=extmap:1 http://www.example.org/192.168.1.7',
    'a=mid:192.168.1.7',
    'a=x-unknown:1',
    'a=sendrecv:192.168.1.7',
    'a=fingerprint:sha-256 fe80::1',
    'A=candidate:1 1 udp 1 192.168.1.7 9 typ host',
    'i=192.168.1.7',
    'u=http://192.168.1.7/',
    'e=ana@192.168.1.7',
    'k=clear:192.168.1.7',
    '192.168.1.7',
  ])('%s does not', (line) => expect(passed(line)).toEqual([]));

  it('a line ends where any other program may end it', () =>
    expect(passed('a=sendrecv\ra=candidate:1 1 udp 1 192.168.1.7 9 typ host')).toEqual(['a=sendrecv']));
});
