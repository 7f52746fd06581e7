import { run, row, transact } from '../database.js';
import { recordAudit, systemActor } from '../audit/record.js';
import { realNow } from '../lib/clock.js';
import { NotSignedIn } from '../lib/errors.js';
import { protection } from '../protection.js';
import { signInShown, type SignedIn, type SigningIn } from './sign-in.js';
import type { Errand, UnifiedProvider } from './unified-provider.js';

/** Minutes between leaving for the provider and coming back. */
const MINUTES = 10;
const CONTEXT = 'unified-errand';

type Kept = Errand & { next: string; until: number };

/** What the browser keeps while its person is at the provider's; sealed, so nobody can put an errand of their own there. */
export const keepErrand = (errand: Errand, next: string): string => protection().cipher.seal(JSON.stringify({ ...errand, next, until: realNow().getTime() + MINUTES * 60_000 } satisfies Kept), CONTEXT);

/** The errand this browser left with; null when it is too old, or none of ours. */
export function keptErrand(kept: string | undefined): Kept | null {
  if (!kept) return null;
  try {
    const errand = JSON.parse(protection().cipher.open(kept, CONTEXT)) as Kept;
    return errand.until > realNow().getTime() ? errand : null;
  } catch {
    return null; // typed by hand, cut off, or sealed by another installation
  }
}

/** 统一用户标识 in the form it is found by: the provider belongs to it, so that another provider’s people are others. */
export const identityIndex = ({ issuer }: UnifiedProvider, subject: string): Buffer => protection().cipher.blindIndex('unified_identities.subject', `${issuer} ${subject}`);

/** Nobody here was registered with this 统一用户标识. */
export class IdentityUnknown extends NotSignedIn {
  constructor(readonly subject: string) {
    super('wrong-credentials', '统一用户管理认出了您，但您的标识还没有登记到本系统的账号上。请把下面的标识交给本单位的账号管理人员登记；登记以前可以用密码登录。');
  }
}

/**
 * Signs in who the provider says came: the account an administrator registered for that identity, never one of the same name.
 * Whoever has 动态口令 is asked for it as after a password.
 * @throws IdentityUnknown; CodeNeeded; NotSignedIn `wrong-credentials` for an account that is frozen, cancelled or without a post.
 */
export async function signInUnified(provider: UnifiedProvider, subject: string, input: SigningIn): Promise<SignedIn> {
  const known = await row<{ user_id: number }>('SELECT user_id FROM unified_identities WHERE subject_index = ?', [identityIndex(provider, subject)]);
  if (!known) {
    await transact(() => recordAudit(systemActor, { action: '统一登录：没有登记的标识', outcome: 'denied', object: { kind: 'user', id: null } }));
    throw new IdentityUnknown(subject);
  }
  await run('UPDATE unified_identities SET last_used_at = ? WHERE user_id = ?', [realNow(), known.user_id]);
  return signInShown(known.user_id, input);
}
