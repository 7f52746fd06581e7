// npm start: from a fresh clone to a running server. Plain Node, because nothing is installed yet.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || !process.features.require_module) {
  console.error(`需要 Node.js 20.19 以上（22 系列为 22.12 以上），本机是 ${process.version}。请升级 Node.js 后再启动。`);
  process.exit(1);
}

const { build, buildMiniapp, bundleEditor, installDependencies, PreparationFailed } = await import('./prepare.mjs');
try {
  await installDependencies();
  const entry = await build();
  await bundleEditor();
  // In this same process, so that Ctrl-C and SIGTERM reach the server itself and nothing can be left behind.
  await import(entry);
  // The phone's pages are prepared beside the running server; until they are there, /m/ says so.
  if (process.env.ROLE !== 'worker') void buildMiniapp('h5', { quietly: true }).catch((error) => console.error(`手机页面（/m/）没有准备好，其他页面不受影响：${error instanceof PreparationFailed ? error.message : error}`));
} catch (error) {
  console.error(error instanceof PreparationFailed ? error.message : error);
  process.exit(1);
}
