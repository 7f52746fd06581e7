export default definePageConfig({ navigationBarTitleText: '意见常用语' });
