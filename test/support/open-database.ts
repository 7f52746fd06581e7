// A process that opens the private database in the folder named by its argument, says where it is, and stays until killed.
import { startPrivateDatabase } from '../../server/private-database.js';

void startPrivateDatabase(process.argv[2]).then(({ pid }) => {
  console.log(JSON.stringify({ pid }));
  setInterval(() => undefined, 60_000);
});
