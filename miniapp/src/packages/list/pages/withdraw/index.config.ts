export default definePageConfig({ navigationBarTitleText: '申请公示退回' });
