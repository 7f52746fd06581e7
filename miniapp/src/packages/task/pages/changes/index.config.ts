export default definePageConfig({ navigationBarTitleText: '与上月对比' });
