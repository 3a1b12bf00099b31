/** RFC 8839, 5.1, of a relayed candidate; `raddr` is where it was gathered from, which is an IP address of the device. */
const CANDIDATE =
  /^candidate:([\w+/]{1,32}) (\d{1,5}) (udp|tcp) (\d{1,10}) ([\w.:-]{1,255}) (\d{1,5}) typ relay(?: raddr \S+)?(?: rport \d+)?((?: \S+ \S+)*) ?$/i;
const EXTENSIONS = /^(?:generation|network-id|network-cost|ufrag|tcptype)$/i;
const WORD = /^[\w+/-]+$/;

/** The candidate made anew without where it comes from, or undefined when it is not relayed. */
export function relayedCandidate(candidate: string): string | undefined {
  const found = CANDIDATE.exec(candidate.replace(/^a=/, ''));
  if (!found) return undefined;
  const [, foundation, component, transport, priority, address, port, rest] = found;
  const words = rest!.split(' ').slice(1);
  const extensions = words.flatMap((name, i) => {
    const value = words[i + 1];
    const passes = i % 2 === 0 && EXTENSIONS.test(name) && value !== undefined && WORD.test(value);
    return passes ? ` ${name} ${value}` : [];
  });
  return `candidate:${foundation} ${component} ${transport} ${priority} ${address} ${port} typ relay raddr 0.0.0.0 rport 0${extensions.join('')}`;
}

const ID = String.raw`[\w+{}/=-]+`;
const ANY = '';

/** Attributes that pass, with the form of their values; an empty form is for those without. */
const ATTRIBUTES: Record<string, string> = {
  'bundle-only': ANY,
  'end-of-candidates': ANY,
  'extmap-allow-mixed': ANY,
  'ice-lite': ANY,
  inactive: ANY,
  recvonly: ANY,
  'rtcp-mux': ANY,
  'rtcp-mux-only': ANY,
  'rtcp-rsize': ANY,
  sendonly: ANY,
  sendrecv: ANY,
  content: String.raw`[\w,-]+`,
  extmap: String.raw`\d+(/\w+)? (urn:[A-Za-z][\w:+-]*|https?://[A-Za-z][A-Za-z.-]*/[\w/#+-][\w/#+.-]*)`,
  fingerprint: '[A-Za-z0-9-]+ [0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*',
  fmtp: String.raw`[\w*]+ [\w+/=;, *%-]+`,
  framerate: String.raw`\d+(\.\d+)?`,
  group: String.raw`[A-Z]+( [\w+-]+)*`,
  'ice-options': String.raw`[\w+/ -]+`,
  'ice-pacing': String.raw`\d+`,
  'ice-pwd': String.raw`[\w+/-]{1,256}`,
  'ice-ufrag': String.raw`[\w+/-]{1,256}`,
  label: ID,
  'max-message-size': String.raw`\d+`,
  maxptime: String.raw`\d+`,
  mid: String.raw`[\w+-]+`,
  msid: `${ID}( ${ID})?`,
  'msid-semantic': String.raw` ?[A-Za-z]+( [\w+{}/=*-]+)*`,
  ptime: String.raw`\d+`,
  rid: String.raw`[\w-]+ (send|recv)( [\w=;,-]+)?`,
  'rtcp-fb': String.raw`[\w*]+ [\w -]+`,
  rtpmap: String.raw`\d+ [\w+-]+/\d+(/\d+)?`,
  'sctp-port': String.raw`\d+`,
  sctpmap: String.raw`\d+ [\w-]+( \d+)?`,
  setup: String.raw`\w+`,
  simulcast: String.raw`(send|recv) [\w;,~-]+( (send|recv) [\w;,~-]+)?`,
  ssrc: String.raw`\d+ (cname|msid|mslabel|label):${ID}( ${ID})?`,
  'ssrc-group': String.raw`[A-Z-]+( \d+)+`,
  'tls-id': ID,
};

const FORMS = new Map(
  Object.entries(ATTRIBUTES).map(([name, form]) => [
    name,
    form === ANY ? undefined : new RegExp(`^(?:${form})$`),
  ]),
);

const ORIGIN = /^o=\S+ (\d+) (\d+) IN /;
const MEDIA = /^m=([a-z]+) (\d+)(?:\/\d+)? ([A-Z/]+)((?: [\w-]+)+)$/;
/** Four numbers between dots, wherever a form lets dots and digits pass. */
const IPV4 = /\d{1,3}(?:\.\d{1,3}){3}/;

/** RFC 8866, line by line: known lines that cannot hold an IP address pass; where one is mandatory it is replaced by none. */
export function withoutIps(sdp: string): string {
  const lines = sdp.split(/\r\n|\r|\n/).flatMap((line) => passing(line) ?? []);
  return lines.map((line) => `${line}\r\n`).join('');
}

function passing(line: string): string | undefined {
  switch (line.slice(0, 2)) {
    case 'v=':
      return 'v=0';
    case 'o=': {
      const [, id = '0', version = '0'] = ORIGIN.exec(line) ?? [];
      return `o=- ${id} ${version} IN IP4 0.0.0.0`;
    }
    case 's=':
      return 's=-';
    case 't=':
      return 't=0 0';
    case 'c=':
      return 'c=IN IP4 0.0.0.0';
    case 'b=':
      return /^b=[A-Z]+:\d+$/.test(line) ? line : undefined;
    case 'm=':
      return media(line);
    case 'a=':
      return attribute(line);
    default:
      return undefined;
  }
}

/** A port of 0 rejects the media; any other one belongs to an IP address and becomes 9 (discard). */
function media(line: string): string | undefined {
  const found = MEDIA.exec(line);
  if (!found) return undefined;
  const [, kind, port, protocol, formats] = found;
  return `m=${kind} ${port === '0' ? 0 : 9} ${protocol}${formats}`;
}

function attribute(line: string): string | undefined {
  const colon = line.indexOf(':');
  const name = line.slice(2, colon === -1 ? undefined : colon);
  if (name === 'candidate') {
    const candidate = relayedCandidate(line);
    return candidate && `a=${candidate}`;
  }
  if (name === 'rtcp') return 'a=rtcp:9 IN IP4 0.0.0.0';
  if (!FORMS.has(name)) return undefined;
  const form = FORMS.get(name);
  if (form === undefined) return colon === -1 ? line : undefined;
  const value = line.slice(colon + 1);
  return colon !== -1 && form.test(value) && !IPV4.test(value) ? line : undefined;
}
