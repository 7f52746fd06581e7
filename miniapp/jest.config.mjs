// Components and rules of the phone, without a phone: Taro's elements are plain ones here, its functions are recorded.
export default {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2020', transform: { react: { runtime: 'automatic' }, optimizer: { globals: { vars: { API_ADDRESS: '""' } } } } }, module: { type: 'commonjs' } }] },
  moduleNameMapper: { '\\.css$': '<rootDir>/test/support/empty.ts', '^@tarojs/components$': '<rootDir>/test/support/components.tsx', '^@tarojs/taro$': '<rootDir>/test/support/taro.ts' },
  transformIgnorePatterns: ['/node_modules/'],
};
