// npm run build:weapp: the WeChat package of the mini-program in miniapp/dist/weapp, dependencies included.
import { buildMiniapp, PreparationFailed } from './prepare.mjs';

try {
  console.log(`小程序在 ${await buildMiniapp(process.argv[2] === 'h5' ? 'h5' : 'weapp')}`);
} catch (error) {
  console.error(error instanceof PreparationFailed ? error.message : error);
  process.exit(1);
}
