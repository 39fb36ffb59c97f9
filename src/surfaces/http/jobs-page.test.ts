/** Print jobs in the browser: a list, a job, its pictures; read anew each time, and changed by nobody. */
import { describe, expect, it } from 'vitest';
import { HOSTILE_NAME } from '../../../test/support/busy-machine.ts';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { ownWords } from '../../../test/support/own-words.ts';
import {
  drawing,
  LETTER,
  record,
  spoolOf,
  type ExampleJob,
} from '../../../test/support/print-jobs.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { LISTED } from './jobs-page.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
const job = (more: Partial<ExampleJob> = {}): ExampleJob => ({
  bytes: LETTER,
  facts: record(),
  files: { 'page-1.png': PNG, 'page-2.png': PNG, 'page-1.txt': LETTER },
  ...more,
});
const ODD = job({
  facts: record({
    title: HOSTILE_NAME,
    user: '<b>me</b>',
    how: 'broken',
    pages: 3,
    missing: ['the disk was full when page 3 was made'],
    report: {
      bytes: 9,
      pages: 3,
      commands: 1,
      unknown: [{ name: 'ESC (q', offset: 17, count: 2 }],
      faults: [{ name: 'ESC C', offset: 3, count: 1, says: 'a page of 0 lines' }],
      more: 0,
    },
  }),
});

async function door(jobs: readonly ExampleJob[]) {
  const spool = await spoolOf(jobs);
  return exampleHttp({ platform: { ...examplePlatform(), spool } });
}
const page = async (jobs: readonly ExampleJob[], path: string) => {
  const { get, bugs } = await door(jobs);
  const response = await get(path);
  expect(bugs).toEqual([]);
  return { status: response.status, text: await response.text() };
};

describe('the list of jobs', () => {
  it('has the newest first, each with its first page', async () => {
    const { text } = await page([job(), ODD], '/jobs');
    expect(text).toContain('<h1>2 print jobs</h1>');
    expect(text.indexOf('Print job 2')).toBeLessThan(text.indexOf('Print job 1'));
    expect(text).toContain('src="/jobs/1/page-1.png"');
    expect(text).toContain('3 pages');
    expect(text).toContain('the connection broke');
    expect(text).toMatch(/<a href="\/jobs" aria-current="page"/);
  });

  it('says how there come to be any, where there are none', async () => {
    const { text } = await page([], '/jobs');
    expect(text).toContain('No print job has come yet');
    expect(text).toContain('portolan printer</code>');
  });

  it('is cut where it gets long, and goes on', async () => {
    const many = Array.from({ length: LISTED + 3 }, () => job({ files: {} }));
    const { text } = await page(many, '/jobs');
    expect(text.match(/<strong>/g)).toHaveLength(LISTED);
    expect(text).toContain('href="/jobs?before=4"');
    const rest = (await page(many, '/jobs?before=4')).text;
    expect(rest.match(/<strong>/g)).toHaveLength(3);
    expect(rest).not.toContain('before=');
    expect((await page(many, '/jobs?before=x')).status).toBe(200);
  });

  it.each(LANGUAGES)('is in $tag', async ({ tag }) => {
    const { text } = await page([job()], `/jobs?lang=${tag}`);
    expect(text).toContain(`href="/jobs/1?lang=${tag}"`);
    if (tag === 'en') return;
    const english = ownWords((await page([job()], '/jobs?lang=en')).text);
    const own = ownWords(text);
    const alike = [...english].filter((word) => own.has(word));
    // A command, and words that German writes alike.
    expect(alike.filter((word) => !/^(?:portolan|printer|port|was)$/.test(word))).toEqual([]);
  });
});

describe('a job', () => {
  it('has all that is known of it, whatever it calls itself', async () => {
    const { text } = await page([ODD], '/jobs/1');
    for (const words of [
      '192.168.1.7',
      '621/tcp (escp)',
      'LQ-590II',
      '2026-11-21 09:30:00Z',
      '&lt;b&gt;me&lt;/b&gt;',
      'ESC (q</code>, 2 times, first at byte 17',
      'ESC C</code> at byte 3',
      'a page of 0 lines',
      'the disk was full when page 3 was made',
      '1 more page is not shown here.',
      'portolan printer show 1 -o job-1.pdf',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('<img src=x');
    expect(text).toContain('alt="Page 2"');
  });

  it('of which nothing is known is there all the same', async () => {
    const { text } = await page([job({ facts: null, files: {} })], '/jobs/1');
    expect(text).toContain('damaged');
    expect(text).toContain('No picture was made of it.');
  });

  it('that is not there is not found', async () => {
    expect((await page([job()], '/jobs/2')).status).toBe(404);
    expect((await page([job()], '/jobs/0')).status).toBe(404);
    expect((await page([job()], '/jobs/x')).status).toBe(404);
  });
});

describe('a picture', () => {
  it('is given as what it is', async () => {
    const { get } = await door([job()]);
    const response = await get('/jobs/1/page-2.png');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG);
  });

  it.each([
    '/jobs/1/page-3.png',
    '/jobs/2/page-1.png',
    '/jobs/1/page-1.txt',
    '/jobs/1/job.prn',
    '/jobs/1/..%2fpage-1.png',
    '/jobs/1/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  ])('is nothing else: %s', async (path) => {
    const { get, bugs } = await door([job()]);
    expect((await get(path)).status).toBe(404);
    expect(bugs).toEqual([]);
  });

  it('is for nobody who has not the token, and changed by nobody', async () => {
    const spool = await spoolOf([job()]);
    const platform = { ...examplePlatform(), spool };
    const { get } = exampleHttp({ platform, token: 'a token that is long enough' });
    expect((await get('/jobs/1/page-1.png')).status).toBe(401);
    const { get: open } = exampleHttp({ platform });
    expect((await open('/jobs/1', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('for programs', () => {
  it('jobs are shown from the spool, and from no folder or file that a request names', async () => {
    const spool = await spoolOf([job()]);
    const { get, bugs } = exampleHttp({ platform: { ...examplePlatform(), ...drawing, spool } });
    const shown = await get('/api/printer/show?job=1&as=text');
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('Second page');
    expect((await get('/api/printer/show?job=1&spool=/elsewhere')).status).toBe(400);
    expect((await get('/api/printer/show?job=/etc/passwd')).status).toBe(400);
    expect((await get('/api/printer/show?job=1&output=/tmp/x.pdf')).status).toBe(400);
    expect(bugs).toEqual([]);
  });
});
