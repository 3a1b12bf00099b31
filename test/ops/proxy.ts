/** A real nginx with the shipped configuration, on free ports and in a temporary folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface AccessLine {
  requestId: string;
  client: string;
  method: string;
  path: string;
  status: number;
  /** The instance that answered; comma-separated where several were tried. */
  instance: string;
}

export interface Proxy {
  url: string;
  /** File of the certificate that it shows. */
  certificate: string;
  httpPort: number;
  httpsPort: number;
  accessLog(): Promise<AccessLine[]>;
  /** Waits for the line of a request: nginx writes it after it has sent the answer. */
  logLineOf(requestId: string): Promise<AccessLine>;
  stop(): Promise<void>;
}

/** How a proxy differs from the shipped one. */
export interface ProxyChanges {
  /** Rewrites the rendered configuration; must change something. */
  configuration?: (text: string) => string;
  certificate?: 'expired';
  /** 1500 by default. */
  connectionsPerAddress?: number;
  /** Folder of the media that it sends by X-Accel-Redirect. */
  mediaDir?: string;
}

interface ProxyFolder {
  folder: string;
  httpPort: number;
  httpsPort: number;
  /** The arguments of nginx after its name. */
  args: string[];
}

/** Lays out the image's /etc/nginx; `instances` are upstreams such as `127.0.0.1:3001`. */
async function layOutProxy(instances: string[], changes: ProxyChanges = {}): Promise<ProxyFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ringline-proxy-'));
  await chmod(folder, 0o755);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const tls = path.join(folder, 'tls');
  await mkdir(tls);
  await mkdir(path.join(folder, 'conf.d'));
  const publicUrl = `https://localhost:${httpsPort}`;
  const variables: Record<string, string> = {
    NGINX_HTTP_PORT: `127.0.0.1:${httpPort}`,
    NGINX_HTTPS_PORT: `127.0.0.1:${httpsPort}`,
    NGINX_TLS_DIR: tls,
    NGINX_ACME_DIR: path.join(folder, 'acme'),
    NGINX_MEDIA_DIR: changes.mediaDir ?? path.join(folder, 'media'),
    NGINX_PUBLIC_URL: publicUrl,
    NGINX_CONNECTIONS_PER_ADDRESS: String(changes.connectionsPerAddress ?? 1500),
    NGINX_INSTANCES: instances
      .map((address) => `server ${address} max_fails=1 fail_timeout=5s;`)
      .join('\n  '),
  };
  await run(path.join(ROOT, 'nginx/entrypoint/15-self-signed-certificate.sh'), {
    env: { PATH: process.env.PATH, PUBLIC_URL: publicUrl, NGINX_TLS_DIR: tls },
  });
  if (changes.certificate === 'expired') await expiredCertificate(tls);
  await copyFile(path.join(ROOT, 'nginx/nginx.conf'), path.join(folder, 'nginx.conf'));
  await copyFile('/etc/nginx/mime.types', path.join(folder, 'mime.types'));
  const template = await readFile(path.join(ROOT, 'nginx/templates/ringline.conf.template'), 'utf8');
  const shipped = render(template, variables);
  const configuration = changes.configuration?.(shipped) ?? shipped;
  if (changes.configuration && configuration === shipped) throw new Error('The change changes nothing.');
  await writeFile(path.join(folder, 'conf.d/ringline.conf'), configuration);
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = scratch.map((name) => `${name}_temp_path ${path.join(folder, name)};\n`).join('');
  await writeFile(path.join(folder, 'conf.d/scratch.conf'), paths);
  const globals = `pid ${path.join(folder, 'nginx.pid')};`;
  return { folder, httpPort, httpsPort, args: ['-c', path.join(folder, 'nginx.conf'), '-g', globals] };
}

/** A certificate for localhost that has expired. */
async function expiredCertificate(folder: string): Promise<void> {
  const [key, certificate] = [path.join(folder, 'privkey.pem'), path.join(folder, 'fullchain.pem')];
  const request = path.join(folder, 'request.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await run('openssl', ['req', ...kind, ...name, '-out', request]);
  const signing = ['-signkey', key, '-days', '-1', '-copy_extensions', 'copy', '-out', certificate];
  await run('openssl', ['x509', '-req', '-in', request, ...signing]);
}

/** The substitution that envsubst does with NGINX_ENVSUBST_FILTER=^NGINX_ in the image. */
export function render(template: string, variables: Record<string, string>): string {
  return template.replace(/\$\{(NGINX_[A-Z_]+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`The template asks for ${name}, which nobody sets.`);
    return value;
  });
}

/** The output of `nginx -t` for the shipped configuration; throws when it refuses it. */
export async function checkConfiguration(instances: string[]): Promise<string> {
  const { folder, args } = await layOutProxy(instances);
  const { nginx, output } = await spawnNginx(folder, ['-t', ...args]);
  const [code] = await once(nginx, 'exit');
  const said = await output();
  await rm(folder, { recursive: true });
  if (code !== 0) throw new Error(said);
  return said;
}

export async function startProxy(instances: string[], changes?: ProxyChanges): Promise<Proxy> {
  const { folder, httpPort, httpsPort, args } = await layOutProxy(instances, changes);
  const { nginx, output } = await spawnNginx(folder, [...args.slice(0, -1), `${args.at(-1)} daemon off;`]);
  const ended = once(nginx, 'exit');
  while (!(await accepts(httpsPort))) {
    if (nginx.exitCode !== null) throw new Error(`nginx did not start:\n${await output()}`);
    await delay(20);
  }
  const accessLog = async () => {
    const lines = (await output()).split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as AccessLine);
  };
  const logLineOf = async (requestId: string) => {
    const ofRequest = (line: AccessLine) => line.requestId === requestId;
    return (await eventually(accessLog, (lines) => lines.some(ofRequest))).find(ofRequest)!;
  };
  const stop = async () => {
    nginx.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `https://localhost:${httpsPort}`;
  const certificate = path.join(folder, 'tls/fullchain.pem');
  return { url, certificate, httpPort, httpsPort, accessLog, logLineOf, stop };
}

/** Its output goes to a file, because nginx opens /dev/stdout by name, which a socket pair refuses. */
async function spawnNginx(
  folder: string,
  args: string[],
): Promise<{ nginx: ChildProcess; output: () => Promise<string> }> {
  const file = path.join(folder, 'output.log');
  const log = await open(file, 'a');
  const nginx = spawn('nginx', args, { stdio: ['ignore', log.fd, log.fd] });
  await once(nginx, 'spawn');
  await log.close();
  return { nginx, output: () => readFile(file, 'utf8') };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
    socket.on('error', () => resolve(false));
  });
}
