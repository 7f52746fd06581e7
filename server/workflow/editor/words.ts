/** The words of the drawing tool in Chinese, as processes/README.md uses them. What is not here stays as the tool says it. */
const words: Readonly<Record<string, string>> = {
  'Activate hand tool': '移动画布', 'Activate lasso tool': '框选', 'Activate create/remove space tool': '拉开或收拢空间', 'Activate global connect tool': '连线',
  'Create start event': '画开始事件', 'Create intermediate/boundary event': '画中间事件或边界事件', 'Create end event': '画结束事件', 'Create gateway': '画网关', 'Create task': '画用户任务',
  'Create expanded sub-process': '画子流程', 'Create pool/participant': '画池', 'Create group': '画分组框', 'Create data object reference': '画数据对象', 'Create data store reference': '画数据存储',
  'Append end event': '接结束事件', 'Append gateway': '接网关', 'Append task': '接用户任务', 'Append intermediate/boundary event': '接中间事件或边界事件', 'Append receive task': '接接收任务',
  'Append message intermediate catch event': '接消息事件', 'Append timer intermediate catch event': '接定时事件', 'Append signal intermediate catch event': '接信号事件', 'Append conditional intermediate catch event': '接条件事件',
  'Append compensation activity': '接补偿活动', 'Append {type}': '接{type}', 'Add text annotation': '加文本注释', 'Add lane above': '在上面加泳道', 'Add lane below': '在下面加泳道', 'Divide into two lanes': '分成两个泳道', 'Divide into three lanes': '分成三个泳道',
  'Change element': '换种类', 'Change type': '换种类', 'Delete': '删除', 'Remove': '删除', 'Connect to other element': '连到别的环节', 'Connect using association': '连到注释', 'Connect using sequence/message flow or association': '连线', 'Connect using data input association': '数据关联', 'Connect using sequence flow': '连线',
  'Task': '任务', 'User task': '用户任务', 'Service task': '服务任务', 'Manual task': '手工任务', 'Receive task': '接收任务', 'Send task': '发送任务', 'Business rule task': '规则任务', 'Script task': '脚本任务', 'Call activity': '调用活动',
  'Sub-process': '子流程', 'Sub-process (collapsed)': '子流程（收起）', 'Sub-process (expanded)': '子流程（展开）', 'Expanded pool/participant': '展开的池', 'Empty pool/participant': '空的池', 'Empty pool/participant (removes content)': '空的池（内容一并删去）',
  'Exclusive gateway': '排他网关', 'Parallel gateway': '并行网关', 'Event-based gateway': '事件网关', 'Inclusive gateway': '包容网关', 'Complex gateway': '复杂网关',
  'Start event': '开始事件', 'End event': '结束事件', 'Intermediate throw event': '中间抛出事件', 'Intermediate catch event': '中间捕获事件', 'Terminate end event': '终止结束事件', 'Error end event': '错误结束事件', 'Escalation end event': '升级结束事件',
  'Message intermediate catch event': '等消息', 'Timer intermediate catch event': '等时间', 'Signal intermediate catch event': '等信号', 'Escalation intermediate throw event': '抛出升级',
  'Message boundary event': '消息边界事件', 'Timer boundary event': '定时边界事件', 'Signal boundary event': '信号边界事件', 'Error boundary event': '错误边界事件', 'Escalation boundary event': '升级边界事件',
  'Message boundary event (non-interrupting)': '消息边界事件（不中断）', 'Timer boundary event (non-interrupting)': '定时边界事件（不中断）', 'Signal boundary event (non-interrupting)': '信号边界事件（不中断）', 'Escalation boundary event (non-interrupting)': '升级边界事件（不中断）',
  'Parallel multi-instance': '多实例（同时）', 'Sequential multi-instance': '多实例（依次）', 'Participant multiplicity': '池的多实例', 'Loop': '循环', 'Sequence flow': '连线', 'Default flow': '默认连线', 'Conditional flow': '条件连线', 'Process': '流程', 'Boundary event': '边界事件', 'Text annotation': '文本注释', 'Group': '分组框', 'Lane': '泳道', 'Pool': '池',
  'Search in diagram': '在图上查找', 'No matching elements': '没有找到', 'Open {element}': '打开{element}', 'Toggle non-interrupting': '中断或不中断', 'element': '环节', 'flow elements must be children of pools/participants': '环节要画在池里',
};

/** The translate service of bpmn-js. */
export const translate = (template: string, given: Readonly<Record<string, string>> = {}): string =>
  (words[template] ?? template).replace(/\{([^}]+)\}/g, (_, name: string) => words[given[name] ?? ''] ?? given[name] ?? `{${name}}`);
