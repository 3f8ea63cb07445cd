import { startDatabase } from '#local/postgres/supervisor.ts';

/** Starts the database of the folder given, says so in one line of JSON, and waits until it is killed or told to stop. */
const [dataDir = ''] = process.argv.slice(2);
const database = await startDatabase({ dataDir, unsafeNoFsyncForTests: true });
console.log(JSON.stringify(database));
process.stdin.on('end', () => void database.stop()).resume();
