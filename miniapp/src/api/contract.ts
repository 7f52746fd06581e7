// Written by contract.mjs from the server's API description. Do not edit: change contract.mjs or the server and write it anew.
import * as z from 'zod/mini';

type Call<Params, Query, Body, Reply> = { method: string; path: string; reply: z.ZodMiniType<Reply> | null; readonly asks?: { params: Params; query: Query; body: Body } };
const call = <Params, Query, Body>() => <Reply>(method: string, path: string, reply: z.ZodMiniType<Reply> | null): Call<Params, Query, Body, Reply> => ({ method, path, reply });

const signInShape = z.object({ token: z.string(), expiresAt: z.string(), user: z.object({ id: z.number(), login: z.string(), name: z.string(), role: z.string(), roleName: z.string(), organisation: z.object({ id: z.number(), name: z.string(), level: z.string() }) }), posts: z.array(z.object({ id: z.number(), role: z.string(), roleName: z.string(), organisation: z.object({ id: z.number(), name: z.string() }) })), device: z.optional(z.string()), practice: z.optional(z.boolean()) });
const taskShape = z.object({ id: z.number(), instanceId: z.number(), key: z.string(), name: z.string(), subject: z.object({ kind: z.string(), id: z.number(), name: z.string() }), programme: z.nullable(z.string()), month: z.nullable(z.string()), organisation: z.nullable(z.object({ id: z.number(), name: z.string() })), candidates: z.array(z.object({ role: z.string(), roleName: z.string(), organisation: z.object({ id: z.number(), name: z.string() }) })), assignee: z.nullable(z.object({ id: z.number(), name: z.string() })), openedAt: z.string(), dueAt: z.nullable(z.string()), due: z.nullable(z.object({ words: z.string(), late: z.optional(z.boolean()) })), form: z.array(z.object({ id: z.string(), label: z.string(), type: z.string(), required: z.boolean(), mode: z.string(), value: z.optional(z.unknown()), options: z.optional(z.array(z.object({ value: z.string(), name: z.string() }))) })), filled: z.array(z.object({ id: z.string(), label: z.string(), text: z.string() })), vote: z.nullable(z.object({ rule: z.string(), share: z.number(), onReject: z.string(), seats: z.array(z.object({ organisation: z.object({ id: z.number(), name: z.string() }), roleName: z.string(), by: z.nullable(z.string()), decision: z.nullable(z.string()), decisionName: z.nullable(z.string()), remark: z.nullable(z.string()), at: z.nullable(z.string()) })) })), signers: z.array(z.object({ id: z.number(), kind: z.string(), user: z.object({ id: z.number(), name: z.string() }), state: z.string(), question: z.nullable(z.string()), askedBy: z.object({ id: z.number(), name: z.string() }), askedAt: z.string(), agrees: z.nullable(z.boolean()), opinion: z.nullable(z.string()), answeredAt: z.nullable(z.string()) })), pending: z.boolean(), decisions: z.array(z.object({ value: z.string(), name: z.string(), remarkRequired: z.boolean() })), returnsTo: z.array(z.object({ key: z.string(), name: z.string(), decision: z.string() })), marks: z.array(z.object({ key: z.string(), name: z.string(), count: z.number() })), state: z.string(), optional: z.boolean(), decision: z.nullable(z.string()), remark: z.nullable(z.string()), doneBy: z.nullable(z.string()), onBehalfOf: z.nullable(z.string()), doneAt: z.nullable(z.string()), version: z.number(), can: z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) })) });
const circularShape = z.object({ id: z.number(), title: z.string(), body: z.string(), from: z.object({ id: z.number(), name: z.string() }), author: z.string(), publishedAt: z.string(), readBy: z.nullable(z.string()), audience: z.object({ within: z.object({ id: z.number(), name: z.string() }), levels: z.array(z.string()), stage: z.nullable(z.string()), roles: z.array(z.string()) }), readAt: z.nullable(z.string()), organisationReadAt: z.nullable(z.string()), recipients: z.nullable(z.number()), read: z.nullable(z.number()), about: z.nullable(z.object({ href: z.string(), label: z.string() })), can: z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) })) });
const trainingShape = z.object({ id: z.number(), title: z.string(), body: z.string(), from: z.object({ id: z.number(), name: z.string() }), author: z.string(), place: z.string(), link: z.string(), password: z.nullable(z.string()), audience: z.object({ within: z.object({ id: z.number(), name: z.string() }), levels: z.array(z.string()), stage: z.nullable(z.string()), roles: z.array(z.string()) }), slots: z.array(z.object({ heldOn: z.string(), begins: z.string(), ends: z.string(), topic: z.string(), audience: z.string() })), signFrom: z.string(), signUntil: z.string(), publishedAt: z.string(), cancelledAt: z.nullable(z.string()), reason: z.string(), version: z.number(), standing: z.string(), signedAt: z.nullable(z.string()), invited: z.nullable(z.number()), signed: z.nullable(z.number()), can: z.object({ signIn: z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) }) }) });
const listShape = z.object({ id: z.number(), programme: z.string(), month: z.optional(z.string()), term: z.optional(z.string()), batchNo: z.number(), name: z.string(), school: z.object({ id: z.number(), name: z.string() }), authority: z.object({ id: z.number(), name: z.string() }), status: z.object({ submission: z.string(), schoolReview: z.string(), authorityReview: z.string(), schoolPublicity: z.optional(z.string()), authorityPublicity: z.optional(z.string()) }), stage: z.string(), round: z.number(), publicity: z.nullable(z.object({ start: z.string(), end: z.string(), token: z.string() })), withdrawal: z.nullable(z.object({ id: z.number(), state: z.string(), reason: z.string() })), people: z.number(), payable: z.string(), paid: z.nullable(z.string()), version: z.number(), can: z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) })) });

