import { connectDatabase, disconnectDatabase } from '../database.js';
import { EnvironmentInvalid, readEnvironment } from '../env.js';
import { loadSecrets } from '../installation.js';
import { FieldKeysInvalid } from '../lib/crypto.js';
import { withDatabase } from '../operate.js';
import { protection } from '../protection.js';
import { keysInUse, resealAttachments, resealColumn, type Resealed } from './reseal.js';
import { sealedColumns } from './sealed-places.js';

const say = (line: string): void => console.log(line);

/** `npm run reseal`: everything under the first key of FIELD_KEYS; may run beside the product and be broken off at any time. */
async function reseal(): Promise<number> {
  const env = readEnvironment();
  loadSecrets(env);
  return withDatabase(env, say, async (target) => {
    connectDatabase(target);
    try {
      const { cipher, files } = protection();
      say(`现在的密钥是 ${cipher.currentKeyId}。`);
      const told: Resealed[] = [];
      for (const place of sealedColumns) told.push(await resealColumn(place, cipher));
      told.push(await resealAttachments(files));
      for (const { place, done, broken } of told) if (done > 0 || broken.length > 0) say(`${place}：重新加密 ${done}${broken.length > 0 ? `，打不开 ${broken.length}（${broken.slice(0, 5).join('、')}）` : ''}`);
      const old = (await keysInUse()).filter(({ keyId }) => keyId !== cipher.currentKeyId);
      for (const { place, keyId, values } of old) say(`还在用旧密钥 ${keyId}：${place} ${values} 个`);
      const broken = told.reduce((sum, one) => sum + one.broken.length, 0);
      say(old.length === 0 && broken === 0 ? '全部换完。旧密钥还要留着打开以前的备份；那些备份都过期后，才能从 FIELD_KEYS 里去掉。index= 那一项永远不要改。' : '没有换完：请看上面的原因，处理后再执行一次，已换的不会重做。');
      return old.length === 0 && broken === 0 ? 0 : 1;
    } finally {
      await disconnectDatabase();
    }
  });
}

/** Runs the command; every failure is one clear line. */
export async function main(): Promise<void> {
  try {
    process.exitCode = await reseal();
  } catch (error) {
    say(error instanceof EnvironmentInvalid || error instanceof FieldKeysInvalid ? error.message : String(error instanceof Error ? (error.stack ?? error.message) : error));
    process.exitCode = 1;
  }
}
