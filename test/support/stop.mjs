// After all tests: the run's database, if one was started, and its folder go.
export default async function stop() {
  await globalThis.stopTestDatabase?.();
}
