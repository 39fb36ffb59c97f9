/** Where print jobs are read: the list, a job, the picture of a page. */
import { Hono, type Context } from 'hono';
import { spoolFolder } from '../../app/printer/jobs/place.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { SpooledJob, SpoolShelf } from '../../platform/spool.ts';
import { isPicture, jobPage, jobsPage, LISTED } from './jobs-page.ts';
import { JOBS_PATH, send, type Page, type Site } from './page.ts';
import { readReader } from './reader.ts';

/** @param platform its spool is looked at anew for each request: jobs come meanwhile */
export function jobRoutes(
  site: Site,
  platform: Pick<Platform, 'data' | 'folders' | 'spool'>,
): Hono {
  const routes = new Hono();
  const shelf = () => platform.spool.look(spoolFolder(platform, undefined));
  const show = (c: Context, page: (reader: ReturnType<typeof readReader>) => Page) =>
    send(c, site, page(readReader(c, platform.data)));
  routes.get(JOBS_PATH, async (c) => {
    const jobs = (await (await shelf()).list()).toReversed();
    const before = Number(c.req.query('before') ?? Infinity);
    const rest = jobs.filter(({ id }) => id < before);
    const listed = rest.slice(0, LISTED);
    const older = rest.length > LISTED ? { older: listed.at(-1)!.id } : {};
    return show(c, (reader) => jobsPage({ jobs: listed, total: jobs.length, ...older }, reader));
  });
  routes.get(`${JOBS_PATH}/:id{[0-9]{1,15}}`, async (c) => {
    const job = await find(await shelf(), c.req.param('id'));
    return show(c, (reader) => jobPage(job, reader));
  });
  routes.get(`${JOBS_PATH}/:id{[0-9]{1,15}}/:name`, async (c) => {
    const { id, name } = c.req.param();
    const picture = isPicture(name) ? await (await shelf()).file(Number(id), name) : undefined;
    if (!picture) throw new NotFoundError(`there is no picture ${name} of print job ${id}`);
    return c.body(Uint8Array.from(picture), 200, { 'Content-Type': 'image/png' });
  });
  return routes;
}

async function find(shelf: SpoolShelf, id: string): Promise<SpooledJob> {
  const job = await shelf.find(Number(id));
  if (!job) throw new NotFoundError(`there is no print job ${id}`);
  return job;
}
