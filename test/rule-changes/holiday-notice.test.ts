import { calendarOfYear, holidayLines, readHolidayNotice } from '../../server/rule-changes/holiday-notice.js';
import { workdayRowsOf } from '../../server/values/workday-seed.js';

/* 国务院办公厅关于…年部分节假日安排的通知, read as it was published; what comes out is held against the calendar the product was shipped with. */

const notices: Readonly<Record<number, string>> = {
  2021: '一、元旦：2021年1月1日至3日放假，共3天。二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。三、清明节：4月3日至5日放假调休，共3天。四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。五、端午节：6月12日至14日放假，共3天。六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。',
  2022: '一、元旦：2022年1月1日至3日放假，共3天。\n二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。\n三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。\n四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。\n五、端午节：6月3日至5日放假，共3天。\n六、中秋节：9月10日至12日放假，共3天。\n七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。',
  2023: '国务院办公厅关于2023年部分节假日安排的通知\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n　　经国务院批准，现将2023年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。\n　　一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n　　二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。\n　　三、清明节：4月5日放假，共1天。\n　　四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。\n　　五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。\n　　六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。\n　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。',
  2024: '一、元旦：1月1日放假，与周末连休。\n二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。\n三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。\n四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。\n五、端午节：6月10日放假，与周末连休。\n六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。\n七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。',
  2025: '一、元旦：1月1日（周三）放假1天，不调休。\n二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。\n三、清明节：4月4日（周五）至6日（周日）放假，共3天。\n四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。\n五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。\n六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。',
  2026: '一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。\n三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\n五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。',
};

it.each(Object.entries(notices))('the notice for %s gives the calendar the product has for it, day by day', (written, text) => {
  const year = Number(written);
  const { days, problems } = readHolidayNotice(text, year);
  expect(problems).toEqual([]);
  const own = calendarOfYear(days, year).filter(({ day }) => day.startsWith(written));
  // A weekend beside a holiday may or may not bear its name; whether it is worked is what counts.
  expect(own.map(({ day, works }) => `${day} ${works}`)).toEqual(workdayRowsOf(year).map(({ date, isWorkday }) => `${date} ${isWorkday}`));
});

it('New Year may begin in the December before, and what is only encouraged is no holiday', () => {
  expect(readHolidayNotice(notices[2023], 2023).days.filter(({ name }) => name === '元旦').map(({ day }) => day)).toEqual(['2022-12-31', '2023-01-01', '2023-01-02']);
  expect(readHolidayNotice(notices[2024], 2024).days.find(({ day }) => day === '2024-02-09')).toBeUndefined();
  expect(holidayLines(readHolidayNotice(notices[2023], 2023).days)).toEqual(expect.arrayContaining(['春节：1月21日至1月27日放假 7 天，1月28日、1月29日上班', '清明节：4月5日放假 1 天', '中秋节、国庆节：9月29日至10月6日放假 8 天，10月7日、10月8日上班']));
});

it('days of one month may share its name', () => {
  expect(readHolidayNotice(notices[2023].replace('1月28日（星期六）、1月29日（星期日）', '1月28日（星期六）、29日（星期日）'), 2023)).toEqual(readHolidayNotice(notices[2023], 2023));
});

it.each([
  ['a notice of another year by its title', notices[2023], 2024, /粘贴的是2023年的通知/],
  ['a notice of another year by its weekdays', notices[2022], 2023, /通知写1月29日是星期六，2023年的这一天是星期日/],
  ['a part of it', notices[2025].slice(0, 60), 2025, /没有读到清明、劳动、端午、中秋、国庆/],
  ['a number of days that does not agree', notices[2026].replace('共9天', '共8天'), 2026, /春节写共8天.*是9天/],
  ['a day that does not exist', notices[2026].replace('6月19日', '6月31日'), 2026, /6月31日.*不是一天/],
  ['a working day said to be worked', notices[2026].replace('5月9日（周六）', '5月8日'), 2026, /5月8日是星期五，本来就上班/],
  ['one day on both sides', notices[2026].replace('5月9日（周六）', '5月2日（周六）'), 2026, /5月2日一处写放假，一处写上班/],
  ['something else altogether', '关于报送资助名单的通知', 2027, /没有读到元旦/],
])('%s is not taken: it says what does not add up', (_what, text, year, said) => {
  expect(readHolidayNotice(text, year).problems.join('')).toMatch(said);
});
