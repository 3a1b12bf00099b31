import { describe, expect, it } from '@jest/globals';
import { type RequestSource, requestSource } from './request-source.policy.js';

const PAGE = 'https://app.example.org';

describe('requestSource', () => {
  it.each<[string | undefined, string | undefined, RequestSource]>([
    ['same-origin', undefined, 'own'],
    ['same-origin', 'https://ringline.example.org', 'own'],
    ['none', undefined, 'own'],
    ['same-site', PAGE, 'own'],
    ['cross-site', PAGE, 'own'],
    [undefined, PAGE, 'own'],
    ['same-site', undefined, 'foreign'],
    ['cross-site', undefined, 'foreign'],
    ['cross-site', 'https://evil.example', 'foreign'],
    ['same-site', 'https://evil.example.org', 'foreign'],
    ['cross-site', 'null', 'foreign'],
    ['SAME-ORIGIN', undefined, 'foreign'],
    ['', undefined, 'foreign'],
    [undefined, 'null', 'foreign'],
    [undefined, '', 'foreign'],
    [undefined, `${PAGE}.evil.example`, 'foreign'],
    [undefined, 'https://APP.example.org', 'foreign'],
    [undefined, 'http://app.example.org', 'foreign'],
    [undefined, `${PAGE}:8443`, 'foreign'],
    [undefined, undefined, 'unknown'],
  ])('Sec-Fetch-Site %s from %s is %s', (site, origin, source) => {
    expect(requestSource({ 'sec-fetch-site': site, origin }, [PAGE])).toBe(source);
  });
});
