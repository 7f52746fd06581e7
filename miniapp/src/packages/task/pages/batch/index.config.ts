export default definePageConfig({ navigationBarTitleText: '批量办理' });
