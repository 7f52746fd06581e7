export default defineAppConfig({
  pages: ['pages/home/index', 'pages/sign-in/index', 'pages/tasks/index', 'pages/reminders/index', 'pages/mine/index'],
  subPackages: [
    { root: 'packages/task', pages: ['pages/task/index', 'pages/people/index', 'pages/changes/index', 'pages/batch/index', 'pages/tools/index'] },
    { root: 'packages/list', pages: ['pages/list/index', 'pages/publish/index', 'pages/withdraw/index'] },
    { root: 'packages/office', pages: ['pages/progress/index', 'pages/absences/index', 'pages/phrases/index', 'pages/circulars/index', 'pages/circular/index', 'pages/trainings/index', 'pages/training/index', 'pages/copies/index', 'pages/rule-change/index', 'pages/verify/index'] },
  ],
  preloadRule: { 'pages/tasks/index': { network: 'all', packages: ['packages/task'] }, 'pages/home/index': { network: 'all', packages: ['packages/task'] } },
  lazyCodeLoading: 'requiredComponents',
  darkmode: true,
  themeLocation: 'theme.json',
  window: { navigationBarBackgroundColor: '@navBackground', navigationBarTextStyle: '@navText', navigationBarTitleText: '学生资助', backgroundColor: '@pageBackground', backgroundTextStyle: '@backgroundText' },
  // The bar itself is drawn by components/tab-bar: it carries counts, and grows with the font size.
  tabBar: { custom: true, color: '#444f5c', selectedColor: '#1b5a96', backgroundColor: '#ffffff', list: [
    { pagePath: 'pages/home/index', text: '待办' }, { pagePath: 'pages/tasks/index', text: '任务' }, { pagePath: 'pages/reminders/index', text: '消息' }, { pagePath: 'pages/mine/index', text: '我的' },
  ] },
});
