/* 口径 of the figures of a bulletin, word for word as page, print, Excel and circular show them. */

export const dueDefinition = '截至通报时点，填报日历里期限已过的环节：名单录入、名单审核、名单公示、公示确认、资金发放，一校一项目一月（学期）一个环节算一件；没有设定期限的不算。以该期第一批名单为准，增补批次不计。';
export const completeDefinition = '完整率等于已办除以应办；退回后没有重新办结的算未办。';
export const timelyDefinition = '及时率等于期限当天（含）以前办结的除以应办；退回重办的以最后一次办结为准。';
export const rankDefinition = '排名只在同级、同类的单位之间，先比完整率，相同再比及时率，都相同的名次并列。';
export const schoolDefinition = '按学校看时，只算学校自己的环节（名单录入、名单公示、资金发放）；审核和公示确认由主管部门办理，算在地区里。';
export const basis = '教助中心〔2023〕8号 正文三：按时、保质、保量完成数据录入与审核';
