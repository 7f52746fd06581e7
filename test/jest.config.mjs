// How the tests are compiled and found. Run one folder with: npx jest -c test/jest.config.mjs test/<folder>
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './support/chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Packages published as ES modules only. Node itself can require them, jest cannot, so they are compiled like our own files.
const esModules = [
  'feelin', 'lezer-feel', '@lezer', '@marijn', 'temporal-polyfill', 'temporal-utils', 'min-dash',
  'openid-client', 'oauth4webapi', 'jose', 'bpmn-moddle', '@bpmn-io/moddle-utils', 'bpmnlint/node_modules', 'moddle', 'moddle-xml', 'saxen', 'preact', 'preact-render-to-string',
];

// Long suites with needs of their own (Chromium, several servers, a quiet machine). test/run.mjs and .ci/run ask for them by name.
const suites = ['browser', 'chaos', 'phone'];
const asked = (process.env.AID_TEST_SUITES ?? '').split(',').filter(Boolean);
const leftOut = suites.filter((suite) => !asked.includes(suite));

process.env.AID_CHROMIUM ??= findChromium() ?? '';

const compile = (syntax, extra) => ['@swc/jest', {
  jsc: {
    parser: { syntax, ...extra },
    target: 'es2022',
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
  },
  module: { type: 'commonjs' },
}];

export default {
  rootDir: root,
  roots: ['<rootDir>/server', '<rootDir>/test'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut.map((suite) => `<rootDir>/test/${suite}/`)],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  transform: {
    '^.+\\.tsx?$': compile('typescript', { tsx: true }),
    '^.+\\.m?js$': compile('ecmascript', {}),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/start.mjs',
  globalTeardown: '<rootDir>/test/support/stop.mjs',
  testTimeout: 30_000, // two busy cores, and the first test of a run may wait for its database
  maxWorkers: Number(process.env.AID_TEST_WORKERS ?? 2),
  workerIdleMemoryLimit: '1GB',
};
