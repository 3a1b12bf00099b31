/** Requests as a client makes them that chooses its own source IP address, raw path and headers. */
import http from 'node:http';
import https from 'node:https';

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Every value of each header. */
  headersDistinct: NodeJS.Dict<string[]>;
  body: string;
}

export interface Question {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The loopback address to come from. */
  from?: string;
}

export function ask(port: number, question: Question, scheme: 'http' | 'https' = 'https'): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body, from = '127.0.0.1' } = question;
  const options = {
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { host: `localhost:${port}`, ...headers },
    localAddress: from,
    agent: false,
    rejectUnauthorized: false,
  };
  return new Promise((resolve, reject) => {
    const request = (scheme === 'https' ? https : http).request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          headersDistinct: response.headersDistinct,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