export const calls = {
  /** 登录 */
  signIn: call<undefined, undefined, { login: string; password: string; otp?: string; client?: 'desk' | 'phone' | 'api'; postId?: number; device?: string }>()('POST', '/sessions', signInShape),
  /** 手机端延长登录 */
  refreshSession: call<undefined, undefined, undefined>()('POST', '/sessions/refresh', signInShape),
  /** 换到本人的另一个岗位，令牌换新 */
  choosePost: call<undefined, undefined, { postId: number }>()('POST', '/sessions/current/post', signInShape),
  /** 再次验证动态口令，5 分钟内有效 */
  verifySession: call<undefined, undefined, { code: string }>()('POST', '/sessions/current/verification', null),
  /** 用已绑定的微信登录 */
  wechatSignIn: call<undefined, undefined, { code: string; postId?: number }>()('POST', '/wechat/sessions', signInShape),
  /** 本人是否绑定了微信 */
  binding: call<undefined, undefined, undefined>()('GET', '/wechat/bindings', z.object({ bound: z.boolean(), boundAt: z.nullable(z.string()) })),
  /** 绑定这个微信，以后一点即登录 */
  bind: call<undefined, undefined, { code: string; password?: string }>()('POST', '/wechat/bindings', z.object({ bound: z.boolean(), boundAt: z.nullable(z.string()) })),
  /** 解除微信绑定，手机端随之退出 */
  unbind: call<undefined, undefined, undefined>()('DELETE', '/wechat/bindings', null),
  /** 微信提醒：能否使用、还能收到几条 */
  subscription: call<undefined, undefined, undefined>()('GET', '/subscriptions', z.object({ available: z.boolean(), bound: z.boolean(), templateId: z.nullable(z.string()), credits: z.number(), lastResult: z.nullable(z.string()) })),
  /** 记下一次允许或拒绝 */
  recordConsent: call<undefined, undefined, { result: 'accept' | 'reject' | 'ban' | 'filter' }>()('POST', '/subscriptions', z.object({ available: z.boolean(), bound: z.boolean(), templateId: z.nullable(z.string()), credits: z.number(), lastResult: z.nullable(z.string()) })),
  /** 退出登录 */
  signOut: call<undefined, undefined, undefined>()('DELETE', '/sessions/current', null),
  /** 本人登录的设备 */
  ownDevices: call<undefined, undefined, undefined>()('GET', '/sessions', z.object({ items: z.array(z.object({ id: z.number(), client: z.string(), ip: z.string(), agent: z.string(), createdAt: z.string(), lastSeenAt: z.string(), expiresAt: z.string(), current: z.boolean() })) })),
  /** 让本人的一台设备退出 */
  endDevice: call<{ id: number }, undefined, undefined>()('DELETE', '/sessions/{id}', null),
  /** 我是谁 */
  me: call<undefined, undefined, undefined>()('GET', '/me', z.object({ id: z.number(), login: z.string(), name: z.string(), role: z.string(), roleName: z.string(), organisation: z.object({ id: z.number(), name: z.string(), level: z.string() }) })),
  /** 待办事项：本岗位每种提醒、每个项目一条，零也列出；ahead 是最先到期的几项任务 */
  todos: call<undefined, undefined, undefined>()('GET', '/todos', z.object({ items: z.array(z.object({ kind: z.string(), name: z.string(), programme: z.string(), programmeName: z.string(), currentMonth: z.number(), earlier: z.number(), href: z.string() })), ahead: z.object({ total: z.number(), items: z.array(z.object({ taskId: z.number(), name: z.string(), school: z.string(), list: z.string(), people: z.nullable(z.number()), due: z.nullable(z.object({ words: z.string(), late: z.optional(z.boolean()) })) })) }) })),
  /** 我的任务 */
  tasks: call<undefined, { state?: 'open' | 'done' | 'cancelled'; whose?: 'me' | 'post'; key?: string; programme?: 'vocational-grant' | 'vocational-tuition-waiver' | 'senior-high-fee-waiver' | 'state-student-loan'; month?: string; subjectId?: number; q?: string; limit?: number; cursor?: string; count?: 'true' | 'false' }, undefined>()('GET', '/tasks', z.object({ items: z.array(taskShape), nextCursor: z.nullable(z.string()), total: z.optional(z.number()), kinds: z.optional(z.array(z.object({ key: z.string(), name: z.string(), count: z.number() }))), programmes: z.optional(z.array(z.string())) })),
  /** 一项任务 */
  task: call<{ id: number }, undefined, undefined>()('GET', '/tasks/{id}', taskShape),
  /** 完成任务：决定、意见和流程图规定的表单项 */
  completeTask: call<{ id: number }, undefined, { version: number; decision?: string; remark?: string } & Record<string, unknown>>()('POST', '/tasks/{id}/completion', taskShape),
  /** 催办：提醒这一步在等的人，每人每个工作日一次 */
  urgeTask: call<{ id: number }, undefined, undefined>()('POST', '/tasks/{id}/urge', taskShape),
  /** 领办 */
  claimTask: call<{ id: number }, undefined, undefined>()('POST', '/tasks/{id}/claim', taskShape),
  /** 放回：不再领办 */
  releaseTask: call<{ id: number }, undefined, undefined>()('DELETE', '/tasks/{id}/claim', z.unknown()),
  /** 转办：给同岗位的同事 */
  transferTask: call<{ id: number }, undefined, { userId: number; reason?: string }>()('POST', '/tasks/{id}/transfer', taskShape),
  /** 委派：请同事办理，办完回到自己这里 */
  delegateTask: call<{ id: number }, undefined, { userId: number; question?: string }>()('POST', '/tasks/{id}/delegation', taskShape),
  /** 加签：在自己决定之前或之后请同事会签 */
  addSigner: call<{ id: number }, undefined, { userId: number; question?: string; position: 'before' | 'after' }>()('POST', '/tasks/{id}/additional-signers', taskShape),
  /** 减签，或收回委派 */
  removeSigner: call<{ id: number; signerId: number }, undefined, undefined>()('DELETE', '/tasks/{id}/additional-signers/{signerId}', z.unknown()),
  /** 出具会签或被委派的意见 */
  signTask: call<{ id: number }, undefined, { agrees: boolean; opinion?: string }>()('POST', '/tasks/{id}/signature', taskShape),
  /** 抄送：给本单位的人看 */
  copyTask: call<{ id: number }, undefined, { userIds: (number)[] }>()('POST', '/tasks/{id}/copies', taskShape),
  /** 退回到前面的环节：任务的 returnsTo 列出可以退回到哪些（只有一个时 to 可以不写），须写明原因 */
  returnTask: call<{ id: number }, undefined, { version: number; remark: string; to?: string }>()('POST', '/tasks/{id}/return', taskShape),
  /** 撤回自己的提交：还没有人办理之前 */
  takeBackTask: call<{ id: number }, undefined, undefined>()('POST', '/tasks/{id}/taking-back', taskShape),
  /** 撤回自己的一票：结果出来之前，撤回后可以再投 */
  withdrawVote: call<{ id: number }, undefined, undefined>()('DELETE', '/tasks/{id}/vote', taskShape),
  /** 可以转办、委派、加签的同事 */
  taskColleagues: call<{ id: number }, undefined, undefined>()('GET', '/tasks/{id}/colleagues', z.object({ transfer: z.array(z.object({ id: z.number(), name: z.string() })), others: z.array(z.object({ id: z.number(), name: z.string() })) })),
  /** 办理附件 */
  taskFiles: call<{ id: number }, undefined, undefined>()('GET', '/tasks/{id}/attachments', z.object({ items: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), uploadedBy: z.object({ id: z.number(), name: z.string() }), uploadedAt: z.string() })) })),
  /** 删除自己添加的办理附件 */
  removeTaskFile: call<{ id: number; attachmentId: number }, undefined, undefined>()('DELETE', '/tasks/{id}/attachments/{attachmentId}', z.unknown()),
  /** 批量办理之前：哪些可以一起办，合计多少；哪些要逐件看 */
  batchSummary: call<undefined, { tasks: string }, undefined>()('GET', '/task-batch-summary', z.object({ key: z.string(), name: z.string(), decisions: z.array(z.object({ value: z.string(), name: z.string(), remarkRequired: z.boolean() })), tasks: z.number(), schools: z.number(), people: z.number(), payable: z.string(), taskIds: z.array(z.number()), byThemselves: z.array(z.object({ taskId: z.number(), subject: z.string(), why: z.array(z.string()) })) })),
  /** 批量办理：按任务编号，或“符合条件的全部，除了这些” */
  beginBatch: call<undefined, undefined, { taskIds?: (number)[]; filter?: { key: string; programme?: 'vocational-grant' | 'vocational-tuition-waiver' | 'senior-high-fee-waiver' | 'state-student-loan'; month?: string }; except?: (number)[]; decision: string; remark?: string }>()('POST', '/task-batches', z.object({ id: z.number(), decision: z.string(), remark: z.nullable(z.string()), state: z.string(), stopping: z.boolean(), createdAt: z.string(), total: z.number(), done: z.number(), failed: z.number(), waiting: z.number() })),
  /** 一次批量办理：每件任务的结果 */
  batch: call<{ id: number }, undefined, undefined>()('GET', '/task-batches/{id}', z.object({ id: z.number(), decision: z.string(), remark: z.nullable(z.string()), state: z.string(), stopping: z.boolean(), createdAt: z.string(), total: z.number(), done: z.number(), failed: z.number(), waiting: z.number(), items: z.array(z.object({ taskId: z.number(), name: z.string(), organisation: z.nullable(z.string()), state: z.string(), code: z.nullable(z.string()), message: z.nullable(z.string()), doneAt: z.nullable(z.string()) })) })),
  /** 重试没有办成的 */
  retryBatch: call<{ id: number }, undefined, undefined>()('POST', '/task-batches/{id}/retry', z.object({ id: z.number(), decision: z.string(), remark: z.nullable(z.string()), state: z.string(), stopping: z.boolean(), createdAt: z.string(), total: z.number(), done: z.number(), failed: z.number(), waiting: z.number() })),
  /** 本单位在岗的同事 */
  colleagues: call<undefined, undefined, undefined>()('GET', '/colleagues', z.object({ items: z.array(z.object({ id: z.number(), name: z.string() })) })),
  /** 意见常用语：自己的和本单位的 */
  phrases: call<undefined, undefined, undefined>()('GET', '/opinion-phrases', z.object({ items: z.array(z.object({ id: z.number(), phrase: z.string(), own: z.boolean() })) })),
  /** 添加意见常用语 */
  addPhrase: call<undefined, undefined, { phrase: string; for?: 'me' | 'office' }>()('POST', '/opinion-phrases', z.object({ id: z.number(), phrase: z.string(), own: z.boolean() })),
  /** 删去意见常用语 */
  removePhrase: call<{ id: number }, undefined, undefined>()('DELETE', '/opinion-phrases/{id}', z.unknown()),
  /** 请假委托：我委托的和委托给我的 */
  absences: call<undefined, undefined, undefined>()('GET', '/delegations', z.object({ items: z.array(z.object({ id: z.number(), from: z.string(), until: z.string(), absent: z.object({ id: z.number(), name: z.string() }), standIn: z.object({ id: z.number(), name: z.string() }), taskKey: z.nullable(z.string()), reason: z.nullable(z.string()), ended: z.boolean() })) })),
  /** 请假委托：从哪天到哪天由谁代办 */
  beginAbsence: call<undefined, undefined, { standInId: number; from: string; until: string; taskKey?: string; reason?: string }>()('POST', '/delegations', z.object({ id: z.number(), from: z.string(), until: z.string(), absent: z.object({ id: z.number(), name: z.string() }), standIn: z.object({ id: z.number(), name: z.string() }), taskKey: z.nullable(z.string()), reason: z.nullable(z.string()), ended: z.boolean() })),
  /** 结束请假委托 */
  endAbsence: call<{ id: number }, undefined, undefined>()('DELETE', '/delegations/{id}', z.unknown()),
  /** 抄送给我的 */
  copies: call<undefined, undefined, undefined>()('GET', '/task-copies', z.object({ items: z.array(z.object({ id: z.number(), task: z.object({ id: z.number(), name: z.string() }), sentBy: z.string(), sentAt: z.string(), readAt: z.nullable(z.string()) })) })),
  /** 把抄送给我的标为已读 */
  readCopies: call<undefined, undefined, { ids: (number)[] }>()('POST', '/task-copies/reads', z.object({ read: z.number() })),
  /** 本月看板：每所学校的名单走到哪一步、还有几个工作日 */
  board: call<undefined, { programme?: 'vocational-grant' | 'vocational-tuition-waiver'; month?: string; stage?: 'none' | 'entry' | 'school-review' | 'authority-review' | 'to-publish' | 'awaiting-confirmation' | 'in-publicity' | 'to-disburse' | 'disbursed' | 'finished' | 'withdrawal-pending'; late?: 'true'; organisationId?: number; q?: string; sort?: 'school' | 'due' | 'people'; limit?: number; cursor?: string; count?: 'true' | 'false' }, undefined>()('GET', '/statistics/board', z.object({ month: z.string(), items: z.array(z.object({ school: z.object({ id: z.number(), name: z.string() }), listId: z.nullable(z.number()), batchNo: z.nullable(z.number()), people: z.number(), stage: z.nullable(z.string()), waits: z.nullable(z.object({ taskId: z.number(), task: z.string(), organisation: z.string(), role: z.string(), dueOn: z.nullable(z.string()), workdaysLeft: z.nullable(z.number()), workdaysLate: z.nullable(z.number()), can: z.object({ urge: z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) }) }) })) })), nextCursor: z.nullable(z.string()), sums: z.object({ schools: z.number(), lists: z.number(), people: z.number(), late: z.number() }), total: z.optional(z.number()) })),
  /** 通知公告：收到的，或本单位发出的 */
  circulars: call<undefined, { box?: 'received' | 'sent'; unread?: 'true' | 'false'; limit?: number; cursor?: string }, undefined>()('GET', '/circulars', z.object({ items: z.array(circularShape), nextCursor: z.nullable(z.string()), total: z.optional(z.number()) })),
  /** 一份通知公告 */
  circular: call<{ id: number }, undefined, undefined>()('GET', '/circulars/{id}', circularShape),
  /** 确认通知已阅 */
  confirmCircular: call<{ id: number }, undefined, undefined>()('POST', '/circulars/{id}/receipts', circularShape),
  /** 通知的附件 */
  circularFiles: call<{ id: number }, undefined, undefined>()('GET', '/circulars/{id}/attachments', z.object({ items: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), scan: z.string(), addedBy: z.string(), addedAt: z.string() })) })),
  /** 一项规则调整和它的影响 */
  ruleChange: call<{ id: number }, undefined, undefined>()('GET', '/rule-changes/{id}', z.object({ id: z.number(), value: z.union([z.object({ kind: z.string(), days: z.number() }), z.object({ kind: z.string(), months: z.array(z.number()) }), z.object({ kind: z.string(), year: z.number(), notice: z.string() }), z.object({ kind: z.string(), day: z.string(), works: z.boolean(), name: z.string() }), z.object({ kind: z.string(), programme: z.string(), tier: z.string(), amount: z.string() })]), effectiveFrom: z.string(), basis: z.string(), reason: z.string(), state: z.string(), proposedBy: z.string(), proposedAt: z.string(), decidedBy: z.nullable(z.string()), decidedAt: z.nullable(z.string()), remark: z.string(), name: z.string(), words: z.string(), effect: z.array(z.string()), can: z.record(z.string(), z.object({ allowed: z.boolean(), unmet: z.array(z.object({ code: z.string(), message: z.string(), basis: z.string() })) })) })),
  /** 同意或不同意规则调整（另一人） */
  decideRuleChange: call<{ id: number }, undefined, { grant: boolean; remark?: string }>()('POST', '/rule-changes/{id}/decision', z.object({ id: z.number(), value: z.union([z.object({ kind: z.string(), days: z.number() }), z.object({ kind: z.string(), months: z.array(z.number()) }), z.object({ kind: z.string(), year: z.number(), notice: z.string() }), z.object({ kind: z.string(), day: z.string(), works: z.boolean(), name: z.string() }), z.object({ kind: z.string(), programme: z.string(), tier: z.string(), amount: z.string() })]), effectiveFrom: z.string(), basis: z.string(), reason: z.string(), state: z.string(), proposedBy: z.string(), proposedAt: z.string(), decidedBy: z.nullable(z.string()), decidedAt: z.nullable(z.string()), remark: z.string() })),
  /** 培训：给本岗位的，或本单位组织的 */
  trainings: call<undefined, { box?: 'received' | 'held'; limit?: number; cursor?: string }, undefined>()('GET', '/trainings', z.object({ items: z.array(trainingShape), nextCursor: z.nullable(z.string()), total: z.optional(z.number()) })),
  /** 一次培训；链接和密码只给参训人员和组织单位 */
  training: call<{ id: number }, undefined, undefined>()('GET', '/trainings/{id}', trainingShape),
  /** 培训签到：在签到时间内，每人一次 */
  signInAtTraining: call<{ id: number }, undefined, undefined>()('POST', '/trainings/{id}/sign-ins', trainingShape),
  /** 培训资料 */
  trainingFiles: call<{ id: number }, undefined, undefined>()('GET', '/trainings/{id}/materials', z.object({ items: z.array(z.object({ id: z.number(), name: z.string(), kind: z.string(), size: z.number(), scan: z.string(), addedBy: z.string(), addedAt: z.string(), helpPath: z.nullable(z.string()) })) })),
  /** 资助名单 */
  lists: call<undefined, { programme?: 'vocational-grant' | 'vocational-tuition-waiver' | 'senior-high-fee-waiver' | 'state-student-loan'; month?: string; term?: string; stage?: 'entry' | 'school-review' | 'authority-review' | 'to-publish' | 'awaiting-confirmation' | 'in-publicity' | 'to-disburse' | 'disbursed' | 'finished' | 'withdrawal-pending'; schoolId?: number; q?: string; todo?: 'publicity' | 'missing-attachment' | 'confirmation' | 'withdrawal-review' | 'school-review' | 'authority-review'; period?: 'current' | 'earlier' | 'both'; limit?: number; cursor?: string; count?: 'true' | 'false' }, undefined>()('GET', '/award-lists', z.object({ items: z.array(listShape), nextCursor: z.nullable(z.string()), total: z.optional(z.number()) })),
  /** 一份资助名单 */
  list: call<{ id: number }, undefined, undefined>()('GET', '/award-lists/{id}', listShape),
  /** 作决定前先看的五个事实：人数、金额、与上月相比、需要留意、公示附件 */
  facts: call<{ id: number }, undefined, undefined>()('GET', '/award-lists/{id}/facts', z.object({ people: z.number(), payable: z.string(), change: z.nullable(z.object({ month: z.optional(z.string()), term: z.optional(z.string()), previousPeople: z.number(), previousPayable: z.string(), added: z.number(), removed: z.number(), amountChanged: z.number(), enrolmentChanged: z.number() })), attention: z.object({ total: z.number(), people: z.number(), warnings: z.array(z.object({ code: z.string(), name: z.string(), count: z.number() })), notes: z.object({ open: z.number(), all: z.number() }) }), attachments: z.object({ required: z.boolean(), count: z.number() }) })),
  /** 与上月名单对比，或与本级上次审核通过时对比 */
  changes: call<{ id: number }, { from?: 'previous' | 'last-approval'; limit?: number; cursor?: string }, undefined>()('GET', '/award-lists/{id}/changes', z.object({ from: z.string(), month: z.optional(z.string()), term: z.optional(z.string()), since: z.nullable(z.string()), previousPeople: z.number(), previousPayable: z.string(), added: z.number(), removed: z.number(), amountChanged: z.number(), enrolmentChanged: z.number(), unchanged: z.number(), amount: z.object({ added: z.string(), removed: z.string(), changed: z.string() }), items: z.array(z.object({ kind: z.string(), awardId: z.nullable(z.number()), studentId: z.number(), name: z.string(), grade: z.string(), major: z.string(), className: z.string(), before: z.nullable(z.string()), after: z.nullable(z.string()), reason: z.string() })), nextCursor: z.nullable(z.string()) })),
  /** 名单人员 */
  awards: call<{ id: number }, { q?: string; warning?: 'any' | 'on-another-list' | 'not-enrolled' | 'overdue' | 'off-standard' | 'same-card' | 'no-card'; lifted?: 'yes' | 'no'; unstablyLifted?: 'yes' | 'no'; ruralSubsistence?: 'yes' | 'no'; ruralExtremePoverty?: 'yes' | 'no'; disabledHardship?: 'yes' | 'no'; limit?: number; cursor?: string; count?: 'true' | 'false' }, undefined>()('GET', '/award-lists/{id}/awards', z.object({ items: z.array(z.object({ id: z.number(), student: z.object({ id: z.number(), name: z.string(), maskedId: z.string() }), grade: z.string(), major: z.string(), className: z.string(), tier: z.string(), payable: z.string(), paid: z.nullable(z.string()), warnings: z.array(z.object({ code: z.string(), message: z.string() })), version: z.number(), flags: z.optional(z.object({ lifted: z.boolean(), unstablyLifted: z.boolean(), ruralSubsistence: z.boolean(), ruralExtremePoverty: z.boolean(), disabledHardship: z.boolean() })), eligibility: z.optional(z.object({ eligible: z.boolean(), words: z.string() })) })), nextCursor: z.nullable(z.string()), total: z.optional(z.number()) })),
  /** 公示附件 */
  attachments: call<{ id: number }, undefined, undefined>()('GET', '/award-lists/{id}/attachments', z.object({ items: z.array(z.object({ id: z.number(), round: z.number(), current: z.boolean(), name: z.string(), kind: z.string(), size: z.number(), scan: z.string(), scanConfirmed: z.boolean(), uploadedBy: z.string(), uploadedAt: z.string() })) })),
  /** 办理历史 */
  history: call<{ id: number }, undefined, undefined>()('GET', '/award-lists/{id}/history', z.object({ items: z.array(z.object({ id: z.number(), action: z.string(), at: z.string(), actor: z.string(), role: z.string(), organisation: z.string(), before: z.nullable(z.record(z.string(), z.unknown())), after: z.nullable(z.record(z.string(), z.unknown())), remark: z.nullable(z.string()) })) })),
  /** 审核不通过、公示不通过、同意退回会改变什么 */
  decisionImpact: call<{ id: number }, { decision: 'fail' | 'reject' | 'grant' }, undefined>()('GET', '/award-lists/{id}/decision-impact', z.object({ people: z.number(), paidPeople: z.number(), paid: z.string(), message: z.string(), changes: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })), recover: z.nullable(z.object({ people: z.number(), amount: z.string(), students: z.array(z.object({ awardId: z.number(), name: z.string(), paid: z.string() })) })), decision: z.string(), consequence: z.string(), openNotes: z.number() })),
  /** 同意退回会改变什么 */
  withdrawalImpact: call<{ id: number }, undefined, undefined>()('GET', '/award-lists/{id}/withdrawal-impact', z.object({ people: z.number(), paidPeople: z.number(), paid: z.string(), message: z.string(), changes: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })), recover: z.nullable(z.object({ people: z.number(), amount: z.string(), students: z.array(z.object({ awardId: z.number(), name: z.string(), paid: z.string() })) })) })),
  /** 公示时间的建议：从开始日期数满 5 个工作日 */
  publicityProposal: call<{ id: number }, { start?: string }, undefined>()('GET', '/award-lists/{id}/publicity-proposal', z.object({ start: z.string(), end: z.nullable(z.string()), earliestStart: z.string(), latestStart: z.string(), latestEnd: z.string(), explained: z.string() })),
  /** 公示名单（与完成“资助名单公示”任务是同一件事） */
  publish: call<{ id: number }, undefined, { start: string; end: string }>()('POST', '/award-lists/{id}/publicity', listShape),
  /** 删除本轮公示附件 */
  removeAttachment: call<{ id: number; attachmentId: number }, undefined, undefined>()('DELETE', '/award-lists/{id}/attachments/{attachmentId}', null),
  /** 申请公示退回 */
  askWithdrawal: call<{ id: number }, undefined, { reason: string }>()('POST', '/award-lists/{id}/withdrawal-requests', z.object({ id: z.number(), round: z.number(), state: z.string(), reason: z.string(), requestedAt: z.string(), reviewedAt: z.nullable(z.string()), remark: z.nullable(z.string()) })),
  /** 本人的消息 */
  notifications: call<undefined, { limit?: number; cursor?: string; count?: 'true' | 'false' }, undefined>()('GET', '/notifications', z.object({ items: z.array(z.object({ id: z.number(), title: z.string(), body: z.string(), href: z.string(), createdAt: z.string(), readAt: z.nullable(z.string()) })), nextCursor: z.nullable(z.string()), total: z.optional(z.number()), unread: z.number() })),
  /** 标为已读 */
  readNotifications: call<undefined, undefined, { ids: 'all' | (number)[] }>()('POST', '/notifications/reads', z.object({ read: z.number() })),
};

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type ParamsOf<N extends CallName> = Calls[N] extends Call<infer P, infer _Q, infer _B, infer _R> ? P : never;
export type QueryOf<N extends CallName> = Calls[N] extends Call<infer _P, infer Q, infer _B, infer _R> ? Q : never;
export type BodyOf<N extends CallName> = Calls[N] extends Call<infer _P, infer _Q, infer B, infer _R> ? B : never;
export type ReplyOf<N extends CallName> = Calls[N] extends Call<infer _P, infer _Q, infer _B, infer R> ? R : never;
