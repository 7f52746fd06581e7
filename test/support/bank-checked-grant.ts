import { boundary, errorEvent, errorRoot, external, flow, tag, userTask } from './bpmn-builder.js';
import { redrawnGrant } from './redrawn-grant.js';

/**
 * The shipped grant with 银行账户核验 by a program outside between the authority's review and the publicity.
 * @param noAccount where a list goes whose account the bank does not know: the authority looks by hand first, or straight on.
 */
export function bankCheckedGrant(noAccount: 'by-hand' | 'on' = 'by-hand'): string {
  const byHand = userTask('check-by-hand', { name: '人工核对账户', candidates: 'authority-operator@authority' });
  const looks = noAccount === 'by-hand';
  const added = [boundary('no-account', 'bank-check', errorEvent('NO_ACCOUNT')), ...(looks ? [byHand, flow('no-account', 'check-by-hand'), flow('check-by-hand', 'publish-list')] : [flow('no-account', 'publish-list')])];
  const drawn = [tag('bpmndi:BPMNShape', { id: 'no-account_di', bpmnElement: 'no-account' }, tag('dc:Bounds', { x: 930, y: 962, width: 36, height: 36 })), ...(looks ? [tag('bpmndi:BPMNShape', { id: 'check-by-hand_di', bpmnElement: 'check-by-hand' }, tag('dc:Bounds', { x: 1100, y: 1040, width: 100, height: 80 }))] : []),
    ...(looks ? ['no-account-check-by-hand', 'check-by-hand-publish-list'] : ['no-account-publish-list']).map((id) => tag('bpmndi:BPMNEdge', { id: `${id}_di`, bpmnElement: id }, '<di:waypoint x="950" y="990" /><di:waypoint x="1100" y="1080" />'))];
  return redrawnGrant(external('bank-check', { more: { name: '银行账户核验' } }))
    .replace('<bpmn:process ', `${errorRoot('NO_ACCOUNT')}<bpmn:process `)
    .replace('</bpmn:process>', `${added.map(({ xml }) => xml).join('')}</bpmn:process>`)
    .replace('</bpmndi:BPMNPlane>', `${drawn.join('')}</bpmndi:BPMNPlane>`);
}
