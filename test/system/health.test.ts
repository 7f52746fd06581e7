import { run } from '../../server/database.js';
import { startProduct, type Product } from '../support/product.js';

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
const get = async (path: string): Promise<{ status: number; text: string; headers: Headers }> => {
  const answer = await fetch(`${product.url}${path}`);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

it('says that the process lives and that the database is ready', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  const ready = await get('/readyz');
  expect([ready.status, JSON.parse(ready.text)]).toEqual([200, expect.objectContaining({ status: 'ready', database: 'ok' })]);
});

it('is not ready, and says when to ask again, while a migration is missing', async () => {
  await run("UPDATE schema_migrations SET name = CONCAT(name, '-x') WHERE name LIKE '%-11-imports'");
  await run("DELETE FROM schema_migrations WHERE name LIKE '%-x'");
  const answer = await get('/readyz');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  await run("INSERT INTO schema_migrations (name) VALUES ('2026-11-24-11-imports')");
  expect((await get('/readyz')).status).toBe(200);
});

it('gives figures to Prometheus by route, without a person in them', async () => {
  await get('/api/v1/version');
  const { status, text } = await get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/api/v1/version",status="200"}');
  expect(text).toContain('tasks_open');
});

it('names the version', async () => {
  expect(JSON.parse((await get('/api/v1/version')).text)).toMatchObject({ version: '3.2.0' });
});
