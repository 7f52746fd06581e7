import { eventTypes, kindOf, typeOf } from '../../server/webhooks/events.js';
import { isGone, pauseAfter } from '../../server/webhooks/pauses.js';
import { isLoopback, isPublicAddress } from '../../server/webhooks/public-address.js';
import { newSecret, signedHeaders } from '../../server/webhooks/signature.js';
import { pinnedAddress, whyNotTarget, type Pinned } from '../../server/webhooks/target.js';

describe('an address outgoing calls may go to', () => {
  it.each(['8.8.8.8', '114.114.114.114', '2400:3200::1', '::ffff:8.8.8.8'])('%s is of the public internet', (address) => { expect(isPublicAddress(address)).toBe(true); });
  it.each([
    '127.0.0.1', '127.9.9.9', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1',
    '::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::10.0.0.1', '2002:7f00:1::', '2001:db8::1', 'no address', '',
  ])('%s is not', (address) => { expect(isPublicAddress(address)).toBe(false); });
  it('knows this machine', () => { expect(['127.0.0.1', '127.1.2.3', '::1', '10.0.0.1', '8.8.8.8'].map(isLoopback)).toEqual([true, true, true, false, false]); });
});

describe('the address of a webhook', () => {
  it.each(['https://data.example.edu.cn/hooks/aid', 'https://data.example.edu.cn:8443/hooks?key=1', 'https://8.8.8.8/hooks'])('%s may be entered', (url) => { expect(whyNotTarget(url, { loopback: false })).toBeNull(); });
  it.each([
    ['no address at all', '不是网址'], ['http://data.example.edu.cn/hooks', 'https'], ['ftp://data.example.edu.cn/hooks', 'https'], ['https://user:secret@data.example.edu.cn/', '用户名和密码'], ['https://data.example.edu.cn/#part', '#'],
    ['https://localhost/hooks', '公网'], ['https://127.0.0.1/hooks', '公网'], ['https://[::1]/hooks', '公网'], ['https://10.1.2.3/hooks', '公网'], ['https://2130706433/hooks', '公网'], ['https://0x7f.1/hooks', '公网'], ['https://intranet/hooks', '公网'], ['https://db.internal/hooks', '公网'], [`https://data.example.edu.cn/${'a'.repeat(500)}`, '太长'],
  ])('%s may not: %s', (url, why) => { expect(whyNotTarget(url, { loopback: false })).toContain(why); });
  it('may be on this machine while the product is tried out, and not in production', () => {
    expect(whyNotTarget('http://127.0.0.1:9000/hooks', { loopback: true })).toBeNull();
    expect(whyNotTarget('http://10.0.0.1:9000/hooks', { loopback: true })).not.toBeNull();
    expect(whyNotTarget('http://127.0.0.1:9000/hooks', { loopback: false })).not.toBeNull();
  });

  const leadsTo = (...found: string[]) => async (): Promise<Pinned[]> => found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const url = new URL('https://data.example.edu.cn/hooks');
  it('is used as it was looked up, so that the name cannot lead elsewhere in between', async () => {
    expect(await pinnedAddress(url, { loopback: false }, leadsTo('8.8.8.8', '2400:3200::1'))).toEqual({ address: '8.8.8.8', family: 4 });
  });
  it.each([[['10.0.0.5']], [['8.8.8.8', '127.0.0.1']], [['::1']], [[]]])('is not called when the name leads to %j', async (found) => {
    await expect(pinnedAddress(url, { loopback: false }, leadsTo(...found))).rejects.toThrow(found.length === 0 ? '找不到' : '公网');
    await expect(pinnedAddress(url, { loopback: true }, leadsTo(...found))).rejects.toThrow(/找不到|公网/);
  });
});

describe('the signature', () => {
  // The two examples published with the Standard Webhooks specification and its libraries.
  it.each([
    ['whsec_plJ3nmyCDGBKInavdOK15jsl', 'msg_loFOjxBNrRLzqYUf', 1731705121, '{"event_type":"ping","data":{"success":true}}', 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0='],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
  ])('is what the specification says', (secret, id, seconds, body, signature) => {
    expect(signedHeaders([secret], { id, at: new Date(seconds * 1000), body })).toEqual({ 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature });
  });
  it('is given once for each secret while the receiver changes', () => {
    const [old, fresh] = [newSecret(), newSecret()];
    expect(old).not.toBe(fresh);
    expect(signedHeaders([fresh, old], { id: 'evt_1_1', at: new Date(0), body: '{}' })['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
  });
});

describe('the pauses', () => {
  it('grow, last about two days in all, and end', () => {
    const all = Array.from({ length: 12 }, (_none, at) => pauseAfter(at + 1));
    const given = all.filter((one): one is number => one !== null);
    expect(given).toEqual([...given].sort((a, b) => a - b));
    expect([given.length, Math.round(given.reduce((sum, one) => sum + one, 0) / 3600), all.at(-1)]).toEqual([10, 50, null]);
  });
  it('know who wants nothing more', () => { expect([410, 404, 500, 200, null].map(isGone)).toEqual([true, false, false, false, false]); });
});

it('names each event once, there and back', () => {
  expect(eventTypes.map((type) => typeOf(kindOf(type)))).toEqual(eventTypes);
  expect(new Set(eventTypes).size).toBe(eventTypes.length);
});
