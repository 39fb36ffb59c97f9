import { expect, test } from 'vitest';
import { exampleHttp, examplePlatform } from '../../../test/support/http.ts';
import { UnavailableError } from '../../core/errors.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { VOTES, type Vote } from './helpful.ts';

const HEADERS = {
  origin: 'http://127.0.0.1:6410',
  'content-type': 'application/x-www-form-urlencoded',
};

/** A door, the votes that it kept, and how to send one. */
function ballot() {
  const platform = examplePlatform();
  const { get, bugs } = exampleHttp({ platform });
  return {
    bugs,
    vote: (
      body: string | ReadableStream<Uint8Array>,
      port: string = '641',
      headers: Record<string, string> = HEADERS,
    ) =>
      get(`/port/${port}/helpful`, {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as RequestInit),
    kept: () =>
      (platform.folders.state.text(VOTES) ?? '')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Vote),
  };
}

test('an answer is kept as one line, and leads back to the page', async () => {
  const { vote, kept } = ballot();
  for (const answer of ['yes', 'partly', 'no']) {
    const response = await vote(`lang=en&answer=${answer}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/port/641?lang=en&helpful=thanks#helpful');
  }
  expect(kept()).toEqual(
    ['yes', 'partly', 'no'].map((answer) => ({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      port: 641,
      language: 'en',
      answer,
    })),
  );
});

test.each([
  '',
  'answer=',
  'answer=maybe',
  'answer=yes%0A{"port":1}',
  'lang=en',
  'ANSWER=yes',
  '{"answer":"yes"}',
  '\0\0\0\0',
  '%',
])('"%s" is no answer', async (body) => {
  const { vote, kept, bugs } = ballot();
  expect((await vote(body)).status).toBe(400);
  expect(kept()).toEqual([]);
  expect(bugs).toEqual([]);
});

test('a language that nobody offers is English, and nothing foreign is kept', async () => {
  const { vote, kept } = ballot();
  await vote('answer=no&lang=%22%0Ax');
  await vote('answer=no');
  expect(kept().map(({ language }) => language)).toEqual(['en', 'en']);
});

test('a port that is none is refused', async () => {
  const { vote, kept } = ballot();
  expect((await vote('answer=yes', '65536')).status).toBe(400);
  expect((await vote('answer=yes', '99999')).status).toBe(400);
  expect((await vote('answer=yes', '100000')).status).toBe(405);
  expect((await vote('answer=yes', '0')).status).toBe(303);
  expect(kept().map(({ port }) => port)).toEqual([0]);
});

test('a body of another kind, or too long, is refused', async () => {
  const { vote, kept } = ballot();
  const { origin } = HEADERS;
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
    const response = await vote('answer=yes', '641', { origin, 'content-type': type });
    expect(response.status).toBe(400);
  }
  expect((await vote(`answer=yes&x=${'y'.repeat(1000)}`)).status).toBe(400);
  expect(kept()).toEqual([]);
});

test('a body that never ends is left early', async () => {
  const { vote, kept } = ballot();
  let asked = 0;
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        asked += 1;
        controller.enqueue(new Uint8Array(64).fill(0x61));
      },
    },
    { highWaterMark: 0 },
  );
  expect((await vote(endless)).status).toBe(400);
  expect(asked).toBeLessThan(10);
  expect(kept()).toEqual([]);
});

test('the question is on the page of one port, and thanks come in its place', async () => {
  const { get } = exampleHttp();
  const text = async (path: string) => (await get(path)).text();
  for (const { tag } of LANGUAGES) {
    const page = await text(`/port/641?lang=${tag}`);
    expect(page).toContain('<form action="/port/641/helpful" method="post">');
    expect(page.match(/name="answer"/g)).toHaveLength(3);
    expect(page).toContain(`name="lang" value="${tag}"`);
    const thanked = await text(`/port/641?lang=${tag}&helpful=thanks`);
    expect(thanked).toContain('role="status"');
    expect(thanked).not.toContain('name="answer"');
  }
  expect(await text('/port/641,642')).not.toContain('name="answer"');
});

test('loading the answer again shows the page', async () => {
  const response = await exampleHttp().get('/port/641/helpful');
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('/port/641');
});

test('an answer that cannot be kept is no fault of the reader, who learns nothing of our folders', async () => {
  const platform = examplePlatform();
  const append = () =>
    Promise.reject(new UnavailableError('"/secret/state" cannot be written: the disk is full'));
  const full = {
    ...platform,
    folders: { ...platform.folders, state: { ...platform.folders.state, append } },
  };
  const { get, bugs } = exampleHttp({ platform: full });
  const response = await get('/port/641/helpful', {
    method: 'POST',
    headers: HEADERS,
    body: 'answer=yes&lang=en',
  });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('/secret');
  expect(String(bugs[0])).toContain('the disk is full');
});
