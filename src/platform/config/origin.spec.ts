import { describe, expect, it, test } from '@jest/globals';
import { ConfigurationError, loadConfiguration } from './load-configuration.js';
import { issuer, originOf, pageOrigin, socketOrigin, webOrigin, webPage } from './origin.js';

describe('an origin as people write it', () => {
  it.each([
    ['https://app.example.org', 'https://app.example.org'],
    ['https://App.Example.org', 'https://app.example.org'],
    ['HTTPS://APP.EXAMPLE.ORG', 'https://app.example.org'],
    ['https://shop.example.org:443', 'https://shop.example.org'],
    ['http://desk.example.org:80', 'http://desk.example.org'],
    ['https://desk.example.org:80', 'https://desk.example.org:80'],
    ['https://desk.example.org:08443', 'https://desk.example.org:8443'],
    ['https://app.example.org/', 'https://app.example.org'],
    ['https://app.example.org//', 'https://app.example.org'],
    ['https://müller.example', 'https://xn--mller-kva.example'],
    ['https://MÜLLER.example/', 'https://xn--mller-kva.example'],
    ['https://xn--mller-kva.example', 'https://xn--mller-kva.example'],
    ['https://例え.テスト:8443', 'https://xn--r8jz45g.xn--zckzah:8443'],
    ['https://مثال.إختبار', 'https://xn--mgbh0fb.xn--kgbechtv'],
    ['https://[2001:DB8::0:1]:443', 'https://[2001:db8::1]'],
    ['http://127.1', 'http://127.0.0.1'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://localhost', 'https://localhost'],
    ['http://tauri.localhost', 'http://tauri.localhost'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['Capacitor://LocalHost/', 'capacitor://localhost'],
    ['ionic://localhost', 'ionic://localhost'],
    ['tauri://localhost', 'tauri://localhost'],
    ['app://-', 'app://-'],
    ['app://bundle:8080', 'app://bundle:8080'],
    [
      'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb',
      'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb',
    ],
    ['safari-web-extension://5B3C1A52-7B8E', 'safari-web-extension://5B3C1A52-7B8E'],
  ])('%s', (written, origin) => {
    expect(pageOrigin(written)).toBe(origin);
    expect(pageOrigin(origin)).toBe(origin);
    expect(originOf(new URL(origin))).toBe(origin);
  });

  it.each([
    ['null', /Origin: null/],
    ['NULL', /Origin: null/],
    ['file://', /Origin: null/],
    ['file:///home/ana/index.html', /Origin: null/],
    ['data:text/html,x', /Origin: null/],
    ['about:blank', /Origin: null/],
    ['blob:https://app.example.org/x', /Origin: null/],
    ['content://app', /Origin: null/],
    ['*', /no wildcards/],
    ['https://*.example.org', /no wildcards/],
    ['app.example.org', /write https:\/\/app\.example\.org$/],
    ['App.Example.org:443', /write https:\/\/app\.example\.org$/],
    ['//app.example.org', /write https:\/\/app\.example\.org$/],
    ['https:app.example.org', /write https:\/\/app\.example\.org$/],
    ['localhost:5173', /must begin with/],
    ['wss://app.example.org', /write https:\/\/app\.example\.org$/],
    ['ws://localhost:3000', /write http:\/\/localhost:3000$/],
    ['https://App.example.org/shop', /write https:\/\/app\.example\.org$/],
    ['https://app.example.org/?x', /write https:\/\/app\.example\.org$/],
    ['https://app.example.org/#x', /write https:\/\/app\.example\.org$/],
    ['https://ana:word@app.example.org', /write https:\/\/app\.example\.org$/],
    ['capacitor://localhost/index.html', /write capacitor:\/\/localhost$/],
    ['capacitor://', /must be an origin/],
    ['https://', /must be an origin/],
    ['https://app.example.org:99999', /host or port/],
    ['https://a b.example', /without quotes or spaces/],
    ['"https://app.example.org"', /without quotes/],
    ['https://a.example;https://b.example', /separated by commas/],
  ])('is refused as %s, with what is right', (written, says) =>
    expect(() => pageOrigin(written)).toThrow(says),
  );
});

test.each(['capacitor://localhost', 'ftp://example.org', 'null', 'example.org'])(
  'a server is not reached at %s',
  (written) => expect(() => webOrigin(written)).toThrow(/must be|must begin with https/),
);

describe('a page with a path', () => {
  it.each([
    ['https://App.Example.org:443/', 'https://app.example.org'],
    ['https://müller.example/Talk/', 'https://xn--mller-kva.example/Talk'],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('%s', (written, page) => expect(webPage(written)).toBe(page));

  it.each(['https://a.example/?x=1', 'https://a.example/#x', 'a.example', 'myapp://reset', 'null'])(
    'not %s',
    (written) => expect(() => webPage(written)).toThrow(/must/),
  );
});

describe('a server of WebSockets', () => {
  it.each([
    ['wss://LiveKit.example.org/', 'wss://livekit.example.org'],
    ['wss://müller.example:443', 'wss://xn--mller-kva.example'],
    ['ws://localhost:7880', 'ws://localhost:7880'],
    ['https://livekit.example.org', 'https://livekit.example.org'],
  ])('%s', (written, address) => expect(socketOrigin(written)).toBe(address));

  it.each(['livekit.example.org', 'wss://a.example/rtc', 'capacitor://localhost'])('not %s', (written) =>
    expect(() => socketOrigin(written)).toThrow(/must be/),
  );
});

describe('an issuer', () => {
  it.each([
    'https://app.example.org',
    'https://app.example.org/',
    'https://app.example.org/talk/',
    'ringline',
    'urn:example:ringline',
  ])('%s stays as it is', (written) => expect(issuer(written)).toBe(written));

  it.each([
    ['https://App.example.org', /write https:\/\/app\.example\.org$/],
    ['https://app.example.org:443/', /write https:\/\/app\.example\.org\/$/],
    ['https://müller.example', /write https:\/\/xn--mller-kva\.example$/],
    ['https://app.example.org ', /must not contain spaces/],
  ])('%s is refused', (written, says) => expect(() => issuer(written)).toThrow(says));
});

describe('the configuration', () => {
  const faults = (env: Record<string, string>): string[] => {
    try {
      loadConfiguration(env);
      return [];
    } catch (error) {
      return (error as ConfigurationError).faults;
    }
  };

  it('has every address in one form, and its own page always on the list', () => {
    const config = loadConfiguration({
      PUBLIC_URL: ' HTTPS://Müller.Example:443/ ',
      ALLOWED_ORIGINS: 'https://App.Example.org, capacitor://localhost,https://app.example.org:443/,',
      LIVEKIT_URL: 'wss://LiveKit.Example/',
      LIVEKIT_API_KEY: 'key',
      LIVEKIT_API_SECRET: 'x'.repeat(32),
    });
    expect(config).toMatchObject({
      server: {
        publicUrl: 'https://xn--mller-kva.example',
        allowedOrigins: ['https://xn--mller-kva.example', 'https://app.example.org', 'capacitor://localhost'],
      },
      auth: { tokenIssuer: 'https://xn--mller-kva.example' },
      mail: {
        linkBase: 'https://xn--mller-kva.example',
        from: 'Ringline <no-reply@xn--mller-kva.example>',
      },
      voice: { livekitUrl: 'wss://livekit.example' },
    });
  });

  it.each(['development', 'test'])('lets pages of this machine in by default in %s', (NODE_ENV) => {
    expect(loadConfiguration({ NODE_ENV, PORT: '3001' }).server.allowedOrigins).toEqual([
      'http://localhost:3001',
      'http://127.0.0.1:3001',
    ]);
  });

  it('keeps pages of this machine when another page is listed', () => {
    expect(
      loadConfiguration({ PORT: '3001', ALLOWED_ORIGINS: 'http://localhost:5173' }).server.allowedOrigins,
    ).toEqual(['http://localhost:3001', 'http://127.0.0.1:3001', 'http://localhost:5173']);
  });

  it('adds no page of this machine in production', () => {
    const config = loadConfiguration({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://talk.example.org',
      ALLOWED_ORIGINS: 'https://app.example.org',
      APP_SECRET: 'wu7Hq1Zt9LxB4nVc8KeR2sYf6GdJ3mPaT0oX5iUbNhQ',
      DATABASE_URL: 'postgresql://localhost/ringline',
      REDIS_URL: 'redis://localhost',
      TRUSTED_PROXIES: '10.1.2.3',
    });
    expect(config.server.allowedOrigins).toEqual(['https://talk.example.org', 'https://app.example.org']);
  });

  it('has them in the form of browsers also where nobody wrote any', () => {
    expect(loadConfiguration({ PORT: '80' }).server.allowedOrigins).toEqual([
      'http://localhost',
      'http://127.0.0.1',
    ]);
  });

  it.each([
    ['PUBLIC_URL', 'https://example.org/path/', /write https:\/\/example\.org\.$/],
    ['PUBLIC_URL', 'capacitor://localhost', /must begin with https/],
    ['ALLOWED_ORIGINS', 'https://a.example,null', /: "null" must be an origin .*Origin: null/],
    ['ALLOWED_ORIGINS', 'https://a.example, b.example', /: "b\.example" .*write https:\/\/b\.example\.$/],
    ['MAIL_LINK_BASE', 'https://example.org/?x', /write https:\/\/example\.org\.$/],
    ['TOKEN_ISSUER', 'https://Example.org', /write https:\/\/example\.org\.$/],
    ['LIVEKIT_URL', 'livekit.example.org', /wss:/],
  ])('%s=%s is one fault with the remedy', (name, value, says) => {
    const found = faults({ [name]: value }).filter((line) => line.startsWith(`${name}=`));
    expect(found).toEqual([expect.stringMatching(says)]);
  });
});
