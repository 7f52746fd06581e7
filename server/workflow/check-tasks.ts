import { candidateName, canExist } from './candidates.js';
import { checkExternal } from './check-external.js';
import type { DefinitionModel, ElementModel } from './definition-model.js';
import type { Findings } from './findings.js';
import { isAct, nameOf } from './graph.js';

/** People's tasks and the services between them: who, under which name, by which registered service. */
export function checkTasks(model: DefinitionModel, known: { services: readonly string[]; roles: readonly string[]; /** Of its subject, by name. */ facts?: readonly string[] }, findings: Findings): void {
  for (const element of Object.values(model.elements)) {
    if (isAct(element)) {
      checkAct(element, known.roles, findings);
      checkVoting(element, findings);
    }
    if (element.external) checkExternal(element, element.external, model, known.facts ?? [], findings);
    else if (element.type === 'serviceTask') checkService(element, known.services, findings);
  }
  for (const lane of model.lanes) if (!lane.name.trim()) findings.warn('name-missing', `泳道“${lane.id}”没有名称，请填写岗位的中文名称。`, lane.id);
}

function checkAct(element: ElementModel, roles: readonly string[], findings: Findings): void {
  const { id, name } = element;
  if (!name.trim()) findings.warn('name-missing', `${nameOf(element)}没有名称，待办里会没有字。请填写中文名称。`, id);
  else if (!/\p{Script=Han}/u.test(name)) findings.warn('name-not-chinese', `${nameOf(element)}的名称里没有中文。请改成办理人看得懂的中文名称。`, id);
  const usable = element.candidates.filter((candidate) => roles.includes(candidate.role) && canExist(candidate));
  if (usable.length === 0) {
    const named = element.candidates.length > 0 ? `（写的是${element.candidates.map(candidateName).join('、')}）` : '';
    findings.error('no-candidate', `${nameOf(element)}没有人可以办理${named}。请放进一个写明办理人的泳道，或在任务上填写办理人（aid:candidates），如 school-reviewer@school。`, id);
  }
}

/** A vote needs something to vote for, and offices to vote; a reminder a date to count from. */
function checkVoting({ id, ...element }: ElementModel, findings: Findings): void {
  const name = nameOf({ id, ...element });
  if (element.vote && element.decisions.length < 2) findings.error('vote-without-decisions', `${name}要几家表决，却没有可选的决定。请写明至少两个决定，第一个是同意。`, id);
  if (element.vote && element.candidates.length < 2) findings.warn('vote-of-one', `${name}写了表决规则，办理人却只有一家，第一票就是结果。请在 aid:candidates 里写明各家。`, id);
  if (element.vote && element.multiInstance) findings.error('vote-repeated', `${name}同时写了表决规则和多实例。表决请只画一个用户任务。`, id);
  if (element.reminders && element.dueWorkdays === undefined) findings.error('reminder-without-due', `${name}写了提醒，却没有办理时限（aid:dueWorkdays），不知道从哪天算起。请补上时限。`, id);
}

function checkService(element: ElementModel, services: readonly string[], findings: Findings): void {
  const { service } = element;
  if (service === undefined) findings.error('service-missing', `${nameOf(element)}没有填写服务名称（implementation）。请填写已登记的服务。`, element.id);
  else if (!services.includes(service)) {
    const near = services.find((one) => one.toLowerCase() === service.toLowerCase());
    findings.error('service-unknown', `${nameOf(element)}的服务“${service.slice(0, 60)}”没有登记。${near ? `您要写的可能是“${near}”。` : '请对照服务清单改正名称。'}`, element.id);
  }
}
