export default definePageConfig({ navigationBarTitleText: '再次验证' });
