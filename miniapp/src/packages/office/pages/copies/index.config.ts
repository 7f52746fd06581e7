export default definePageConfig({ navigationBarTitleText: '抄送给我的' });
