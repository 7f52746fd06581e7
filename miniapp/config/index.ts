import { defineConfig } from '@tarojs/cli';

/** Where the WeChat package finds the server: `API_ADDRESS=https://… npm run build:weapp`. The pages under /m/ ask the server they came from. */
const address = process.env.API_ADDRESS ?? 'https://server.example.invalid';

export default defineConfig({
  projectName: 'student-aid-miniapp',
  date: '2026-11-26',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: 'src',
  outputRoot: process.env.OUTPUT ?? `dist/${process.env.TARO_ENV}`,
  // Without these WeChat's templates drop what screen readers are told.
  plugins: ['@tarojs/plugin-framework-react', ['@tarojs/plugin-inject', { components: {
    View: { 'aria-role': "''", 'aria-label': "''", 'aria-checked': "''", 'aria-selected': "''", 'aria-hidden': "''", 'aria-live': "''", 'aria-disabled': "''" },
    Input: { 'aria-label': "''" }, Textarea: { 'aria-label': "''" }, Image: { 'aria-label': "''" },
  } }]],
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  defineConstants: { API_ADDRESS: JSON.stringify(process.env.TARO_ENV === 'h5' ? '' : address) },
  mini: {
    optimizeMainPackage: { enable: true },
    // Sizes stay px on both: what a person chose as their font size must not depend on the width of the screen.
    postcss: { pxtransform: { enable: false, config: {} }, cssModules: { enable: false } },
  },
  h5: {
    publicPath: '/m/',
    router: { mode: 'hash' },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: { ignoreOrder: true, filename: 'css/[name].[contenthash:8].css', chunkFilename: 'css/[name].[contenthash:8].css' },
    postcss: { pxtransform: { enable: false, config: {} }, autoprefixer: { enable: true, config: {} }, cssModules: { enable: false } },
  },
});
