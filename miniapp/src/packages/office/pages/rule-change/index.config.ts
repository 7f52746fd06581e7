export default definePageConfig({ navigationBarTitleText: '规则调整' });
