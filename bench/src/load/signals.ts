/** Typical signals of browsers: a session description of about 2 KB and a candidate of about 200 bytes. */
import type { Signal } from '../targets/target.js';

const DESCRIPTION_LENGTH = 1_950;
const VARIANTS = 8;

const LINES = [
  'v=0',
  'o=- 4611732186571437362 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS 3c2f6b3e-5f0a-4f43-9a63-5a4f0d6a1b7c',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:4ZcD',
  'a=ice-pwd:2/1muCWoOi3uLifh0NuRHlZ9',
  'a=ice-options:trickle',
  'a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08',
  'a=setup:actpass',
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104 105',
];

/** Several bodies of one kind, so that no server sees the very same text every time. */
export function signalBodies(kind: Signal): object[] {
  return Array.from({ length: VARIANTS }, (_, variant) =>
    kind === 'description' ? description(variant) : candidate(variant),
  );
}

function description(variant: number): object {
  let sdp = LINES.join('\r\n');
  for (let ssrc = 3_570_614_600 + variant * 1000; sdp.length < DESCRIPTION_LENGTH; ssrc++)
    sdp += `\r\na=ssrc:${ssrc} cname:4TOk42mSjXCkVIa6`;
  return { description: { type: 'offer', sdp: `${sdp}\r\n` } };
}

function candidate(variant: number): object {
  return {
    candidate: {
      candidate: `candidate:842163049 1 udp 1677729535 203.0.113.${variant + 1} 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag 4ZcD`,
      sdpMid: '0',
      sdpMLineIndex: 0,
      usernameFragment: '4ZcD',
    },
  };
}
