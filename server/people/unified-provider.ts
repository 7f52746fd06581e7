import type { Configuration } from 'openid-client';
import { allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, discovery, enableNonRepudiationChecks, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { Environment } from '../env.js';

/** 统一用户管理 of a province: an OpenID Connect provider that says who somebody is. What they may do stays here. */
export type UnifiedProvider = NonNullable<Environment['unified']>;

/** Seconds the provider may take for one answer. */
const PATIENCE = 10;

let current: UnifiedProvider | null = null;
let found: Promise<Configuration> | null = null;

export function useUnifiedProvider(provider: UnifiedProvider | null): void {
  current = provider;
  found = null;
}

/** The provider of this installation; null where people sign in by password only. */
export const unifiedProvider = (): UnifiedProvider | null => current;

/** What one sign-in must bring back from the provider: its own answer, once, to who asked. */
export type Errand = { state: string; nonce: string; verifier: string };

/** The provider did not answer, or not as OpenID Connect says. The person may sign in by password meanwhile. */
export class ProviderUnfit extends Error {}

/** Where to send the person, and what to keep until they come back. @throws ProviderUnfit */
export async function beginErrand(provider: UnifiedProvider): Promise<{ address: string; errand: Errand }> {
  const errand: Errand = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
  const address = buildAuthorizationUrl(await configurationOf(provider), {
    redirect_uri: provider.callback, scope: 'openid', state: errand.state, nonce: errand.nonce,
    code_challenge: await calculatePKCECodeChallenge(errand.verifier), code_challenge_method: 'S256',
  });
  return { address: address.href, errand };
}

/**
 * Who came back, by the provider's own name for them. Code, state, nonce, PKCE, signature, issuer, audience and times are checked.
 * @throws ProviderUnfit for an answer that is not a good one to this errand.
 */
export async function endErrand(provider: UnifiedProvider, errand: Errand, query: string): Promise<string> {
  try {
    const address = new URL(provider.callback);
    address.search = query;
    const tokens = await authorizationCodeGrant(await configurationOf(provider), address, { expectedState: errand.state, expectedNonce: errand.nonce, pkceCodeVerifier: errand.verifier, idTokenExpected: true });
    const subject = tokens.claims()?.sub;
    if (!subject) throw new ProviderUnfit('the id token names nobody');
    return subject;
  } catch (error) {
    throw error instanceof ProviderUnfit ? error : new ProviderUnfit('the answer of the provider was not accepted', { cause: error });
  }
}

/** The provider's description, read once; a failed reading is tried again by the next person. */
function configurationOf(provider: UnifiedProvider): Promise<Configuration> {
  // Without the first the library trusts the wire and does not check the signature of an id token that came straight from the provider.
  const execute = [enableNonRepudiationChecks, ...(provider.issuer.startsWith('http:') ? [allowInsecureRequests] : [])];
  found ??= discovery(new URL(provider.issuer), provider.clientId, provider.clientSecret, undefined, { timeout: PATIENCE, execute }).catch((error: unknown) => {
    found = null;
    throw new ProviderUnfit('the provider’s description cannot be read', { cause: error });
  });
  return found;
}
