export default definePageConfig({ navigationBarTitleText: '请假委托' });
