// The operator's commands, compiled first where needed: node server/operate.mjs backup|restore|drill|reseal|upgrade|check-invariants|reset-practice …
import { build, installDependencies, PreparationFailed } from './prepare.mjs';

const files = { backup: 'backup/main.js', restore: 'backup/main.js', drill: 'backup/main.js', reseal: 'key-rotation/main.js', upgrade: 'legacy/command.js', 'check-invariants': 'inspection/command.js', 'reset-practice': 'practice/command.js' };

try {
  await installDependencies();
  const entry = await build();
  const { main } = await import(new URL(files[process.argv[2]], entry).href);
  await main?.();
} catch (error) {
  console.error(error instanceof PreparationFailed ? error.message : error);
  process.exit(1);
}
